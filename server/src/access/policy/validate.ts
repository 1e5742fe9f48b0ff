import { createCheckContext } from './check-context';
import { checkGroups } from './check-groups';
import { checkPrivacyConfig } from './check-privacy';
import { checkAudiences, checkProfiles } from './check-profiles';
import { checkSharingRules } from './check-sharing-rules';
import { checkTypes } from './check-types';
import { compilePolicy } from './compile';
import { checkStructure } from './structure';
import type { CompiledPolicy, PolicyIssue, SchemaModel } from './types';

export type ValidationResult =
  { ok: true; policy: CompiledPolicy } | { ok: false; issues: PolicyIssue[] };

/**
 * Decides whether a document can be the policy of a project with these schemas. Reports everything
 * that is wrong in one go, each with its path: malformed parts do not keep the well-formed ones
 * from being checked for meaning. Never throws for what the document contains.
 */
export const validatePolicy = (input: unknown, schemas: SchemaModel): ValidationResult => {
  const structure = checkStructure(input);
  const context = createCheckContext(structure, input, schemas);
  checkGroups(context);
  checkProfiles(context);
  checkTypes(context);
  checkSharingRules(context);
  checkAudiences(context);
  checkPrivacyConfig(schemas, context.document.privacy ?? {}, ['privacy'], (...issue) => {
    context.report(...issue);
  });
  const issues = [...structure.issues, ...context.issues];
  return structure.document && issues.length === 0
    ? { ok: true, policy: compilePolicy(structure.document, schemas) }
    : { ok: false, issues };
};
