import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Core } from '@strapi/strapi';
import { Database } from '@strapi/database';
import { addSqliteFunction } from '../../../server/src/enforcement/strapi-sqlite-functions';
import { createKeyRow, createMaskKey, HMAC_FUNCTION } from '../../../server/src/masking/mask-key';
import { MASKING_MODELS, MASK_KEY_UID } from '../../../server/src/masking/models';
import { toMaskedAttribute } from '../../../server/src/masking/strategies/attribute';
import { createDefaultStrategies } from '../../../server/src/masking/strategies';
import type { Strategies } from '../../../server/src/masking/strategies/registry';
import type { Mask, MaskedAttribute } from '../../../server/src/masking/strategies/strategy';
import { createDialect, type Dialect } from '../../../server/src/platform/dialect';
import { id, sql, type Sql } from '../../../server/src/platform/sql';
import { createSuiteDatabase, type SuiteDatabase } from '../../support/database';

/** A column of every type that Strapi makes, named like its type. */
const TYPES = [
  ...['string', 'text', 'email', 'uid', 'richtext', 'enumeration', 'password'],
  ...['integer', 'biginteger', 'float', 'decimal'],
  ...['date', 'datetime', 'time', 'timestamp', 'boolean', 'json', 'blocks'],
] as const;
export type MaskedType = (typeof TYPES)[number];
export const MASKED_TYPES: readonly MaskedType[] = TYPES;

const UID = 'test::masked';
const TABLE = 'masked';
const ENUM = ['gold', 'silver'];

const model = {
  uid: UID,
  singularName: 'masked',
  tableName: TABLE,
  attributes: {
    id: { type: 'increments' },
    ...Object.fromEntries(
      TYPES.map((type) => [`a_${type}`, { type, ...(type === 'enumeration' && { enum: ENUM }) }])
    ),
  },
};

interface Field {
  fromDB(value: unknown): unknown;
}

/** How Strapi reads a value of a type from a row; it does not export that. */
const createField = (type: MaskedType): Field => {
  const fields = join(dirname(require.resolve('@strapi/database')), 'fields');
  return jest.requireActual(fields).createField({ type });
};

/** What the test asks of the database. */
export interface MaskTable {
  readonly strategies: Strategies;
  readonly client: Dialect['client'];
  attribute(type: MaskedType): MaskedAttribute;
  /** Replaces all rows by rows with these values in the column of a type. */
  fill(type: MaskedType, values: readonly unknown[]): Promise<void>;
  /** What Strapi reads of each row: the value as it is stored, and masked by SQL. */
  read(type: MaskedType, mask: Mask): Promise<{ stored: unknown; masked: unknown }[]>;
  run(statement: Sql): Promise<Record<string, unknown>[]>;
  column(type: MaskedType): Sql;
  readonly table: Sql;
  stop(): Promise<void>;
}

const configOf = ({ env }: SuiteDatabase) => {
  const load = jest.requireActual('../../app/config/database');
  const read = Object.assign((key: string, other?: unknown) => env[key] ?? other, {
    int: (key: string, other?: number) => Number(env[key] ?? other),
  });
  return load({ env: read });
};

const create = async (suite: SuiteDatabase, db: Database): Promise<MaskTable> => {
  const strapi = { db } as unknown as Core.Strapi;
  addSqliteFunction(strapi, HMAC_FUNCTION);
  await db.init({ models: [model, ...MASKING_MODELS] as never });
  await db.schema.create();
  const dialect = createDialect(suite.client, db.getSchemaName());
  const key = createMaskKey({ strapi }, dialect);
  await db.query(MASK_KEY_UID).createMany({ data: [createKeyRow(Buffer.alloc(32, 7))] });
  await key.load();

  const column = (type: MaskedType) => sql`${id(`t.a_${type}`)}`;
  const table = sql`${dialect.table(TABLE)} as ${id('t')}`;
  const run: MaskTable['run'] = async ({ text, bindings }) => {
    const answer = await db.connection.raw(text, bindings as never);
    return suite.client === 'postgres'
      ? answer.rows
      : suite.client === 'mysql'
        ? answer[0]
        : answer;
  };
  return {
    strategies: createDefaultStrategies({ dialect, key }),
    client: suite.client,
    attribute: (type) => toMaskedAttribute({ type, ...(type === 'enumeration' && { enum: ENUM }) }),
    async fill(type, values) {
      await db.getConnection(TABLE).delete();
      const data = values.map((value) => ({ [`a_${type}`]: value }));
      await db.query(UID).createMany({ data });
    },
    async read(type, mask) {
      const of = column(type);
      // As in a view: a derived table, in which the masked column has the column's name.
      const view = sql`select ${id('t.id')}, ${of} as stored, ${mask.sql(of)} as masked from ${table}`;
      const rows = await run(sql`select * from (${view}) v order by id`);
      const { fromDB } = createField(type);
      const parse = (value: unknown) => (value === null ? null : fromDB(value));
      return rows.map((row) => ({ stored: parse(row.stored), masked: parse(row.masked) }));
    },
    run,
    column,
    table,
    async stop() {
      await db.destroy();
      await suite.drop();
    },
  };
};

/** A table with all types of columns, made by Strapi's own database layer, without a Strapi. */
export const openMaskTable = async (): Promise<MaskTable> => {
  const suite = await createSuiteDatabase();
  const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const settings = { migrations: { dir: join(tmpdir(), 'no-migrations') }, runMigrations: false };
  const db = new Database({ ...configOf(suite), logger, settings } as never);
  try {
    return await create(suite, db);
  } catch (error) {
    await db.destroy();
    await suite.drop();
    throw error;
  }
};
