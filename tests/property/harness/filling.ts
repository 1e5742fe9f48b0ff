import type { Core } from '@strapi/strapi';
import { addMembership, applyPolicy } from '../../support/custodian';
import type { WriteRules } from '../generators/write-policy';
import type { HandPlacement } from '../model/policy';
import { MODEL_UIDS, modelOf } from '../model/schema';
import type { DataSet } from '../model/types';
import type { TestApp } from './app';
import { loadData, tablesOf } from './load-data';

/** What a database is filled with. */
export interface Filling {
  data: DataSet;
  placements: HandPlacement[];
}

/** Ids of rows that are made during a run start here, whatever was there before. */
export const FIRST_NEW_ID = 500_000;

const PLACEMENTS = 'custodian_placements';
const CHUNK = 50;

/** MariaDB takes seconds for this: its counters are set once, and new ids are renamed (`normalise.ts`). */
const restarted = new WeakSet<Core.Strapi>();

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
    case 'mysql':
      if (restarted.has(strapi)) return;
      restarted.add(strapi);
      for (const table of tables)
        await knex.raw(`alter table ?? auto_increment = ${first}`, [table]);
      return;
    default:
      await knex('sqlite_sequence').whereIn('name', tables).delete();
      await knex('sqlite_sequence').insert(tables.map((name) => ({ name, seq: first })));
  }
};

const loadPlacements = async (strapi: Core.Strapi, placements: HandPlacement[]) => {
  const knex = strapi.db.connection;
  await knex(PLACEMENTS).delete();
  const rows = placements.map(({ contentType, documentId, owner, group }, index) => ({
    id: index + 1,
    content_type: contentType,
    document_id: documentId,
    owner_principal: owner,
    group_code: group,
  }));
  await knex.batchInsert(PLACEMENTS, rows, CHUNK);
};

/** Replaces the contents of the database, and starts its counters anew. */
export async function loadFilling({ strapi }: TestApp, filling: Filling): Promise<void> {
  const tables = [...tablesOf(strapi), PLACEMENTS];
  // PostgreSQL alone hands out an id again that a row of the last filling's links has got.
  if (strapi.db.dialect.client === 'postgres') await restartIds(strapi, tables, 1);
  await loadData(strapi, filling.data);
  await loadPlacements(strapi, filling.placements);
  await restartIds(strapi, tables, FIRST_NEW_ID);
}

/** Puts policy and memberships in force. */
export async function loadRules({ strapi }: TestApp, rules: WriteRules): Promise<void> {
  await strapi.db.query('plugin::custodian.membership').deleteMany({});
  await strapi.db.connection(PLACEMENTS).delete();
  await applyPolicy(strapi, rules.policy);
  for (const membership of rules.memberships) await addMembership(strapi, membership);
}

/** Content types whose rows a policy can hide. */
export const CONTENT_TYPES = MODEL_UIDS.filter((uid) => modelOf(uid).isContentType);
