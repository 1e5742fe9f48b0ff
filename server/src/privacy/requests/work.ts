import type { RecordKey } from '../../access/rights/record-rights';
import type { JobContext } from '../jobs/types';
import type { Identifier } from '../subjects/normalise';
import type { RequestKind } from './kinds';

/** What the desk knows of a request when it hands it on. Opened only for the work, never stored so. */
export interface RequestCase {
  readonly id: number;
  readonly reference: string;
  readonly kind: RequestKind;
  /** Normalised identifiers that were proven, by a link or by a clerk. */
  readonly identifiers: readonly Identifier[];
  /** As given; a name alone proves nothing. */
  readonly name: string | null;
  /** The data subject's own records, as the identity index knows them. */
  readonly roots: readonly RecordKey[];
  /** Several records of one type carry the same identifier: a clerk decides who is meant. */
  readonly ambiguous: boolean;
  /** BCP 47 language of the requester. */
  readonly locale: string;
}

/** What was found and is about to be done, in figures; the items are the plan's own. */
export interface PlanSummary {
  /** SHA-256 of the frozen plan; null if this kind has none. */
  readonly digest: string | null;
  /** Items about which nobody has decided yet; a plan with such items cannot be approved. */
  readonly unresolved: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** What the residue scan, or the check of a package, found. */
export interface Verification {
  /** Findings without a retention basis: the work is not done while there are any. */
  readonly residue: number;
  /** Values that stay for a stated time. */
  readonly retained: number;
  /** When the first of them may go. */
  readonly nextDue: Date | null;
}

/**
 * The work behind a kind of request. The desk calls it from jobs and transitions; whatever it throws
 * leads to another attempt, and in the end to `needs_attention`, never to `completed`.
 */
export interface RequestWork {
  /** Whether approval must be bound to a plan. */
  readonly hasPlan: boolean;
  /** Finds what concerns the person and freezes a plan, replacing an earlier one. State `discovering`. */
  discover(request: RequestCase, job: JobContext): Promise<PlanSummary>;
  /** The frozen plan as the desk shows it: summary and items, values masked. Null before discovery. */
  plan(
    requestId: number
  ): Promise<{ readonly summary: PlanSummary; readonly items: unknown } | null>;
  /**
   * Decides on items, and freezes the plan anew. State `review`.
   * @throws ValidationError for input that fits no item
   */
  decide(requestId: number, input: unknown): Promise<PlanSummary>;
  /** The digest of the plan as a new computation over today's data would have it. */
  currentDigest(request: RequestCase): Promise<string | null>;
  /** Does it, in steps. State `executing`. */
  execute(request: RequestCase, job: JobContext): Promise<void>;
  /** Looks whether it is done. State `verifying`. */
  verify(request: RequestCase, job: JobContext): Promise<Verification>;
  /**
   * Runs in the transaction in which the request is completed, wholly or in part: certificate, ledger.
   * @returns what the desk shows of it, such as the certificate's id
   */
  conclude(
    request: RequestCase,
    verification: Verification
  ): Promise<Readonly<Record<string, string>>>;
  /** Forgets all that was prepared: the request was withdrawn, rejected or cleaned. In its transaction. */
  discard(requestId: number): Promise<void>;
}

/** Which work stands behind which kind; kinds without any are carried out by a clerk. */
export type WorkOf = (kind: RequestKind) => RequestWork | null;
