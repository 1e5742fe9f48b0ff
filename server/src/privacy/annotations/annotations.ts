import type { Core } from '@strapi/strapi';
import { checkPrivacyConfig } from '../../access/policy/check-privacy';
import { readSchemaPrivacy } from '../../access/policy/privacy-merge';
import { createSchemaModel } from '../../access/policy/schema-model';
import type { PolicyStore } from '../../access/policy/store';
import type { PrivacyConfig } from '../../access/policy/privacy-types';
import type { PolicyIssue, SchemaModel } from '../../access/policy/types';
import { compileAnnotations, type AnnotationMap } from './compile';
import { coverageOf, type Coverage } from './coverage';

/** What is personal data, as the schemas and the policy in force say. */
export interface Annotations {
  /** The compiled map. Built once per version of the policy. */
  current(): Promise<AnnotationMap>;
  /** What nobody has classified yet, and paths that lead nowhere. */
  coverage(): Promise<Coverage>;
  /**
   * Checks the annotations that the project's schemas carry.
   * @throws Error naming every mistake: a start with half-read annotations would erase half a person
   */
  assertSchemas(): void;
}

const describe = ({ path, message }: PolicyIssue): string => `  ${path.join('.')}: ${message}`;

/** Mistakes in the schemas themselves; where a path ends is the document's to say as well. */
const schemaIssues = (schemas: SchemaModel): PolicyIssue[] => {
  const { value, issues } = readSchemaPrivacy(schemas);
  checkPrivacyConfig(schemas, value, [], (path, code, message) => {
    if (code !== 'NOT_A_SUBJECT') issues.push({ path: [...path], code, message });
  });
  return issues;
};

/** Creates the reader; calls expect system scope. */
export const createAnnotations = (
  { strapi }: { strapi: Core.Strapi },
  policies: Pick<PolicyStore, 'inForce'>
): Annotations => {
  let model: SchemaModel | null = null;
  const schemas = () => (model ??= createSchemaModel(strapi));
  let built: { readonly from: object | undefined; readonly map: AnnotationMap } | null = null;

  /** A compiled policy is kept as long as its version: the same object is the same text. */
  const mapFor = (privacy: PrivacyConfig | undefined): AnnotationMap => {
    if (!built || built.from !== privacy)
      built = { from: privacy, map: compileAnnotations(schemas(), privacy) };
    return built.map;
  };

  const current = async () => mapFor((await policies.inForce())?.document.privacy);

  return {
    current,
    coverage: async () => coverageOf(schemas(), await current()),
    assertSchemas() {
      const issues = schemaIssues(schemas());
      if (issues.length > 0)
        throw new Error(
          `Annotations of personal data are wrong:\n${issues.map(describe).join('\n')}`
        );
    },
  };
};
