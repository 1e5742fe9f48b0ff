import { commitmentOf, digestOf } from './entry';
import type { ReadEntry } from './entry-rows';
import { parseRanges, rangeSet } from './id-ranges';

/** What can be wrong with the log. */
export type ProblemCode =
  /** A place is empty: entries are missing, or stand in another order. */
  | 'GAP'
  /** What an entry says is not what was hashed. */
  | 'ENTRY_CHANGED'
  /** The hash of a place does not follow from the one before it. */
  | 'LINK_BROKEN'
  /** A payload is not the one that was committed to. */
  | 'PAYLOAD_CHANGED'
  /** A payload is gone, and nothing in the log says that it was erased. */
  | 'PAYLOAD_MISSING'
  /** The chain ends elsewhere than its signed end says. */
  | 'HEAD_MISMATCH'
  /** There are places behind the signed end. */
  | 'TAIL_FORGED'
  /** The chain's own row cannot be read. */
  | 'CHAIN_UNREADABLE'
  /** An end or a beginning of the chain that no key of this installation has signed. */
  | 'HEAD_UNSIGNED'
  | 'ANCHOR_UNSIGNED'
  /** Retention has removed entries without its entry in the log. */
  | 'ANCHOR_UNPROVEN'
  /** An entry that this application did not write. */
  | 'ENTRY_FOREIGN'
  /** A checkpoint with a wrong signature, or of another installation or log. */
  | 'CHECKPOINT_UNTRUSTED'
  | 'CHECKPOINT_OF_ANOTHER_LOG'
  /** The log ends before a checkpoint that was once taken of it. */
  | 'TAIL_MISSING'
  /** At a checkpoint's place the log is not what it was. */
  | 'CHECKPOINT_MISMATCH';

/** One thing that is wrong, and where. */
export interface Problem {
  readonly code: ProblemCode;
  readonly seq?: number;
  readonly id?: number;
}

/** How many problems are reported one by one. */
export const PROBLEM_LIMIT = 100;
/** Entries by which the log says what has been taken out of it. */
export const ERASED = 'audit.erased';
export const PRUNED = 'audit.pruned';

/** Collects what a verification finds. */
export const createFindings = () => {
  const problems: Problem[] = [];
  const withoutPayload: { id: number; seq: number | null }[] = [];
  const erasures: (readonly [number, number])[] = [];
  const pruned: { upTo: unknown; hash: unknown }[] = [];
  let count = 0;
  const report = (code: ProblemCode, where: Omit<Problem, 'code'> = {}): void => {
    count += 1;
    if (problems.length < PROBLEM_LIMIT) problems.push({ code, ...where });
  };
  const remember = (type: string, payload: string): void => {
    const details = JSON.parse(payload) as { entries?: unknown; upTo?: unknown; hash?: unknown };
    if (type === ERASED) erasures.push(...parseRanges(details.entries));
    else pruned.push({ upTo: details.upTo, hash: details.hash });
  };
  return {
    report,
    problems,
    count: () => count,
    pruned,
    /** Looks at everything about one entry but its place. @returns the digest of what it says */
    entry(entry: ReadEntry): string {
      const { id, seq } = entry;
      const where = seq === null ? { id } : { id, seq };
      const digest = digestOf(entry);
      if (digest !== entry.digest) report('ENTRY_CHANGED', where);
      if (entry.salt === null || entry.payload === null) withoutPayload.push({ id, seq });
      else if (commitmentOf(entry.salt, entry.payload) !== entry.commitment)
        report('PAYLOAD_CHANGED', where);
      else if (entry.type === ERASED || entry.type === PRUNED) remember(entry.type, entry.payload);
      return digest;
    },
    /** Tells erased payloads from lost ones, once all that speaks of erasures has been read. */
    settle(): number {
      const erased = rangeSet(erasures);
      const missing = withoutPayload.filter(({ id }) => !erased.has(id));
      for (const { id, seq } of missing)
        report('PAYLOAD_MISSING', seq === null ? { id } : { id, seq });
      return withoutPayload.length - missing.length;
    },
  };
};

/** What was found so far. */
export type Findings = ReturnType<typeof createFindings>;
