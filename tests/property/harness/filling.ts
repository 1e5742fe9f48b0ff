import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { addMembership, applyPolicy } from '../../support/custodian';
import type { WriteRules } from '../generators/write-policy';
import type { HandPlacement, Restriction, Share } from '../model/policy';
import { MODEL_UIDS, modelOf } from '../model/schema';
import type { DataSet } from '../model/types';
import type { TestApp } from './app';
import { loadData, tablesOf } from './load-data';

/** Answers show the ids of shares, so what twins both have carries the same one. */
export interface NumberedShare extends Share {
  id: number;
}

/** What a database is filled with. */
export interface Filling {
  data: DataSet;
  placements: HandPlacement[];
  shares: NumberedShare[];
  restrictions: Restriction[];
}

/** Ids of rows that are made during a run start here, whatever was there before. */
export const FIRST_NEW_ID = 500_000;

const PLACEMENTS = 'custodian_placements';
const SHARES = 'custodian_shares';
const RESTRICTIONS = 'custodian_restrictions';

/** Tables that say something of a record, by its type and document id. */
export const RECORD_TABLES = [PLACEMENTS, SHARES, RESTRICTIONS];

const CHUNK = 50;

/** The tables of MariaDB whose counters stand elsewhere: setting one takes a write to the disk. */
const movedTables = async (knex: Knex, first: number): Promise<Set<string>> => {
  // Else MariaDB answers with figures that it has kept.
  await knex.raw('set session information_schema_stats_expiry = 0').catch(() => undefined);
  const rows = (await knex('information_schema.tables')
    .select({ name: 'table_name' })
    .whereRaw('table_schema = database()')
    .whereNot('auto_increment', first)) as { name: string }[];
  return new Set(rows.map(({ name }) => name));
};

const restartIds = async (strapi: Core.Strapi, tables: string[], first: number) => {
  const knex = strapi.db.connection;
  switch (strapi.db.dialect.client) {
    case 'postgres': {
      const calls = tables.map(
        (table) => `setval(pg_get_serial_sequence('"${table}"', 'id'), ${first})`
      );
      await knex.raw(`select ${calls.join(', ')}`);
      return;
    }
    case 'mysql': {
      const moved = await movedTables(knex, first);
      for (const table of tables.filter((name) => moved.has(name)))
        await knex.raw(`alter table ?? auto_increment = ${first}`, [table]);
      return;
    }
    default:
      await knex('sqlite_sequence').whereIn('name', tables).delete();
      await knex('sqlite_sequence').insert(tables.map((name) => ({ name, seq: first })));
  }
};

const clearRecordTables = async ({ db }: Core.Strapi) => {
  for (const table of RECORD_TABLES) await db.connection(table).delete();
};

/** Nobody of the actor's: who made a share knows of it. */
const SOMEBODY = 'user:77';

const dated = (expiresAt: string | null) => ({
  expires_at: expiresAt === null ? null : new Date(expiresAt),
  reason: null,
  created_at: new Date('2025-06-01T00:00:00.000Z'),
  created_by_principal: SOMEBODY,
});

const loadRecordTables = async (strapi: Core.Strapi, filling: Filling) => {
  const knex = strapi.db.connection;
  await clearRecordTables(strapi);
  const placements = filling.placements.map(({ contentType, documentId, owner, group }, index) => ({
    id: index + 1,
    content_type: contentType,
    document_id: documentId,
    owner_principal: owner,
    group_code: group,
  }));
  const shares = filling.shares.map(({ contentType, documentId, expiresAt, ...share }) => ({
    ...share,
    content_type: contentType,
    document_id: documentId,
    ...dated(expiresAt),
  }));
  const restrictions = filling.restrictions.map(
    ({ contentType, documentId, kind, expiresAt }, index) => ({
      id: index + 1,
      content_type: contentType,
      document_id: documentId,
      kind,
      ...dated(expiresAt),
    })
  );
  await knex.batchInsert(PLACEMENTS, placements, CHUNK);
  await knex.batchInsert(SHARES, shares, CHUNK);
  await knex.batchInsert(RESTRICTIONS, restrictions, CHUNK);
};

/** Replaces the contents of the database, and starts its counters anew. */
export async function loadFilling({ strapi }: TestApp, filling: Filling): Promise<void> {
  const tables = [...tablesOf(strapi), ...RECORD_TABLES];
  // PostgreSQL alone hands out an id again that a row of the last filling's links has got.
  if (strapi.db.dialect.client === 'postgres') await restartIds(strapi, tables, 1);
  await loadData(strapi, filling.data);
  await loadRecordTables(strapi, filling);
  await restartIds(strapi, tables, FIRST_NEW_ID);
}

/** Puts policy and memberships in force. */
export async function loadRules({ strapi }: TestApp, rules: WriteRules): Promise<void> {
  await strapi.db.query('plugin::custodian.membership').deleteMany({});
  await clearRecordTables(strapi);
  await applyPolicy(strapi, rules.policy);
  for (const membership of rules.memberships) await addMembership(strapi, membership);
}

/** Content types whose rows a policy can hide. */
export const CONTENT_TYPES = MODEL_UIDS.filter((uid) => modelOf(uid).isContentType);
