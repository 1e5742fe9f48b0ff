import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const REPOSITORY = join(__dirname, '..', '..', '..');
const PLAYGROUND = join(REPOSITORY, 'playground');
export const OUTPUT = join(REPOSITORY, 'tests', 'output', 'e2e');

const STRAPI = join(REPOSITORY, 'node_modules/@strapi/strapi/bin/strapi.js');
const START_LIMIT_MS = 180_000;

interface Login {
  role: string;
  kind: 'admin' | 'user';
  email: string;
  password: string;
}

/** The log-ins that the playground's seed creates. */
export const LOGINS = JSON.parse(
  readFileSync(join(PLAYGROUND, 'logins.json'), 'utf8')
) as readonly Login[];

/** The playground in production mode, on a database of its own with a fraction of the demo data. */
export interface Playground {
  readonly url: string;
  /** Its SQLite file. */
  readonly database: string;
}

/** What has started it can stop it. */
export interface Started extends Playground {
  stop(): Promise<void>;
}

/** Where it writes what it would send, and all else that it says. */
export const LOG = join(OUTPUT, 'playground.log');

/** Test files run in environments of their own: they are told of the playground by the process's. */
const SHARED = 'CUSTODIAN_E2E_PLAYGROUND';

export const shareRunning = ({ url, database }: Playground): void => {
  process.env[SHARED] = JSON.stringify({ url, database });
};

/** The playground that runs for all test files. */
export const runningPlayground = (): Playground => {
  const shared = process.env[SHARED];
  if (shared === undefined) throw new Error('No playground runs: see global-setup.ts');
  return JSON.parse(shared) as Playground;
};

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address
          ? resolve(address.port)
          : reject(new Error('No port'))
      );
    });
  });

const SECRETS = {
  APP_KEYS: 'e2e-key-one,e2e-key-two',
  ADMIN_JWT_SECRET: 'e2e-admin-jwt-secret',
  API_TOKEN_SALT: 'e2e-api-token-salt',
  TRANSFER_TOKEN_SALT: 'e2e-transfer-token-salt',
  JWT_SECRET: 'e2e-jwt-secret',
  ENCRYPTION_KEY: 'e2e-encryption-key-of-32-letters',
};

const answers = async (url: string): Promise<boolean> =>
  fetch(`${url}/_health`).then(
    ({ status }) => status === 204,
    () => false
  );

/**
 * Starts the built playground with a fiftieth of its data, and resolves when it answers. Its log is
 * in the output folder.
 * @param more environment variables, in addition
 * @throws when it ends, or does not answer in time
 */
export async function startPlayground(
  more: Readonly<Record<string, string>> = {}
): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'custodian-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(OUTPUT, { recursive: true });
  const log = createWriteStream(LOG);
  const database = join(folder, 'data.db');
  const { NODE_ENV: _tests, ...env } = process.env;
  const child = spawn(process.execPath, [STRAPI, 'start'], {
    cwd: PLAYGROUND,
    env: {
      ...env,
      ...SECRETS,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_CLIENT: 'sqlite',
      DATABASE_FILENAME: database,
      ERASURE_JOURNAL: join(folder, 'erasures.jsonl'),
      PLAYGROUND_SEED: 'true',
      PLAYGROUND_SCALE: '0.02',
      STRAPI_TELEMETRY_DISABLED: 'true',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const stop = async () => {
    child.kill('SIGTERM');
    await Promise.race([
      ended,
      wait(10_000, undefined, { ref: false }).then(() => child.kill('SIGKILL')),
    ]);
    log.end();
    rmSync(folder, { recursive: true, force: true });
  };

  const limit = Date.now() + START_LIMIT_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > limit) {
      await stop();
      throw new Error(`The playground did not start; see ${LOG}`);
    }
    await wait(250);
  }
  return { url, database, stop };
}
