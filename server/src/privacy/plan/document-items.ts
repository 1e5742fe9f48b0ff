import type { AttributeAnnotation } from '../annotations/compile';
import type { Found, LoadedRow } from '../discovery/discovery';
import { findMentions, textOf } from '../discovery/mentions';
import type { Confidence } from '../discovery/needles';
import {
  cellKey,
  cellToken,
  commitment,
  isoOf,
  valueColumns,
  type Draft,
  type DraftContext,
} from './draft';
import { keepFor, longer, type Keep } from './retention';
import { replacement } from './strategy';

type FoundDocument = Extract<Found, { kind: 'document' }>;

/** Text in which somebody may be mentioned. */
const SEARCHED: readonly string[] = [
  'string',
  'text',
  'richtext',
  'blocks',
  'json',
  'email',
  'uid',
  'customField',
];

interface Cell {
  readonly row: LoadedRow;
  readonly attribute: string;
  readonly column: string;
  readonly value: unknown;
}

const cellsOf = (context: DraftContext, row: LoadedRow): Cell[] => {
  const model = context.modelOf(row.uid);
  return (model ? valueColumns(model) : [])
    .map(([attribute, column]) => ({ row, attribute, column, value: row.values[column] }))
    .filter(({ value }) => value !== null && value !== undefined);
};

/** What is said about the attribute itself, or about the component that it is in. */
const annotationOf = (
  { annotations }: DraftContext,
  { row, attribute }: Cell
): AttributeAnnotation | null => {
  const own = annotations.attribute(row.uid, attribute);
  const [outermost] = row.path;
  return own ?? (outermost ? annotations.attribute(row.document.uid, outermost) : null);
};

const dateFrom = (context: DraftContext, row: LoadedRow, attribute: string): Date | null => {
  const column = context.modelOf(row.uid)?.columns[attribute];
  const value = column === undefined ? null : row.values[column];
  if (value === null || value === undefined) return null;
  const date = new Date(value as string | number | Date);
  return Number.isNaN(date.getTime()) ? null : date;
};

/** Components have no dates of their own: it is the document's row that counts. */
const keepOf = (
  context: DraftContext,
  annotation: AttributeAnnotation | null,
  row: LoadedRow
): Keep | null => {
  const retention = annotation?.retention ?? null;
  if (!retention) return null;
  const since = dateFrom(context, row, retention.from) ?? dateFrom(context, row, 'createdAt');
  return keepFor(retention, since, context.now);
};

interface Treatment {
  /** The record goes, now or when the reasons to keep it have ended. */
  readonly removed: boolean;
  readonly hold: Keep | null;
  readonly confidence: Confidence;
  readonly via: string;
  readonly shared: boolean;
}

const base = ({ row, attribute, column, value }: Cell, context: DraftContext) => ({
  key: cellKey(row.table, row.rowId, column),
  kind: 'cell' as const,
  uid: row.uid,
  table: row.table,
  rowId: row.rowId,
  column,
  attribute: [...row.path, attribute].join('.'),
  documentUid: row.document.uid,
  documentId: row.document.documentId,
  locale: row.locale,
  published: row.published,
  before: commitment(context.salt, value),
});

/** A value that is the person's own: it goes as a whole, or stays for a reason. */
const ownCell = (
  cell: Cell,
  annotation: AttributeAnnotation | null,
  keep: Keep | null,
  { removed, confidence, via }: Treatment,
  context: DraftContext
): Draft => {
  const fields = base(cell, context);
  const shape = context.shapeOf(cell.row.uid, cell.attribute);
  const wanted = annotation?.erasure ?? 'delete';
  // Nothing but emptying makes sense for a record that is about to go.
  const last = removed || wanted === 'keep' || wanted === 'redact' ? 'delete' : wanted;
  const after = replacement(last, shape, cell.value, cellToken(context, fields.key));
  return {
    ...fields,
    confidence,
    via,
    strategy: keep ? 'keep' : last,
    after: after === null ? null : JSON.stringify(after),
    basis: keep?.basis ?? null,
    until: isoOf(keep),
    selected: true,
  };
};

/** A value that may speak of the person among other things. */
const mentionedCell = (
  cell: Cell,
  { hold, via, shared }: Treatment,
  context: DraftContext
): Draft | null => {
  const { type } = context.shapeOf(cell.row.uid, cell.attribute);
  if (!SEARCHED.includes(type)) return null;
  const mention = findMentions(textOf(cell.value), context.needles);
  if (!mention) return null;
  // A name in a record that is linked to the person is not anybody's.
  const isNamed = mention.confidence === 'name';
  return {
    ...base(cell, context),
    confidence: isNamed && shared ? 'relation' : mention.confidence,
    via: isNamed && shared ? via : mention.kinds.join(','),
    strategy: hold ? 'keep' : 'redact',
    after: null,
    basis: hold?.basis ?? null,
    until: isoOf(hold),
    selected: !isNamed || shared,
  };
};

const draftCell = (cell: Cell, treatment: Treatment, context: DraftContext): Draft | null => {
  if (treatment.shared) return mentionedCell(cell, treatment, context);
  const annotation = annotationOf(context, cell);
  const isPersonal = annotation !== null && annotation.classification !== 'none';
  const redacted = annotation?.erasure === 'redact' && !treatment.removed;
  if (!treatment.removed && (!isPersonal || redacted))
    return mentionedCell(cell, treatment, context);
  const keep = longer(treatment.hold, keepOf(context, annotation, cell.row));
  return ownCell(cell, annotation, keep, treatment, context);
};

const removal = (
  { document }: FoundDocument,
  table: string,
  keep: Keep | null,
  salt: string
): Draft => ({
  key: `document ${document.uid} ${document.documentId}`,
  kind: 'document',
  uid: document.uid,
  table,
  rowId: null,
  column: null,
  attribute: null,
  documentUid: document.uid,
  documentId: document.documentId,
  locale: null,
  published: false,
  confidence: document.confidence,
  via: document.via,
  strategy: keep ? 'keep' : 'delete',
  after: null,
  before: commitment(salt, document.documentId),
  basis: keep?.basis ?? null,
  until: isoOf(keep),
  selected: true,
});

/** Rows of a document that will not be there any more; files that hang on them go too. */
export interface DocumentDrafts {
  readonly drafts: readonly Draft[];
  readonly removed: boolean;
  /** What keeps the document, if something does. */
  readonly keep: Keep | null;
}

/**
 * The items of one document: each value that goes, changes or stays, and the document itself where
 * it is deleted. What must stay keeps its record; the record's other values go now.
 */
export const draftDocument = async (
  found: FoundDocument,
  context: DraftContext
): Promise<DocumentDrafts> => {
  const { document, rows } = found;
  const type = context.annotations.contentTypes.get(document.uid);
  const shared = document.role === 'shared';
  const removed = !shared && type?.erasure !== 'scrub';
  const hold = await context.holdOn(document);
  const { confidence, via } = document;
  const treatment: Treatment = { removed, hold, confidence, via, shared };
  const drafts = rows
    .flatMap((row) => cellsOf(context, row))
    .flatMap((cell) => draftCell(cell, treatment, context) ?? []);
  if (!removed) return { drafts, removed, keep: hold };
  const keep = drafts.reduce<Keep | null>(
    (longest, { strategy, basis, until }) =>
      strategy === 'keep'
        ? longer(longest, { basis: basis ?? '', until: until === null ? null : new Date(until) })
        : longest,
    hold
  );
  const table = rows.at(-1)?.table ?? '';
  return { drafts: [...drafts, removal(found, table, keep, context.salt)], removed, keep };
};
