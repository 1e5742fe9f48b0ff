import type { Discovery, Found, SubjectQuery } from '../discovery/discovery';
import { FILE_UID } from '../../enforcement/table-catalogue';
import { commitment, isoOf, type Draft, type DraftContext } from './draft';
import { applyDecision } from './decide';
import { draftDocument } from './document-items';
import type { Decision, PlanItem } from './item';
import { draftMention, type MentionPlace } from './mention-items';
import { longer, type Keep } from './retention';

/** What the assembly works with. */
export interface AssembleInput {
  readonly discovery: Discovery;
  /** Says where a row is that text was found in. */
  readonly placeOf: (found: Extract<Found, { kind: 'mention' }>) => Promise<MentionPlace>;
}

type FoundFile = Extract<Found, { kind: 'file' }>;
type FoundRow = Extract<Found, { kind: 'row' }>;
type TellingFile = Extract<Found, { kind: 'telling-file' }>;

/** What was decided about rows, for what hangs on them. */
interface Treated {
  readonly removed: Map<string, Keep | null>;
  readonly scrubbed: Map<string, Keep | null>;
  readonly documents: Map<string, Keep | null>;
  /** Files that have an item already. */
  readonly files: Set<number>;
}

const mark = (uid: string, rowId: number): string => `${uid} ${rowId}`;

/** What all items of files have in common. */
const fileBase = (
  { fileId, documentId }: { readonly fileId: number; readonly documentId: string | null },
  context: DraftContext
) => ({
  key: `file ${fileId}`,
  kind: 'file' as const,
  uid: FILE_UID,
  table: context.modelOf(FILE_UID)?.tableName ?? '',
  rowId: fileId,
  column: null,
  documentUid: documentId === null ? null : FILE_UID,
  documentId,
  locale: null,
  published: false,
  after: null,
  before: commitment(context.salt, fileId),
  selected: true,
});

const draftFile = (file: FoundFile, treated: Treated, context: DraftContext): Draft | null => {
  const { fileId, shared, holders } = file;
  if (shared) return null;
  const isOwn = holders.some(({ uid, rowId, attribute }) => {
    const annotation = context.annotations.attribute(uid, attribute);
    if (annotation?.classification === 'none') return false;
    // Unclassified files of a record that goes are the person's; of one that stays they are not.
    return treated.removed.has(mark(uid, rowId)) || annotation !== null;
  });
  if (!isOwn) return null;
  const keep = holders.reduce<Keep | null>((longest, { uid, rowId }) => {
    const key = mark(uid, rowId);
    return longer(longest, treated.removed.get(key) ?? treated.scrubbed.get(key) ?? null);
  }, null);
  treated.files.add(fileId);
  return {
    ...fileBase(file, context),
    attribute: holders[0]?.attribute ?? null,
    confidence: 'relation',
    via: [...new Set(holders.map(({ uid, attribute }) => `${uid}.${attribute}`))].sort().join(','),
    strategy: keep ? 'keep' : 'delete',
    basis: keep?.basis ?? null,
    until: isoOf(keep),
  };
};

/** Nobody can cut a person out of a file: somebody has to say whether it goes. */
const draftTelling = (file: TellingFile, treated: Treated, context: DraftContext): Draft | null => {
  if (treated.files.has(file.fileId)) return null;
  return {
    ...fileBase(file, context),
    attribute: null,
    confidence: 'identifier',
    via: `${file.where}:${file.kinds.join(',')}`,
    strategy: 'decide',
    basis: null,
    until: null,
  };
};

const draftRow = (
  { table, uid, rowId, document }: FoundRow,
  treated: Treated,
  context: DraftContext
): Draft => {
  const keep = treated.documents.get(mark(document.uid, 0) + document.documentId) ?? null;
  return {
    key: `row ${table} ${rowId}`,
    kind: 'row',
    uid,
    table,
    rowId,
    column: null,
    attribute: null,
    documentUid: document.uid,
    documentId: document.documentId,
    locale: null,
    published: false,
    confidence: 'relation',
    via: document.uid,
    strategy: keep ? 'keep' : 'delete',
    after: null,
    before: commitment(context.salt, rowId),
    basis: keep?.basis ?? null,
    until: isoOf(keep),
    selected: true,
  };
};

const decided = (draft: Draft, decision: Decision | undefined, context: DraftContext): Draft => {
  const { uid, attribute } = draft;
  const name = attribute?.split('.').at(-1);
  const shape = uid !== null && name !== undefined ? context.shapeOf(uid, name) : null;
  return applyDecision(draft, decision, shape, context.salt);
};

/**
 * Turns what discovery finds into items, in its order. The same data, subject, salt and decisions give
 * the same items: that is what a frozen plan is held against before it is executed.
 */
export const createAssemble = ({ discovery, placeOf }: AssembleInput) => {
  const draftsOf = async (
    found: Found,
    treated: Treated,
    context: DraftContext
  ): Promise<readonly Draft[]> => {
    switch (found.kind) {
      case 'document': {
        const { drafts, removed, keep } = await draftDocument(found, context);
        const { uid, documentId } = found.document;
        treated.documents.set(mark(uid, 0) + documentId, keep);
        for (const row of found.rows)
          (removed ? treated.removed : treated.scrubbed).set(mark(row.uid, row.rowId), keep);
        return drafts;
      }
      case 'file':
        return [draftFile(found, treated, context)].filter((draft) => draft !== null);
      case 'row':
        return [draftRow(found, treated, context)];
      case 'mention':
        return [await draftMention(found, await placeOf(found), context)];
      case 'telling-file':
        return [draftTelling(found, treated, context)].filter((draft) => draft !== null);
    }
  };

  return async function* assemble(
    subject: SubjectQuery,
    context: DraftContext,
    decisions: ReadonlyMap<string, Decision>
  ): AsyncGenerator<PlanItem> {
    const treated: Treated = {
      removed: new Map(),
      scrubbed: new Map(),
      documents: new Map(),
      files: new Set(),
    };
    let seq = 0;
    for await (const found of discovery.find(subject, context.annotations)) {
      for (const draft of await draftsOf(found, treated, context)) {
        seq += 1;
        yield { seq, ...decided(draft, decisions.get(draft.key), context) };
      }
    }
  };
};

/** Assembles plans. */
export type Assemble = ReturnType<typeof createAssemble>;
