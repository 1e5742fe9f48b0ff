#!/usr/bin/env node
/**
 * `npm run demo`: from a fresh clone to a running CRM with data and log-ins. Builds and seeds only
 * what is missing or out of date, then runs Strapi in production mode until stopped. The packages
 * are installed before (`predemo`); nothing but Node itself is imported here.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { buildPlugin, buildPlayground } from './demo/build.mjs';
import { playgroundDir, strapiBin } from './demo/paths.mjs';
import { startChild } from './demo/run.mjs';
import { ensureSecrets } from './demo/secrets.mjs';
import { printWelcome, waitUntilReady } from './demo/welcome.mjs';

const withPlugin = process.env.CUSTODIAN !== 'off';

/** The port Strapi will take: from the environment, else from .env, else its default. */
const portOf = (env) => {
  const line = readFileSync(path.join(playgroundDir, '.env'), 'utf8').match(/^PORT=(\d+)/m);
  return Number(env.PORT ?? line?.[1] ?? 1337);
};

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });

const start = () =>
  startChild(process.execPath, [strapiBin, 'start'], {
    cwd: playgroundDir,
    env: {
      STRAPI_TELEMETRY_DISABLED: 'true',
      ...process.env,
      NODE_ENV: 'production',
      PLAYGROUND_SEED: 'true',
    },
  });

ensureSecrets(playgroundDir);
if (withPlugin) await buildPlugin();
await buildPlayground({ withPlugin });

const port = portOf(process.env);
const url = `http://localhost:${port}`;
if (!(await isFree(port))) {
  console.error(`Port ${port} is taken: stop what uses it, or choose another with PORT=…`);
  process.exit(1);
}
console.log(`Starting Strapi on ${url} (the first start fills the database) …`);
const { ended } = start();
const isReady = await Promise.race([waitUntilReady(url), ended.then(() => false)]);
if (isReady) printWelcome(url);
