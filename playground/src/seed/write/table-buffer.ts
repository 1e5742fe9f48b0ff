import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { modelOf } from './metadata';

export type Value = string | number | boolean | Date | null;
export type Row = Record<string, Value>;

/** Told the number of rows of a step before they are written, and then of each part. */
export interface WriteProgress {
  start(name: string, rows: number): void;
  advance(rows: number): void;
  end(): void;
}

/** Where the rows go: the transaction, and who is told how far it is. */
export interface Target {
  strapi: Core.Strapi;
  trx: Knex.Transaction;
  progress: WriteProgress;
}

// SQLite takes 500 rows in one statement and 32,766 values; the others take more of both.
const ROWS_PER_STATEMENT = 450;
const VALUES_PER_STATEMENT = 30_000;

const insert = async ({ strapi, trx, progress }: Target, tableName: string, rows: Row[]) => {
  const columns = Object.keys(rows[0] ?? {}).length;
  const size = Math.min(ROWS_PER_STATEMENT, Math.floor(VALUES_PER_STATEMENT / columns));
  for (let from = 0; from < rows.length; from += size) {
    const chunk = rows.slice(from, from + size);
    await strapi.db.getConnection(tableName).transacting(trx).insert(chunk);
    progress.advance(chunk.length);
  }
};

/** PostgreSQL does not move a sequence on when ids are given. */
const moveSequence = async ({ strapi, trx }: Target, tableName: string, lastId: number) => {
  if (strapi.db.dialect.client !== 'postgres') return;
  const schema = strapi.db.getSchemaName();
  const table = schema ? `"${schema}"."${tableName}"` : `"${tableName}"`;
  await trx.raw(`select setval(pg_get_serial_sequence(?, 'id'), ?)`, [table, lastId]);
};

/**
 * Rows for many tables, kept until `flush` writes them, tables in the order they were first used.
 * Ids are given out here, so that rows can be linked before any is written.
 */
export const createTableBuffer = (target: Target) => {
  const pending = new Map<string, Row[]>();
  const lastIds = new Map<string, number>();
  const { strapi, trx, progress } = target;

  /** To be called once for each model whose ids are given out: they go on from the highest. */
  const open = async (...uids: string[]): Promise<void> => {
    for (const uid of uids) {
      const { tableName } = modelOf(strapi, uid);
      const query = strapi.db.getConnection(tableName).transacting(trx);
      const row = await query.max({ id: 'id' }).first<{ id: number | null }>();
      lastIds.set(tableName, row.id ?? 0);
    }
  };

  const nextId = (tableName: string): number => {
    const last = lastIds.get(tableName);
    if (last === undefined) throw new Error(`${tableName} has not been opened`);
    lastIds.set(tableName, last + 1);
    return last + 1;
  };

  const add = (tableName: string, row: Row): void => {
    const rows = pending.get(tableName);
    if (rows) rows.push(row);
    else pending.set(tableName, [row]);
  };

  /** Writes all that has been added since the last flush. */
  const flush = async (name: string): Promise<void> => {
    const total = [...pending.values()].reduce((sum, rows) => sum + rows.length, 0);
    progress.start(name, total);
    for (const [tableName, rows] of pending) {
      await insert(target, tableName, rows);
      const lastId = lastIds.get(tableName);
      if (lastId !== undefined) await moveSequence(target, tableName, lastId);
    }
    pending.clear();
    progress.end();
  };

  return { open, nextId, add, flush };
};
