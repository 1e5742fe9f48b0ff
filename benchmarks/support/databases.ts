import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

export type Engine = 'sqlite' | 'postgres';

/** The databases of one benchmark run on one engine, each named by what it is for. */
export interface Databases {
  /** The environment that points Strapi at a database. */
  env(name: string): Record<string, string>;
  exists(name: string): Promise<boolean>;
  create(name: string): Promise<void>;
  /** Copies a database that nobody is connected to. */
  copy(from: string, to: string): Promise<void>;
  /** Leaves the database in the state that a production one reaches by itself. */
  settle(name: string): Promise<void>;
  drop(name: string): Promise<void>;
}

const FOLDER = join(__dirname, '..', '.tmp');

const createSqlite = (): Databases => {
  const fileOf = (name: string) => join(FOLDER, `${name}.db`);
  const drop = async (name: string) => {
    for (const suffix of ['', '-wal', '-shm', '-journal'])
      rmSync(`${fileOf(name)}${suffix}`, { force: true });
  };
  const create = async (name: string) => {
    mkdirSync(FOLDER, { recursive: true });
    await drop(name);
  };
  return {
    env: (name) => ({ DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: fileOf(name) }),
    exists: async (name) => existsSync(fileOf(name)),
    create,
    async copy(from, to) {
      await create(to);
      copyFileSync(fileOf(from), fileOf(to));
    },
    // Strapi never runs ANALYZE on SQLite, so neither does the benchmark.
    settle: () => Promise.resolve(),
    drop,
  };
};

const createPostgres = (): Databases => {
  const server = {
    host: process.env.DATABASE_HOST ?? '127.0.0.1',
    port: Number(process.env.DATABASE_PORT ?? 5432),
    user: process.env.DATABASE_USERNAME ?? 'postgres',
    password: process.env.DATABASE_PASSWORD ?? '',
  };
  const nameOf = (name: string) => `custodian_bench_${name}`;
  const run = async (sql: string, database = 'postgres') => {
    const client = new Client({ ...server, database });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const drop = async (name: string) => {
    await run(`drop database if exists "${nameOf(name)}" with (force)`);
  };
  const create = async (name: string, template: string) => {
    await drop(name);
    await run(`create database "${nameOf(name)}" template "${template}"`);
  };
  return {
    env: (name) => ({
      DATABASE_CLIENT: 'postgres',
      DATABASE_HOST: server.host,
      DATABASE_PORT: String(server.port),
      DATABASE_NAME: nameOf(name),
      DATABASE_USERNAME: server.user,
      DATABASE_PASSWORD: server.password,
    }),
    exists: async (name) =>
      (await run(`select 1 from pg_database where datname = '${nameOf(name)}'`)).length > 0,
    create: (name) => create(name, 'template0'),
    copy: (from, to) => create(to, nameOf(from)),
    // What autovacuum does sooner or later, so that it does not do it while something is measured.
    async settle(name) {
      await run('vacuum (analyze)', nameOf(name));
    },
    drop,
  };
};

/** The databases of an engine. PostgreSQL: `DATABASE_HOST` and so on, as for the test suites. */
export const createDatabases = (engine: Engine): Databases =>
  engine === 'sqlite' ? createSqlite() : createPostgres();
