import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';

export type DatabaseClient = 'sqlite' | 'postgres' | 'mysql';

/** A database nobody else uses: the environment that points Strapi at it, and how to get rid of it. */
export interface SuiteDatabase {
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

const sqliteDatabase = (name: string): SuiteDatabase => {
  // Memory-backed where there is such a thing: about twice as fast as a disk.
  const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const filename = join(folder, `${name}.db`);
  return {
    client: 'sqlite',
    env: { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: filename },
    async drop() {
      for (const suffix of ['', '-wal', '-shm', '-journal']) {
        rmSync(`${filename}${suffix}`, { force: true });
      }
    },
  };
};

const postgresDatabase = async (
  name: string,
  schema?: string,
  template = 'template0'
): Promise<SuiteDatabase> => {
  const options = serverOptions(5432, 'postgres');
  const run = async (sql: string, database = 'postgres') => {
    const client = new Client({ ...options, database });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  // The C collation makes the order of text the same on every machine that runs the suites.
  await run(
    `create database "${name}" template "${template}" encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`
  );
  // Strapi does not create the schema it is told to use.
  if (schema) await run(`create schema "${schema}"`, name);
  return {
    client: 'postgres',
    env: serverEnv('postgres', name, options),
    drop: () => run(`drop database if exists "${name}" with (force)`),
  };
};

const mysqlDatabase = async (name: string): Promise<SuiteDatabase> => {
  const options = serverOptions(3306, 'root');
  const run = async (sql: string) => {
    const connection = await createConnection(options);
    try {
      await connection.query(sql);
    } finally {
      await connection.end();
    }
  };
  // Case-insensitive on purpose: it is the default there, and values must still match exactly.
  await run(`create database \`${name}\` character set utf8mb4 collate utf8mb4_general_ci`);
  return {
    client: 'mysql',
    env: serverEnv('mysql', name, options),
    drop: () => run(`drop database if exists \`${name}\``),
  };
};

const copyMysql = async (from: string, to: SuiteDatabase): Promise<void> => {
  const connection = await createConnection(serverOptions(3306, 'root'));
  const target = to.env.DATABASE_NAME ?? '';
  try {
    const [tables] = await connection.query(
      'select table_name as name from information_schema.tables where table_schema = ?',
      [from]
    );
    for (const { name } of tables as { name: string }[]) {
      await connection.query(`create table \`${target}\`.\`${name}\` like \`${from}\`.\`${name}\``);
      await connection.query(
        `insert into \`${target}\`.\`${name}\` select * from \`${from}\`.\`${name}\``
      );
    }
  } finally {
    await connection.end();
  }
};

/** A copy of a database that nobody is connected to, as a backup of it would be. The caller drops it. */
export async function copyDatabase(database: SuiteDatabase): Promise<SuiteDatabase> {
  const name = `custodian_${process.pid}_${randomBytes(4).toString('hex')}`;
  const from = database.env.DATABASE_NAME ?? '';
  if (database.client === 'sqlite') {
    const copy = sqliteDatabase(name);
    copyFileSync(database.env.DATABASE_FILENAME ?? '', copy.env.DATABASE_FILENAME ?? '');
    return copy;
  }
  if (database.client === 'postgres') return postgresDatabase(name, undefined, from);
  const copy = await mysqlDatabase(name);
  await copyMysql(from, copy);
  return copy;
}

/** The kind of database the suites run on, from `DATABASE_CLIENT` (SQLite when it is not set). */
export function databaseClient(): DatabaseClient {
  const client = process.env.DATABASE_CLIENT ?? 'sqlite';
  if (client === 'sqlite' || client === 'postgres' || client === 'mysql') return client;
  throw new Error(`DATABASE_CLIENT must be sqlite, postgres or mysql, not "${client}"`);
}

/** Creates an empty database for one suite, with a schema on PostgreSQL. The caller drops it. */
export async function createSuiteDatabase(schema?: string): Promise<SuiteDatabase> {
  const name = `custodian_${process.pid}_${randomBytes(4).toString('hex')}`;
  switch (databaseClient()) {
    case 'postgres':
      return postgresDatabase(name, schema);
    case 'mysql':
      return mysqlDatabase(name);
    default:
      return sqliteDatabase(name);
  }
}
