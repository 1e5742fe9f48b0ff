import { createHmac } from 'node:crypto';
import type { ModelMeta } from '../../enforcement/strapi-metadata';
import type { AnnotationMap } from '../annotations/compile';
import type { DocumentKey } from '../discovery/records';
import type { Needle } from '../discovery/needles';
import { textOf } from '../discovery/mentions';
import { tokenFor, type AttributeShape } from './strategy';
import type { PlanItem } from './item';
import type { Keep } from './retention';

/** An item before it has its place in the plan. */
export type Draft = Omit<PlanItem, 'seq'>;

/** What items are made with. */
export interface DraftContext {
  readonly annotations: AnnotationMap;
  readonly needles: readonly Needle[];
  /** The plan's own secret: keys all its digests and pseudonyms. */
  readonly salt: string;
  readonly now: Date;
  modelOf(uid: string): ModelMeta | undefined;
  shapeOf(uid: string, attribute: string): AttributeShape;
  /** The hold on a document; null for none. */
  holdOn(document: DocumentKey): Promise<Keep | null>;
}

/** Binds a value without saying it. */
export const commitment = (salt: string, value: unknown): string =>
  createHmac('sha256', salt)
    .update(`before ${textOf(value)}`)
    .digest('hex');

/** Names a cell in every plan alike. */
export const cellKey = (table: string, rowId: number | null, column: string): string =>
  `cell ${table} ${rowId ?? '-'} ${column}`;

/** The pseudonym of a cell in this plan. */
export const cellToken = ({ salt }: DraftContext, key: string): string => tokenFor(salt, key);

/** Attributes that Strapi manages, and that say nothing about a person. */
const SYSTEM: readonly string[] = [
  'id',
  'documentId',
  'createdAt',
  'updatedAt',
  'publishedAt',
  'locale',
];

/** The attributes of a type that hold values of the project's, with their columns, by column. */
export const valueColumns = (model: ModelMeta): (readonly [string, string])[] =>
  Object.entries(model.columns)
    .filter(([attribute]) => !SYSTEM.includes(attribute))
    .sort(([, one], [, other]) => (one < other ? -1 : one > other ? 1 : 0));

/** An instant as plans write it. */
export const isoOf = (keep: Keep | null): string | null => keep?.until?.toISOString() ?? null;
