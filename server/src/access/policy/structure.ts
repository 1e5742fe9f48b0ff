import type { z } from '@strapi/utils';

import { documentSchema } from './document-schema';
import type { PolicyDocument, PolicyIssue } from './types';

/** A document of which any part may be missing, because it was malformed or never there. */
export type Loose<T> = unknown extends T
  ? T
  : T extends readonly (infer Item)[]
    ? (Loose<Item> | undefined)[]
    : T extends object
      ? { [Key in keyof T]?: Loose<T[Key]> | undefined }
      : T;

export interface StructureResult {
  issues: PolicyIssue[];
  /** The whole document, when its structure is right. */
  document: PolicyDocument | null;
  /** The well-formed parts; array positions are kept, so that paths stay true. */
  sound: Loose<PolicyDocument>;
}

type Path = readonly (string | number)[];

/**
 * Checks the structure of a document. Reports every spot that is wrong, and hands on whatever is
 * well-formed so that the checks of meaning need not wait for the structure to be mended.
 */
export const checkStructure = (input: unknown): StructureResult => {
  const result = documentSchema.safeParse(input);
  if (result.success) {
    return { issues: [], document: result.data, sound: result.data };
  }
  const issues = dedupe(result.error.issues.flatMap((issue) => toPolicyIssues(issue, input)));
  const malformed = new Set(issues.map(({ path }) => JSON.stringify(path)));
  // The schema vouches for every part it raised no issue about; the rest has been taken out.
  const sound = (copyWithout(input, malformed, []) ?? {}) as Loose<PolicyDocument>;
  return { issues, document: null, sound };
};

const dedupe = (issues: PolicyIssue[]): PolicyIssue[] => {
  const byKey = new Map(issues.map((issue) => [JSON.stringify([issue.path, issue.code]), issue]));
  return [...byKey.values()];
};

const copyWithout = (value: unknown, malformed: ReadonlySet<string>, path: Path): unknown => {
  if (malformed.has(JSON.stringify(path))) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => copyWithout(item, malformed, [...path, index]));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
      key,
      copyWithout(item, malformed, [...path, key]),
    ]);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }
  return value;
};

const toPolicyIssues = (issue: z.core.$ZodIssue, input: unknown): PolicyIssue[] => {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      code: 'UNKNOWN_KEY',
      message: `Unknown key '${key}'`,
    }));
  }
  return [{ path, ...describe(issue, valueAt(input, path), String(path.at(-1) ?? 'document')) }];
};

const describe = (
  issue: z.core.$ZodIssue,
  value: unknown,
  name: string
): Pick<PolicyIssue, 'code' | 'message'> => {
  if (value === undefined) {
    return { code: 'REQUIRED', message: `'${name}' is required` };
  }
  if (issue.code !== 'invalid_type' && isBlank(value)) {
    return { code: 'EMPTY', message: `'${name}' must not be empty` };
  }
  if (issue.code === 'custom') {
    const code = String(issue.params?.code ?? 'WRONG_VALUE');
    const isAction = code === 'UNKNOWN_ACTION';
    return { code, message: isAction ? `Unknown action '${name}'` : issue.message };
  }
  if (issue.code === 'invalid_format') {
    const message = `'${name}' must be lower-case letters, digits and hyphens: ${JSON.stringify(value)}`;
    return { code: 'BAD_FORMAT', message };
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    return { code: 'OUT_OF_RANGE', message: `'${name}' is out of range: ${JSON.stringify(value)}` };
  }
  const code = issue.code === 'invalid_type' ? 'WRONG_TYPE' : 'WRONG_VALUE';
  return { code, message: `'${name}': ${issue.message}` };
};

const isBlank = (value: unknown): boolean =>
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

const valueAt = (input: unknown, path: Path): unknown => {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) {
      return undefined;
    }
    value = new Map<string, unknown>(Object.entries(value)).get(String(step));
  }
  return value;
};
