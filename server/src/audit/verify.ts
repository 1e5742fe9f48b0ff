import { setImmediate } from 'node:timers/promises';
import type { AppKeys } from './app-keys';
import { endOf, startOf, UnreadableChainError, type Chain, type ChainState } from './chain';
import type { Checkpoint } from './checkpoint';
import { hasMac, linkHash } from './entry';
import type { ReadEntry } from './entry-rows';
import { createFindings, type Findings, type Problem, type ProblemCode } from './findings';
import { chunksOf } from '../platform/chunks';
import { REFUSED, type LogTables } from './log-tables';
import type { Sealer } from './sealer';
import type { SigningKeys } from './signing-keys';

/** What a verification found. */
export interface Verification {
  readonly ok: boolean;
  /** Entries that were looked at, those that are not sealed yet included. */
  readonly entries: number;
  readonly unsealed: number;
  /** Entries whose payload was erased, as the log itself says. */
  readonly erased: number;
  /** The places that are there; null for a log without entries. */
  readonly from: number | null;
  readonly to: number | null;
  readonly head: Checkpoint | null;
  readonly anchor: Checkpoint | null;
  /** At most {@link PROBLEM_LIMIT}; `problemCount` says how many there were. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  readonly milliseconds: number;
}

/** Checks the log from its beginning to its end. */
export interface Verifier {
  /** @param checkpoints taken earlier and kept elsewhere; the log must still contain what they saw */
  verify(checkpoints?: readonly Checkpoint[]): Promise<Verification>;
}

/** What the verifier is made of. */
export interface VerifierParts {
  readonly tables: LogTables;
  readonly chain: Chain;
  readonly keys: SigningKeys;
  readonly appKeys: AppKeys;
  readonly sealer: Sealer;
}

/** Large: on PostgreSQL each page may cost one pass over all payloads. */
const PAGE = 20_000;
/** After so many entries others get their turn: hashing does not wait for anything by itself. */
const BREATH = 1000;

interface Walk {
  readonly entries: number;
  /** Hashes at the places that checkpoints name. */
  readonly hashes: ReadonlyMap<number, string>;
}

/** Follows the chain, page by page. */
const walk = async (
  tables: LogTables,
  state: ChainState,
  findings: Findings,
  wanted: ReadonlySet<number>
): Promise<Walk> => {
  const start = startOf(state);
  const hashes = new Map([[start.seq, start.hash]]);
  let { seq, hash } = start;
  let entries = 0;
  const follow = (entry: ReadEntry): void => {
    entries += 1;
    const place = entry.seq ?? 0;
    if (place !== seq + 1) findings.report('GAP', { seq: seq + 1 });
    if (linkHash(hash, place, entry.id, findings.entry(entry)) !== entry.hash)
      findings.report('LINK_BROKEN', { seq: place, id: entry.id });
    // Goes on from what is there, so that one broken link is one problem.
    [seq, hash] = [place, entry.hash ?? ''];
    if (wanted.has(seq)) hashes.set(seq, hash);
  };
  const end = endOf(state);
  const pageAfter = (place: number) => tables.chained(place, end.seq, PAGE);
  for (let page = await pageAfter(seq), more = true; more;) {
    more = page.length === PAGE;
    // The database looks for the next page while this one is hashed.
    const next = more ? pageAfter(page.at(-1)?.seq ?? end.seq) : Promise.resolve([]);
    next.catch(() => undefined);
    for (const part of chunksOf(page, BREATH)) {
      part.forEach(follow);
      await setImmediate();
    }
    page = await next;
  }
  if (seq !== end.seq || hash !== end.hash) findings.report('HEAD_MISMATCH', { seq });
  return { entries, hashes };
};

interface Pass {
  readonly findings: Findings;
  readonly state: ChainState;
  readonly counts: Pick<Verification, 'entries' | 'unsealed' | 'erased'>;
}

const UNREADABLE: Omit<Verification, 'milliseconds'> = {
  ok: false,
  entries: 0,
  unsealed: 0,
  erased: 0,
  from: null,
  to: null,
  head: null,
  anchor: null,
  problems: [{ code: 'CHAIN_UNREADABLE' }],
  problemCount: 1,
};

const describe = ({ findings, state, counts }: Pass): Omit<Verification, 'milliseconds'> => {
  const [from, to] = [startOf(state).seq + 1, endOf(state).seq];
  return {
    ok: findings.count() === 0,
    ...counts,
    from: to < from ? null : from,
    to: to < from ? null : to,
    head: state.head,
    anchor: state.anchor,
    problems: findings.problems,
    problemCount: findings.count(),
  };
};

/** Looks at entries that have no place yet. */
const walkOpen = async (
  { tables, appKeys }: VerifierParts,
  findings: Findings
): Promise<number> => {
  let unsealed = 0;
  for (let after = 0, more = true; more;) {
    const page = await tables.open(after, PAGE);
    for (const entry of page) {
      const isOurs = hasMac(appKeys.all('entry'), findings.entry(entry), entry.mac);
      if (entry.hash === REFUSED || !isOurs) findings.report('ENTRY_FOREIGN', { id: entry.id });
    }
    unsealed += page.length;
    after = page.at(-1)?.id ?? after;
    more = page.length === PAGE;
  }
  return unsealed;
};

const checkEnds = async (
  { keys }: VerifierParts,
  { head, anchor }: ChainState,
  findings: Findings
): Promise<void> => {
  if (head && !(head.kind === 'head' && (await keys.trusts(head))))
    findings.report('HEAD_UNSIGNED', { seq: head.seq });
  if (!anchor) return;
  if (anchor.kind !== 'anchor' || !(await keys.trusts(anchor)))
    findings.report('ANCHOR_UNSIGNED', { seq: anchor.seq });
  const isProven = findings.pruned.some(
    ({ upTo, hash }) => upTo === anchor.seq && hash === anchor.hash
  );
  if (!isProven) findings.report('ANCHOR_UNPROVEN', { seq: anchor.seq });
};

/** What the log should say at a checkpoint's place, and does not; null if it does. */
const checkAgainst = async (
  { keys }: VerifierParts,
  { seq, hash, log, ...rest }: Checkpoint,
  state: ChainState,
  hashes: ReadonlyMap<number, string>
): Promise<ProblemCode | null> => {
  if (log !== state.logId) return 'CHECKPOINT_OF_ANOTHER_LOG';
  if (!(await keys.trusts({ seq, hash, log, ...rest }))) return 'CHECKPOINT_UNTRUSTED';
  // What retention has removed since is vouched for by the anchor, and by its entry in the log.
  if (seq < startOf(state).seq) return null;
  if (seq > endOf(state).seq) return 'TAIL_MISSING';
  return hashes.get(seq) === hash ? null : 'CHECKPOINT_MISMATCH';
};

/** Creates the verifier. It reads page by page, so that the size of the log does not matter. */
export const createVerifier = (parts: VerifierParts): Verifier => {
  const { tables, chain, sealer } = parts;

  /** Sealing goes on meanwhile, but never leaves a place that the end read afterwards does not cover. */
  const checkTail = async (findings: Findings): Promise<void> => {
    const last = await tables.lastPlace();
    if (last > endOf(await chain.state()).seq) findings.report('TAIL_FORGED', { seq: last });
  };

  /** One pass; null if retention has moved the beginning under it. */
  const pass = async (checkpoints: readonly Checkpoint[]) => {
    const state = await chain.state();
    const findings = createFindings();
    const wanted = new Set(checkpoints.map(({ seq }) => seq));
    const { entries, hashes } = await walk(tables, state, findings, wanted);
    const unsealed = await walkOpen(parts, findings);
    const erased = findings.settle();
    await checkEnds(parts, state, findings);
    await checkTail(findings);
    for (const checkpoint of checkpoints) {
      const code = await checkAgainst(parts, checkpoint, state, hashes);
      if (code) findings.report(code, { seq: checkpoint.seq });
    }
    if ((await chain.state()).anchor?.seq !== state.anchor?.seq) return null;
    if (findings.count() === 0 && state.head) chain.met(state.head);
    return { findings, state, counts: { entries: entries + unsealed, unsealed, erased } };
  };

  return {
    async verify(checkpoints = []) {
      const began = performance.now();
      const took = () => ({ milliseconds: Math.round(performance.now() - began) });
      try {
        // An end that was changed keeps the sealer from its work; that is found below.
        await sealer.seal().catch(() => undefined);
        const seen = chain.furthest();
        const all = seen ? [...checkpoints, seen] : checkpoints;
        let found = await pass(all);
        while (!found) found = await pass(all);
        return { ...describe(found), ...took() };
      } catch (error) {
        if (!(error instanceof UnreadableChainError)) throw error;
        return { ...UNREADABLE, ...took() };
      }
    },
  };
};
