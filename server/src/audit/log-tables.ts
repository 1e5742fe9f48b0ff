import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { CHUNK, chunksOf } from '../platform/chunks';
import { joinTransaction } from '../platform/transaction';
import type { NewEntry, Payload } from './entry';
import { toEntry, toRow, type RawEntry, type ReadEntry, type StoredEntry } from './entry-rows';
import { AUDIT_TABLES } from './models';

/** A place in the chain for an entry. */
export interface Link {
  readonly id: number;
  readonly seq: number;
  readonly hash: string;
}

/** How many entries of one type there are on one day: `2026-03-01`. */
export interface DailyCount {
  readonly day: string;
  readonly type: string;
  readonly count: number;
}

/** What stands in place of a hash where an entry was not made by this application. */
export const REFUSED = 'refused';

type Builder = Knex.QueryBuilder;

/** Reads and writes the log's tables, in the transaction that is open. */
export interface LogTables {
  /** A statement on one of the tables. Run it with {@link run}. */
  on(table: keyof typeof AUDIT_TABLES): Builder;
  run<T>(statement: Builder): Promise<T>;
  /** Adds entries with their payloads; expects an open transaction. */
  add(entries: readonly NewEntry[], payloads: readonly Payload[]): Promise<void>;
  /**
   * Adds a few entries as a transaction of its own, in one round trip where the database can. Expects
   * that no transaction is open. False if it cannot: nothing was added.
   */
  addAtOnce(entries: readonly NewEntry[], payloads: readonly Payload[]): Promise<boolean>;
  /** Entries without a place, oldest first. */
  unsealed(limit: number): Promise<StoredEntry[]>;
  /** Gives entries their places. @throws Error if one of them has got a place meanwhile */
  seal(links: readonly Link[]): Promise<void>;
  /** Marks entries that get no place. */
  refuse(ids: readonly number[]): Promise<void>;
  /** A page of the chain after one place and up to another, with payloads, in the chain's order. */
  chained(after: number, upTo: number, limit: number): Promise<ReadEntry[]>;
  /** The highest place that is taken; 0 if none is. */
  lastPlace(): Promise<number>;
  /** Entries that have no place, also those that were refused one. */
  open(after: number, limit: number): Promise<ReadEntry[]>;
  /** Entries by number, with payloads, in no order. */
  byIds(ids: readonly number[]): Promise<ReadEntry[]>;
  /** How many entries of some types there are per day (UTC), from an instant (ISO 8601) on. */
  countByDay(types: readonly string[], since: string): Promise<DailyCount[]>;
  /** Payloads by commitment. */
  payloadsOf(commitments: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const placesOf = (strapi: Core.Strapi, links: readonly Link[]) => {
  const cases = (cast: string) => `case id ${links.map(() => `when ? then ${cast}`).join(' ')} end`;
  const { connection } = strapi.db;
  // PostgreSQL takes what is bound in a `case` for text unless told otherwise.
  const isPostgres = strapi.db.dialect.client === 'postgres';
  return {
    seq: connection.raw(
      cases(isPostgres ? 'cast(? as bigint)' : '?'),
      links.flatMap(({ id, seq }) => [id, seq])
    ),
    hash: connection.raw(
      cases(isPostgres ? 'cast(? as text)' : '?'),
      links.flatMap(({ id, hash }) => [id, hash])
    ),
  };
};

interface Insert {
  readonly text: string;
  readonly bindings: readonly string[];
}

/**
 * Writes inserts of rows of one shape. By hand, because every read of a marked type pays for it: the query
 * builder takes longer to write the statement than SQLite to run it.
 */
const createInsert = (strapi: Core.Strapi) => {
  const names = (table: keyof typeof AUDIT_TABLES) => {
    const schema = strapi.db.getSchemaName();
    return schema ? `${schema}.${AUDIT_TABLES[table]}` : AUDIT_TABLES[table];
  };
  return (table: keyof typeof AUDIT_TABLES, rows: readonly object[]): Insert => {
    const columns = Object.keys(rows[0] ?? {});
    const row = `(${columns.map(() => '?').join(', ')})`;
    const into = `insert into ?? (${columns.map(() => '??').join(', ')})`;
    return {
      text: `${into} values ${rows.map(() => row).join(', ')}`,
      bindings: [
        names(table),
        ...columns,
        ...rows.flatMap((one) => Object.values(one) as string[]),
      ],
    };
  };
};

const createWrites = (
  strapi: Core.Strapi,
  { on, run }: Pick<LogTables, 'on' | 'run'>
): Pick<LogTables, 'add' | 'addAtOnce' | 'seal' | 'refuse'> => {
  const insertInto = createInsert(strapi);
  const insert = async (...parameters: Parameters<typeof insertInto>): Promise<void> => {
    const { text, bindings } = insertInto(...parameters);
    const statement = strapi.db.connection.raw(text, bindings as string[]);
    await joinTransaction({ strapi }, statement);
    await statement;
  };
  return {
    async add(entries, payloads) {
      for (const part of chunksOf(entries)) await insert('entries', part.map(toRow));
      for (const part of chunksOf(payloads)) await insert('payloads', part);
    },
    async addAtOnce(entries, payloads) {
      // PostgreSQL alone lets one statement insert into two tables.
      if (strapi.db.dialect.client !== 'postgres' || entries.length > CHUNK) return false;
      const kept = insertInto('payloads', payloads);
      const added = insertInto('entries', entries.map(toRow));
      const text = `with kept as (${kept.text}) ${added.text}`;
      await strapi.db.connection.raw(text, [...kept.bindings, ...added.bindings]);
      return true;
    },
    async seal(links) {
      for (const part of chunksOf(links)) {
        const places = placesOf(strapi, part);
        const ids = part.map((link) => link.id);
        const sealed = await run<number>(
          on('entries').whereIn('id', ids).whereNull('seq').update(places)
        );
        if (sealed !== part.length) throw new Error('Somebody else has sealed the same entries');
      }
    },
    async refuse(ids) {
      for (const part of chunksOf(ids))
        await run(on('entries').whereIn('id', part).whereNull('seq').update({ hash: REFUSED }));
    },
  };
};

const createReads = (
  strapi: Core.Strapi,
  { on, run }: Pick<LogTables, 'on' | 'run'>
): Omit<LogTables, 'on' | 'run' | 'add' | 'addAtOnce' | 'seal' | 'refuse'> => {
  const { entries, payloads } = AUDIT_TABLES;
  const [id, seq] = [`${entries}.id`, `${entries}.seq`];
  const withPayloads = (): Builder =>
    on('entries')
      .leftJoin(payloads, `${payloads}.commitment`, `${entries}.commitment`)
      .select(`${entries}.*`, `${payloads}.salt`, `${payloads}.payload`);
  const read = async (statement: Builder): Promise<ReadEntry[]> =>
    (await run<RawEntry[]>(statement)).map(toEntry);

  return {
    unsealed: (limit) =>
      read(on('entries').whereNull('seq').whereNull('hash').orderBy('id').limit(limit)),
    chained: (after, upTo, limit) =>
      read(withPayloads().where(seq, '>', after).where(seq, '<=', upTo).orderBy(seq).limit(limit)),
    open: (after, limit) =>
      read(withPayloads().whereNull(seq).where(id, '>', after).orderBy(id).limit(limit)),
    byIds: (ids) => read(withPayloads().whereIn(id, ids)),
    async lastPlace() {
      const [row] = await run<{ last: number | string | null }[]>(
        on('entries').max({ last: 'seq' })
      );
      return Number(row?.last ?? 0);
    },
    async countByDay(types, since) {
      const day = strapi.db.connection.raw('substr(??, 1, 10)', [`${entries}.at`]);
      const counted = on('entries')
        .whereIn('type', types)
        .where('at', '>=', since)
        .groupBy(day)
        .groupBy('type')
        .select('type', { day })
        .count({ total: '*' });
      const rows = await run<{ day: string; type: string; total: number | string }[]>(counted);
      return rows.map(({ total, ...row }) => ({ ...row, count: Number(total) }));
    },
    async payloadsOf(commitments) {
      const found = new Map<string, string>();
      for (const part of chunksOf(commitments)) {
        const statement = on('payloads').whereIn('commitment', part);
        const rows = await run<{ commitment: string; payload: string }[]>(statement);
        rows.forEach(({ commitment, payload }) => found.set(commitment, payload));
      }
      return found;
    },
  };
};

/** Creates the access to the log's tables. Plain SQL through knex: no model's hooks, no lifecycles. */
export const createLogTables = ({ strapi }: { strapi: Core.Strapi }): LogTables => {
  const on: LogTables['on'] = (table) => strapi.db.getConnection(AUDIT_TABLES[table]) as Builder;
  const run = async <T>(statement: Builder): Promise<T> => {
    await joinTransaction({ strapi }, statement);
    return (await statement) as T;
  };
  const access = { on, run };
  return { ...access, ...createWrites(strapi, access), ...createReads(strapi, access) };
};
