import type { DryRun, PolicyDiff } from './dry-run';
import { policyInvalid, type PolicyStore } from './store';
import type { PolicyDocument } from './types';

/** What activating a document would change, next to what it would be compared with. */
export interface Comparison {
  /** The version in force; null while there is none. */
  readonly version: number | null;
  readonly document: PolicyDocument;
  readonly diff: PolicyDiff;
}

/** Compares a document with the policy in force. Changes nothing; expects system scope. */
export interface CompareDocument {
  /** @throws ValidationError (400) with `details.errors` for a document that is refused */
  (input: unknown): Promise<Comparison>;
}

/** Creates the comparison that the HTTP API and the command line share. */
export const createComparison =
  (policies: PolicyStore, dryRun: DryRun): CompareDocument =>
  async (input) => {
    const result = policies.validate(input);
    if (!result.ok) throw policyInvalid(result.issues);
    const active = await policies.active();
    const before = active && (await policies.compiled(active.version));
    const diff = await dryRun(before, result.policy);
    return { version: active?.version ?? null, document: result.policy.document, diff };
  };
