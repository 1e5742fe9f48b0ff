import type { Found } from '../discovery/discovery';
import { textOf } from '../discovery/mentions';
import type { DocumentKey } from '../discovery/records';
import { cellKey, cellToken, commitment, isoOf, type Draft, type DraftContext } from './draft';
import { replacement } from './strategy';

type FoundMention = Extract<Found, { kind: 'mention' }>;

/** Where a row that mentions somebody is, in the project's terms. */
export interface MentionPlace {
  readonly uid: string | null;
  readonly attribute: string | null;
  /** The document that the row belongs to, through its components too. */
  readonly document: DocumentKey | null;
  /** Whether a plan may change such rows without somebody's word. */
  readonly editable: boolean;
  readonly value: unknown;
}

/** Attributes that hold one value, not a text: a part of it is no use. */
const WHOLE: readonly string[] = ['email', 'uid', 'password'];

/** The item of a text somewhere else in the database that speaks of the person. */
export const draftMention = async (
  found: FoundMention,
  { uid, attribute, document, editable, value }: MentionPlace,
  context: DraftContext
): Promise<Draft> => {
  const { table, rowId, column, confidence, kinds } = found;
  const key = cellKey(table, rowId, column);
  const hold = document ? await context.holdOn(document) : null;
  const shape = uid !== null && attribute !== null ? context.shapeOf(uid, attribute) : null;
  const whole = shape !== null && WHOLE.includes(shape.type);
  const after = whole ? replacement('delete', shape, value, cellToken(context, key)) : null;
  const change = whole ? 'delete' : 'redact';
  return {
    key,
    kind: 'cell',
    uid,
    table,
    rowId,
    column,
    attribute,
    documentUid: document?.uid ?? null,
    documentId: document?.documentId ?? null,
    locale: null,
    published: false,
    confidence,
    via: kinds.join(','),
    strategy: hold ? 'keep' : editable ? change : 'decide',
    after: after === null ? null : JSON.stringify(after),
    before: commitment(context.salt, textOf(value)),
    basis: hold?.basis ?? null,
    until: isoOf(hold),
    selected: confidence !== 'name',
  };
};
