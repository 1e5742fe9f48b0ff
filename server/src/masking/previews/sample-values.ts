import { z } from '@strapi/utils';
import { sql, type Sql } from '../../platform/sql';
import type { Client } from '../../platform/dialect';
import type { MaskedAttribute } from '../strategies/strategy';

/** Longer than anything that is shown in a preview. */
const TEXT_LENGTH = 10_000;

const text = z
  .string()
  .max(TEXT_LENGTH)
  // PostgreSQL keeps no such character in text.
  .refine((value) => !value.includes('\u0000'), 'must not contain the character U+0000');
const moment = z.iso.datetime({ offset: true });

/** JSON that a request can carry. */
const json = z.json().refine((value) => !JSON.stringify(value).includes('\\u0000'), 'has U+0000');

/** Values by attribute type, as Strapi's API writes them. */
const VALUES: Readonly<Record<string, z.ZodType>> = {
  integer: z.int32(),
  biginteger: z.string().regex(/^-?\d{1,18}$/, 'must be a whole number of 18 digits at most'),
  float: z.number(),
  decimal: z.number().min(-99_999_999.99).max(99_999_999.99),
  date: z.iso.date(),
  datetime: moment,
  timestamp: moment,
  time: z.iso.time({ precision: 3 }),
  boolean: z.boolean(),
  json,
  blocks: json,
};

/** What a value of the attribute can be; null is one. */
export const sampleOf = ({ type }: MaskedAttribute): z.ZodType => (VALUES[type] ?? text).nullable();

const MOMENTS = ['datetime', 'timestamp'];
const DOCUMENTS = ['json', 'blocks'];

/** MySQL gives a union of a date and a text the type of the text. */
const MYSQL_TYPES: Readonly<Record<string, string>> = {
  date: 'date',
  datetime: 'datetime(6)',
  timestamp: 'datetime(6)',
  time: 'time(3)',
};

/** A value as the database is sent it; see the fields of @strapi/database. */
export const toSql = (value: unknown, { type }: MaskedAttribute, client: Client): Sql => {
  const sent =
    value === null
      ? null
      : MOMENTS.includes(type)
        ? new Date(value as string)
        : DOCUMENTS.includes(type)
          ? JSON.stringify(value)
          : value;
  const cast = client === 'mysql' ? MYSQL_TYPES[type] : undefined;
  if (cast === undefined) return sql`${sent}`;
  const bound = sql`cast(${sent} as )`;
  return { ...bound, text: bound.text.replace(/ as \)$/, ` as ${cast})`) };
};

const NUMBERS = ['integer', 'float', 'decimal'];

/** A value as Strapi's API shows it, of what a driver answers. */
export const fromSql = (value: unknown, { type }: MaskedAttribute): unknown => {
  if (value === null || value === undefined) return null;
  if (MOMENTS.includes(type)) return new Date(value as string | number | Date).toISOString();
  if (type === 'date')
    return (value instanceof Date ? value.toISOString() : (value as string)).slice(0, 10);
  if (type === 'biginteger') return typeof value === 'number' ? String(value) : value;
  if (NUMBERS.includes(type)) return Number(value);
  if (type === 'boolean') return Boolean(value);
  if (DOCUMENTS.includes(type) && typeof value === 'string') return JSON.parse(value) as unknown;
  return value;
};
