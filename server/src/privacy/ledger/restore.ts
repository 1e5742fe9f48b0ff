import type { Core } from '@strapi/strapi';
import type { Audit } from '../../audit/audit';
import { chunksOf } from '../../platform/chunks';
import type { AnnotationMap } from '../annotations/compile';
import type { Annotations } from '../annotations/annotations';
import type { Identifier } from '../discovery/needles';
import type { DocumentKey } from '../discovery/records';
import { NOT_SELECTED } from '../erasure/intent';
import type { Erasure } from '../erasure/erasure';
import type { JobContext } from '../jobs/types';
import type { ItemStore } from '../plan/item-store';
import type { Plan, Plans } from '../plan/plans';
import type { IntentEntry } from './journal';
import type { Ledger } from './ledger';

/** What was found and done at a start. */
export interface RestoreReport {
  /** Erasures of which the database knew nothing. */
  readonly missing: number;
  /** Those that had to be done again. */
  readonly erased: number;
}

/** Notices that the database was taken back to a time before an erasure, and erases again. */
export type EraseAgain = () => Promise<RestoreReport>;

/** What it works with. */
export interface RestoreInput {
  readonly strapi: Core.Strapi;
  readonly ledger: Ledger;
  readonly annotations: Pick<Annotations, 'current'>;
  readonly plans: Plans;
  readonly items: ItemStore;
  readonly erasure: Pick<Erasure, 'carryOut'>;
  readonly audit: Audit;
  readonly harvest: (
    roots: readonly DocumentKey[],
    annotations: AnnotationMap
  ) => Promise<Identifier[]>;
  readonly digestsOf: (identifiers: readonly Identifier[]) => { kind: string; digest: string }[];
  /** Annotated identifiers of all data subjects, with their records, in pages. */
  readonly identified: (
    annotations: AnnotationMap
  ) => AsyncGenerator<{ readonly document: DocumentKey; readonly identifier: Identifier }[]>;
  /** Those documents of a type that are there. */
  readonly existing: (uid: string, documentIds: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** Plans made without a request have none to be named by. */
const NO_REQUEST = 0;

/** Before the server listens there is no queue to wait for: a step is a transaction. */
const directJob = (strapi: Core.Strapi): JobContext => ({
  job: {
    id: 0,
    kind: 'restore',
    key: null,
    payload: {},
    state: 'running',
    fence: 0,
    attempts: 1,
    progress: { done: 0, total: 0 },
    lastError: null,
    runAt: new Date(),
    finishedAt: null,
  },
  step: async <T>(_key: string, effect: () => Promise<T>) =>
    (await strapi.db.transaction(async () => effect())) as T,
  fence: () => Promise.resolve(),
  progress: () => Promise.resolve(),
});

/** So many documents are looked for at once. */
const LOOKED_FOR = 1_000;

/** Which of the records that were erased are there again: asked by type, not one by one. */
const createReturned =
  ({ existing }: RestoreInput) =>
  async (entries: readonly IntentEntry[]): Promise<Map<string, ReadonlySet<string>>> => {
    const wanted = new Map<string, Set<string>>();
    for (const { roots } of entries)
      for (const [uid, documentId] of roots)
        wanted.set(uid, (wanted.get(uid) ?? new Set()).add(documentId));
    const found = new Map<string, ReadonlySet<string>>();
    for (const [uid, ids] of wanted) {
      const there = new Set<string>();
      for (const part of chunksOf([...ids], LOOKED_FOR))
        for (const id of await existing(uid, part)) there.add(id);
      found.set(uid, there);
    }
    return found;
  };

/** Values that are remembered: versions of a document, which stand together, say the same. */
const REMEMBERED = 5_000;

/** Whose an identifier is; each value is brought into its form and hashed once. */
const createRecognition = (
  digestsOf: RestoreInput['digestsOf'],
  byDigest: ReadonlyMap<string, readonly string[]>
) => {
  const remembered = new Map<string, readonly string[]>();
  return (identifier: Identifier): readonly string[] => {
    const mark = `${identifier.kind} ${identifier.value}`;
    const known = remembered.get(mark);
    if (known) return known;
    const entries = digestsOf([identifier]).flatMap(({ digest }) => byDigest.get(digest) ?? []);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(mark, entries);
    return entries;
  };
};

/** The records of everybody missing, in one walk through all identifiers. */
const createRootsOf = (input: RestoreInput) => {
  const { identified, digestsOf } = input;
  const returned = createReturned(input);

  return async (
    entries: readonly IntentEntry[],
    known: AnnotationMap
  ): Promise<Map<string, DocumentKey[]>> => {
    const roots = new Map<string, DocumentKey[]>();
    const add = (entryId: string, document: DocumentKey) => {
      const list = roots.get(entryId) ?? [];
      const isListed = list.some(
        ({ uid, documentId }) => uid === document.uid && documentId === document.documentId
      );
      if (!isListed) roots.set(entryId, [...list, document]);
    };
    const byDigest = new Map<string, string[]>();
    const there = await returned(entries);
    for (const { entryId, identifiers, roots: own } of entries) {
      for (const { digest } of identifiers)
        byDigest.set(digest, [...(byDigest.get(digest) ?? []), entryId]);
      for (const [uid, documentId] of own)
        if (there.get(uid)?.has(documentId)) add(entryId, { uid, documentId });
    }
    const entriesOf = createRecognition(digestsOf, byDigest);
    for await (const page of identified(known))
      for (const { document, identifier } of page)
        for (const entryId of entriesOf(identifier)) add(entryId, document);
    return roots;
  };
};

/** Creates the detector; runs as system, before the first request is served. */
export const createEraseAgain = (input: RestoreInput): EraseAgain => {
  const { strapi, ledger, annotations, plans, items, erasure, audit, harvest } = input;
  const rootsOf = createRootsOf(input);

  /** What people had decided then holds now; what nobody has decided stays, and is reported. */
  const repeat = async (plan: Plan, { decisions }: IntentEntry): Promise<Plan> => {
    const made = new Map(decisions);
    const again: object[] = [];
    for await (const { id, key, strategy } of items.all(plan.id)) {
      const decided = made.get(key);
      if (decided === NOT_SELECTED) again.push({ item: id, selected: false });
      else if (decided !== undefined && decided !== 'decide')
        again.push({ item: id, selected: true, strategy: decided, ...basisFor(decided) });
      else if (strategy === 'decide') again.push({ item: id, ...KEEP_UNDECIDED });
    }
    let current = plan;
    for (let at = 0; at < again.length; at += 500)
      current = await plans.decide(plan.id, again.slice(at, at + 500), 'system');
    return current;
  };

  const eraseOne = async (entry: IntentEntry, roots: readonly DocumentKey[]): Promise<void> => {
    const known = await annotations.current();
    const subject = { identifiers: await harvest(roots, known), roots: [...roots] };
    const request = { id: NO_REQUEST, reference: entry.reference, by: 'system' };
    const plan = await repeat(await plans.create(request, subject), entry);
    const { residue } = await erasure.carryOut(plan, directJob(strapi));
    const details = { reference: entry.reference, plan: plan.digest, residue };
    await audit.record({ type: 'erasure.repeated', details });
    if (residue > 0)
      throw new Error(`Erasure ${entry.reference} left ${residue} places after a restore`);
  };

  return async () => {
    const missing = await ledger.missing();
    if (missing.length === 0) return { missing: 0, erased: 0 };
    const intents = missing.filter((entry) => entry.kind === 'intent');
    strapi.log.warn(
      `[custodian] the database was restored: it has no trace of ${intents.length} erasure(s)`
    );
    const roots = await rootsOf(intents, await annotations.current());
    let erased = 0;
    for (const entry of intents) {
      const own = roots.get(entry.entryId) ?? [];
      if (own.length > 0) {
        await eraseOne(entry, own);
        erased += 1;
      }
    }
    // Only now: a start that was interrupted begins again.
    await ledger.adopt(missing);
    return { missing: intents.length, erased };
  };
};

const KEEP_UNDECIDED = { strategy: 'keep', basis: 'undecided-after-restore' };

const basisFor = (strategy: string): object =>
  strategy === 'keep' ? { basis: 'as-decided-before-restore' } : {};
