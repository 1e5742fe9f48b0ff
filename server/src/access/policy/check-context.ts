import { lookup } from './lookup';
import type { Loose, StructureResult } from './structure';
import type {
  PolicyDocument,
  PolicyIssue,
  SchemaAttribute,
  SchemaContentType,
  SchemaModel,
} from './types';

export type Path = readonly (string | number)[];

/** What every check of meaning works with, and where it puts what it finds. */
export interface CheckContext {
  document: Loose<PolicyDocument>;
  schemas: SchemaModel;
  /** Every content type the document names as governed, malformed entries included. */
  governed: ReadonlySet<string>;
  groupCodes: ReadonlySet<string>;
  profileCodes: ReadonlySet<string>;
  /** Whether the structure of exactly this spot has been refused already. */
  isMalformed(path: Path): boolean;
  report(path: Path, code: string, message: string): void;
  /** What has been reported so far. */
  issues: readonly PolicyIssue[];
}

/**
 * Gathers the names a document defines. They come from the document as written, so that a mistake
 * in one part does not make every reference to that part look like a mistake too.
 */
export const createCheckContext = (
  structure: StructureResult,
  written: unknown,
  schemas: SchemaModel
): CheckContext => {
  const issues: PolicyIssue[] = [];
  const malformed = new Set(structure.issues.map(({ path }) => JSON.stringify(path)));
  return {
    document: structure.sound,
    schemas,
    governed: new Set(keysOf(member(written, 'contentTypes'))),
    groupCodes: codesIn(member(written, 'groups')),
    profileCodes: codesIn(member(written, 'profiles')),
    isMalformed: (path) => malformed.has(JSON.stringify(path)),
    report: (path, code, message) => {
      issues.push({ path: [...path], code, message });
    },
    issues,
  };
};

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(key)
    : undefined;

const keysOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];

const codesIn = (list: unknown): ReadonlySet<string> => {
  const items: unknown[] = Array.isArray(list) ? list : [];
  const codes = items.map((item) => member(item, 'code'));
  return new Set(codes.filter((code) => typeof code === 'string'));
};

/** The schema of a content type that the document refers to and must govern; reports if it does not. */
export const requireGoverned = (
  context: CheckContext,
  uid: string,
  path: Path
): SchemaContentType | undefined => {
  const schema = lookup(context.schemas.contentTypes, uid);
  if (context.governed.has(uid)) {
    return schema;
  }
  if (schema) {
    context.report(path, 'NOT_GOVERNED', `Content type '${uid}' is not governed by this policy`);
  } else {
    context.report(path, 'UNKNOWN_CONTENT_TYPE', `Unknown content type '${uid}'`);
  }
  return undefined;
};

/** The attribute of a content type; reports if there is none. */
export const requireAttribute = (
  context: CheckContext,
  schema: SchemaContentType,
  name: string,
  path: Path
): SchemaAttribute | undefined => {
  const attribute = lookup(schema.attributes, name);
  if (!attribute) {
    context.report(path, 'UNKNOWN_ATTRIBUTE', `Unknown attribute '${name}' of '${schema.uid}'`);
  }
  return attribute;
};

/** Reports every value that has already occurred in the list. */
export const reportDuplicates = (
  context: CheckContext,
  values: readonly (string | undefined)[],
  pathAt: (index: number) => Path,
  issue: { code: string; describe(value: string): string }
): void => {
  values.forEach((value, index) => {
    if (value !== undefined && values.indexOf(value) < index) {
      context.report(pathAt(index), issue.code, issue.describe(value));
    }
  });
};
