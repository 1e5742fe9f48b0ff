import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import { Client } from 'pg';

export type DatabaseClient = 'sqlite' | 'postgres' | 'mysql';

/** A database nobody else uses: the environment that points Strapi at it, and how to get rid of it. */
export interface SuiteDatabase {
  name: string;
  client: DatabaseClient;
  env: Record<string, string>;
  drop(): Promise<void>;
}

interface ServerOptions {
  host: string;
  port: number;
  user: string;
  password: string;
}

const serverOptions = (port: number, user: string): ServerOptions => ({
  host: process.env.DATABASE_HOST ?? '127.0.0.1',
  port: Number(process.env.DATABASE_PORT ?? port),
  user: process.env.DATABASE_USERNAME ?? user,
  password: process.env.DATABASE_PASSWORD ?? '',
});

const serverEnv = (client: DatabaseClient, name: string, options: ServerOptions) => ({
  DATABASE_CLIENT: client,
  DATABASE_HOST: options.host,
  DATABASE_PORT: String(options.port),
  DATABASE_NAME: name,
  DATABASE_USERNAME: options.user,
  DATABASE_PASSWORD: options.password,
});

// Memory-backed where there is such a thing: about twice as fast as a disk.
const sqliteFile = (name: string) =>
  join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `${name}.db`);

const runOnPostgres = async (sql: string, database = 'postgres'): Promise<void> => {
  const client = new Client({ ...serverOptions(5432, 'postgres'), database });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

const withMysql = async (work: (connection: Connection) => Promise<unknown>): Promise<void> => {
  const connection = await createConnection(serverOptions(3306, 'root'));
  try {
    await work(connection);
  } finally {
    await connection.end();
  }
};

/** Tables with their keys and rows. */
const copyMysql = (from: string, to: string): Promise<void> =>
  withMysql(async (connection) => {
    const [tables] = await connection.query(
      'select table_name as name from information_schema.tables where table_schema = ?',
      [from]
    );
    await connection.query(`use \`${to}\``);
    // A table may point at one that is not there yet.
    await connection.query('set foreign_key_checks = 0');
    for (const { name } of tables as { name: string }[]) {
      const source = `\`${from}\`.\`${name}\``;
      const [shown] = await connection.query(`show create table ${source}`);
      await connection.query((shown as { 'Create Table': string }[])[0]?.['Create Table'] ?? '');
      await connection.query(`insert into \`${name}\` select * from ${source}`);
    }
  });

/** One kind of database: how one of a name is made, reached and dropped. */
interface Server {
  env(name: string): Record<string, string>;
  /** @param from the name of a database to copy, which nobody is connected to */
  create(name: string, from?: string): Promise<void>;
  drop(name: string): Promise<void>;
}

const SERVERS: Record<DatabaseClient, Server> = {
  sqlite: {
    env: (name) => ({ DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: sqliteFile(name) }),
    async create(name, from) {
      if (from) copyFileSync(sqliteFile(from), sqliteFile(name));
    },
    async drop(name) {
      for (const suffix of ['', '-wal', '-shm', '-journal'])
        rmSync(`${sqliteFile(name)}${suffix}`, { force: true });
    },
  },
  postgres: {
    env: (name) => serverEnv('postgres', name, serverOptions(5432, 'postgres')),
    // The C collation makes the order of text the same on every machine that runs the suites.
    create: (name, from = 'template0') =>
      runOnPostgres(
        `create database "${name}" template "${from}" encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`
      ),
    drop: (name) => runOnPostgres(`drop database if exists "${name}" with (force)`),
  },
  mysql: {
    env: (name) => serverEnv('mysql', name, serverOptions(3306, 'root')),
    async create(name, from) {
      // Case-insensitive on purpose: it is the default there, and values must still match exactly.
      const collation = 'character set utf8mb4 collate utf8mb4_general_ci';
      await withMysql((connection) => connection.query(`create database \`${name}\` ${collation}`));
      if (from) await copyMysql(from, name);
    },
    drop: (name) =>
      withMysql((connection) => connection.query(`drop database if exists \`${name}\``)),
  },
};

/** The kind of database the suites run on, from `DATABASE_CLIENT` (SQLite when it is not set). */
export function databaseClient(): DatabaseClient {
  const client = process.env.DATABASE_CLIENT ?? 'sqlite';
  if (client === 'sqlite' || client === 'postgres' || client === 'mysql') return client;
  throw new Error(`DATABASE_CLIENT must be sqlite, postgres or mysql, not "${client}"`);
}

/** A database there is, by its name. */
export function openDatabase(name: string): SuiteDatabase {
  const client = databaseClient();
  const server = SERVERS[client];
  return { name, client, env: server.env(name), drop: () => server.drop(name) };
}

const create = async (from?: string): Promise<SuiteDatabase> => {
  const name = `custodian_${process.pid}_${randomBytes(4).toString('hex')}`;
  await SERVERS[databaseClient()].create(name, from);
  return openDatabase(name);
};

/** A copy of a database that nobody is connected to, as a backup of it would be. The caller drops it. */
export const copyDatabase = ({ name }: SuiteDatabase): Promise<SuiteDatabase> => create(name);

/** Creates an empty database for one suite, with a schema on PostgreSQL. The caller drops it. */
export async function createSuiteDatabase(schema?: string): Promise<SuiteDatabase> {
  const database = await create();
  // Strapi does not create the schema it is told to use.
  if (schema && database.client === 'postgres')
    await runOnPostgres(`create schema "${schema}"`, database.name);
  return database;
}

/** Variables that name the databases which are copied for suites: with the plugin, and stock Strapi's. */
export const TEMPLATES = { on: 'CUSTODIAN_TEMPLATE_ON', off: 'CUSTODIAN_TEMPLATE_OFF' } as const;
export type TemplateKind = keyof typeof TEMPLATES;

/**
 * Creates a database in which the fixture app was started before, so that a start need not make the
 * tables: a copy of the one that {@link TEMPLATES} names. It is empty where there is none, as in a run
 * of single suites. The caller drops it.
 */
export const createStartedDatabase = (kind: TemplateKind): Promise<SuiteDatabase> =>
  create(process.env[TEMPLATES[kind]]);
