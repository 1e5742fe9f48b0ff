import createKnex, { type Knex } from 'knex';
import type { SuiteDatabase } from '../support/database';

/** Of this plugin's by its name, so that it is no part of what is left. */
const TABLE = 'custodian_test_effects';

/** What is counted: which rows of which table, and how each is named. */
const WATCHED = [
  ['step', 'insert', 'custodian_job_steps', "'step ' || new.job_id || ' ' || new.key", 'true'],
  ['item', 'update', 'custodian_erasure_items', "'item ' || new.id", 'new.done_at is not null'],
  ['contact', 'delete', 'contacts', "'contact ' || old.id", 'true'],
  ['activity', 'delete', 'activities', "'activity ' || old.id", 'true'],
  ['file', 'delete', 'files', "'file ' || old.id", 'true'],
  ['ledger', 'insert', 'custodian_erasure_ledger', "'ledger ' || new.kind", 'true'],
  ['certificate', 'insert', 'custodian_erasure_certificates', "'certificate'", 'true'],
  ['notice', 'insert', 'custodian_erasure_notices', "'notice ' || new.recipient", 'true'],
  ['letter', 'insert', 'custodian_mails', "'letter ' || new.template", 'true'],
] as const;

const connect = ({ client, env }: SuiteDatabase): Knex =>
  client === 'sqlite'
    ? createKnex({
        client: 'better-sqlite3',
        useNullAsDefault: true,
        connection: { filename: env.DATABASE_FILENAME ?? '' },
      })
    : createKnex({
        client: 'pg',
        connection: {
          host: env.DATABASE_HOST,
          port: Number(env.DATABASE_PORT),
          database: env.DATABASE_NAME,
          user: env.DATABASE_USERNAME,
          password: env.DATABASE_PASSWORD,
        },
      });

const withConnection = async <T>(
  database: SuiteDatabase,
  work: (knex: Knex) => Promise<T>
): Promise<T> => {
  const knex = connect(database);
  try {
    return await work(knex);
  } finally {
    await knex.destroy();
  }
};

/** Lets the database itself note what happens, whoever does it. SQLite and PostgreSQL. */
export const watchEffects = (database: SuiteDatabase): Promise<void> =>
  withConnection(database, async (knex) => {
    await knex.schema.createTable(TABLE, (table) => {
      table.increments();
      table.text('what').notNullable();
    });
    for (const [name, on, table, what, when] of WATCHED) {
      const note = `insert into ${TABLE} (what) values (${what});`;
      const trigger = `create trigger effect_${name} after ${on} on ${table} for each row when (${when})`;
      if (database.client === 'sqlite') {
        await knex.raw(`${trigger} begin ${note} end`);
        continue;
      }
      await knex.raw(
        `create function effect_${name}() returns trigger language plpgsql as $$ begin ${note} return null; end $$`
      );
      await knex.raw(`${trigger} execute function effect_${name}()`);
    }
  });

/** How often each effect was noted. */
export const readEffects = (database: SuiteDatabase): Promise<Map<string, number>> =>
  withConnection(database, async (knex) => {
    const effects = new Map<string, number>();
    for (const { what } of await knex<{ what: string }>(TABLE).select('what'))
      effects.set(what, (effects.get(what) ?? 0) + 1);
    return effects;
  });
