import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import { createStrapi } from '@strapi/strapi';
import supertest from 'supertest';
import { applyPolicy } from './custodian';
import type { DatabaseClient, SuiteDatabase } from './database';
import { createStartedDatabase, createSuiteDatabase } from './database';

const APP_DIR = join(__dirname, '..', 'app');

export interface StartOptions {
  /** A policy document that is active when this returns. */
  policy?: unknown;
  /** Environment while Strapi loads, such as `{ CUSTODIAN: 'off' }` for stock Strapi. */
  env?: Record<string, string>;
  /** A database there is already; the caller drops it. */
  database?: SuiteDatabase;
  /** Another project than the fixture app, see `createProject`. */
  appDir?: string;
}

/** A booted fixture app on a database of its own. */
export interface RunningStrapi {
  strapi: Core.Strapi;
  client: DatabaseClient;
  /** Base URL of the listening server. */
  url: string;
  /** A supertest agent without cookies. */
  request: ReturnType<typeof supertest>;
  stop(): Promise<void>;
}

const withEnv = async <T>(env: Record<string, string>, run: () => Promise<T>): Promise<T> => {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await run();
  } finally {
    for (const key of Object.keys(env)) delete process.env[key];
    Object.assign(process.env, before);
  }
};

const listen = (strapi: Core.Strapi) =>
  new Promise<string>((resolve, reject) => {
    const server = strapi.server.httpServer;
    // A suite that is busy for longer would find the connections closed that its client keeps.
    server.keepAliveTimeout = 0;
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string')
        reject(new Error('No port to listen on'));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });

interface Pool {
  numUsed(): number;
  numPendingAcquires(): number;
}

const IDLE_WITHIN_MS = 10_000;

/**
 * Waits for what Strapi does after it has answered: events are computed behind a write, and a pool that
 * is closed under them rejects promises nobody waits for.
 */
const untilIdle = async (strapi: Core.Strapi) => {
  // A start that failed early has no database yet.
  const { db } = strapi as { db?: { connection: { client: { pool?: Pool } } } };
  const pool = db?.connection.client.pool;
  const end = performance.now() + IDLE_WITHIN_MS;
  const isBusy = () => pool !== undefined && pool.numUsed() + pool.numPendingAcquires() > 0;
  // Idle twice in a row: the next query of a chain may be a moment away.
  for (let idle = 0; idle < 2 && performance.now() < end; idle = isBusy() ? 0 : idle + 1)
    await wait(50);
};

/** A folder for what is uploaded, outside of the repository. */
export const createPublicFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'custodian-public-'));
  mkdirSync(join(folder, 'uploads'));
  return {
    env: { PUBLIC_DIR: folder },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

const createDatabase = ({ appDir = APP_DIR, env = {} }: StartOptions): Promise<SuiteDatabase> =>
  appDir === APP_DIR && env.DATABASE_SCHEMA === undefined
    ? createStartedDatabase(env.CUSTODIAN === 'off' ? 'off' : 'on')
    : createSuiteDatabase(env.DATABASE_SCHEMA);

/**
 * Boots the fixture app on a new database without records and listens on a free port.
 *
 * @throws what Strapi throws when it cannot boot; the database is dropped then, so that a failed
 * start neither hangs jest nor leaves anything behind.
 */
export async function startStrapi(options: StartOptions = {}): Promise<RunningStrapi> {
  const { appDir = APP_DIR } = options;
  const database = options.database ?? (await createDatabase(options));
  // Another project has a public folder of its own.
  const folder = appDir === APP_DIR ? createPublicFolder() : null;
  let strapi: Core.Strapi | undefined;
  const stop = async () => {
    // Half-open keep-alive sockets would make `close` wait for their time-out.
    strapi?.server.httpServer.closeAllConnections();
    if (strapi) await untilIdle(strapi);
    await strapi?.destroy().catch(() => undefined);
    if (!options.database) await database.drop();
    folder?.remove();
  };
  try {
    const loaded = await withEnv({ ...database.env, ...folder?.env, ...options.env }, async () => {
      strapi = createStrapi({ appDir, distDir: appDir });
      return strapi.load();
    });
    loaded.server.mount();
    const url = await listen(loaded);
    if (options.policy !== undefined) await applyPolicy(loaded, options.policy);
    return { strapi: loaded, client: database.client, url, request: supertest(url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
