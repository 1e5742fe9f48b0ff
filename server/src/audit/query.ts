import type { Knex } from 'knex';
import type { Columns, ListQuery } from '../platform/http/list-query';
import type { ReadEntry } from './entry-rows';
import { chunksOf } from '../platform/chunks';
import type { DailyCount, LogTables } from './log-tables';
import { AUDIT_TABLES } from './models';

/** An entry as it is shown. */
export interface AuditEntry {
  readonly id: number;
  /** Its place in the chain; null until it is sealed, which takes about a second. */
  readonly seq: number | null;
  readonly at: string;
  readonly type: string;
  readonly causedBy: string;
  readonly contentType: string | null;
  readonly documentId: string | null;
  /** null: erased. */
  readonly details: unknown;
  readonly erased: boolean;
}

/** What an entry is proved by, for those who keep a copy. */
export interface EntryProof {
  readonly digest: string;
  readonly commitment: string;
  readonly salt: string | null;
  readonly hash: string | null;
}

/** Where a page begins, by the number of the entry before it. */
export interface Keyset {
  readonly after: number | null;
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  /** No entry with a higher number. */
  readonly upTo?: number;
}

/** Conditions by column, as {@link ListQuery} has them. */
export type Filters = ListQuery['where'];

/** Reads the log. */
export interface AuditQuery {
  /** A page by rows that are skipped, with the number of all. */
  find(query: ListQuery): Promise<{ rows: AuditEntry[]; total: number }>;
  /** A page by key: its cost does not grow with how far one has come. */
  page(filters: Filters, keyset: Keyset): Promise<ReadEntry[]>;
  /** How many entries of some types there are per day (UTC), from an instant on. */
  countByDay(types: readonly string[], since: Date): Promise<DailyCount[]>;
  /** The number of the newest entry; 0 for an empty log. */
  newest(): Promise<number>;
}

/** The columns that can be filtered and sorted by. */
export const AUDIT_COLUMNS: Columns = {
  id: { attribute: 'id', kind: 'integer' },
  seq: { attribute: 'seq', kind: 'integer' },
  at: { attribute: 'at', kind: 'instant' },
  type: { attribute: 'type', kind: 'text' },
  causedBy: { attribute: 'caused_by', kind: 'text' },
  contentType: { attribute: 'content_type', kind: 'text' },
  documentId: { attribute: 'document_id', kind: 'text' },
};

/** What an entry shows of itself. */
export const toShown = (entry: ReadEntry): AuditEntry => {
  const { id, seq, at, type, causedBy, contentType, documentId, payload } = entry;
  const details: unknown = payload === null ? null : JSON.parse(payload);
  return {
    id,
    seq,
    at,
    type,
    causedBy,
    contentType,
    documentId,
    details,
    erased: payload === null,
  };
};

type Builder = Knex.QueryBuilder;
type Apply = (builder: Builder, column: string, value: unknown) => unknown;

/** Instants are kept as text that sorts like time. */
const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);

const listOf = (value: unknown): string[] => [value].flat().map(plain) as string[];

const like =
  (pattern: (text: string) => string): Apply =>
  (builder, column, value) =>
    builder.whereRaw("?? like ? escape '!'", [
      column,
      pattern(String(value).replace(/[!%_]/g, (sign) => `!${sign}`)),
    ]);

const compare =
  (operator: string): Apply =>
  (builder, column, value) =>
    builder.where(column, operator, plain(value) as string);

const OPERATORS: Readonly<Record<string, Apply>> = {
  $eq: compare('='),
  $ne: (builder, column, value) =>
    builder.where((either) => {
      void either.where(column, '!=', plain(value) as string).orWhereNull(column);
    }),
  $gt: compare('>'),
  $gte: compare('>='),
  $lt: compare('<'),
  $lte: compare('<='),
  $in: (builder, column, value) => builder.whereIn(column, listOf(value)),
  $notIn: (builder, column, value) => builder.whereNotIn(column, listOf(value)),
  $null: (builder, column, value) =>
    value === true ? builder.whereNull(column) : builder.whereNotNull(column),
  $notNull: (builder, column, value) =>
    value === true ? builder.whereNotNull(column) : builder.whereNull(column),
  $contains: like((text) => `%${text}%`),
  $startsWith: like((text) => `${text}%`),
};

const conditionsOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !(value instanceof Date)
    ? Object.entries(value)
    : [['$eq', value]];

const apply = (builder: Builder, column: string, value: unknown): void => {
  for (const [operator, operand] of conditionsOf(value))
    OPERATORS[operator]?.(builder, column, operand);
};

/** Creates the reader. */
export const createAuditQuery = (tables: LogTables): AuditQuery => {
  const { entries } = AUDIT_TABLES;

  /** Entries about several records are found by each of them. */
  const aboutRecord = (builder: Builder, value: unknown): void => {
    const lists = tables.on('subjects').select('commitment');
    apply(lists, 'document_id', value);
    void builder.where((either) => {
      apply(either, `${entries}.document_id`, value);
      void either.orWhereIn(`${entries}.commitment`, lists);
    });
  };

  const filtered = (filters: Filters): Builder => {
    const builder = tables.on('entries');
    for (const [column, value] of Object.entries(filters)) {
      if (column === 'document_id') aboutRecord(builder, value);
      else apply(builder, `${entries}.${column}`, value);
    }
    return builder;
  };

  const withPayloads = async (rows: readonly { id: number | string }[]): Promise<ReadEntry[]> => {
    const ids = rows.map(({ id }) => Number(id));
    const byId = new Map<number, ReadEntry>();
    for (const part of chunksOf(ids))
      for (const entry of await tables.byIds(part)) byId.set(entry.id, entry);
    return ids.flatMap((id) => byId.get(id) ?? []);
  };

  return {
    async find({ where, orderBy, start, limit }) {
      const [count] = await tables.run<{ total: number | string }[]>(
        filtered(where).count({ total: '*' })
      );
      const order = orderBy.flatMap((one) =>
        Object.entries(one).map(([column, direction]) => ({ column, order: direction }))
      );
      const page = filtered(where).select('id').orderBy(order).offset(start).limit(limit);
      const rows = await withPayloads(await tables.run<{ id: number }[]>(page));
      return { rows: rows.map(toShown), total: Number(count?.total ?? 0) };
    },
    async page(filters, { after, limit, order, upTo }) {
      const page = filtered(filters).select('id').orderBy('id', order).limit(limit);
      if (after !== null) page.where('id', order === 'asc' ? '>' : '<', after);
      if (upTo !== undefined) page.where('id', '<=', upTo);
      return withPayloads(await tables.run<{ id: number }[]>(page));
    },
    countByDay: (types, since) => tables.countByDay(types, since.toISOString()),
    async newest() {
      const [row] = await tables.run<{ id: number | string | null }[]>(
        tables.on('entries').max({ id: 'id' })
      );
      return Number(row?.id ?? 0);
    },
  };
};
