import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

const BOOT_LIMIT = 120_000;
const STOP_LIMIT = 20_000;

/** Runs npm the way it was itself run, so that no other npm on the PATH answers. */
const npm = (options, cwd) => {
  const script = process.env.npm_execpath;
  const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
  return execFileSync(command, [...first, ...options], { cwd, encoding: 'utf8' });
};

/** Packs the repository as `npm publish` would, and unpacks it into `folder`. */
export const unpack = (repository, folder) => {
  mkdirSync(folder, { recursive: true });
  const destination = path.dirname(folder);
  const output = npm(['pack', '--json', '--pack-destination', destination], repository);
  const [{ filename }] = JSON.parse(output);
  execFileSync('tar', ['-xzf', path.join(destination, filename), '-C', folder, '--strip=1']);
};

const link = (repository, project, name) => {
  const target = path.join(project, 'node_modules', name);
  mkdirSync(path.dirname(target), { recursive: true });
  symlinkSync(path.join(repository, 'node_modules', name), target, 'junction');
};

/**
 * Makes a Strapi project with the unpacked plugin at `pluginAt` (inside the project). Besides the
 * project's own packages, its node_modules holds only what the plugin declares: whatever else the
 * plugin requires is not found, as at a customer's.
 */
export const createProject = ({ repository, template, unpacked, project, pluginAt, byName }) => {
  cpSync(template, project, { recursive: true });
  mkdirSync(path.join(project, 'public/uploads'), { recursive: true });
  cpSync(unpacked, path.join(project, pluginAt), { recursive: true });
  const plugin = JSON.parse(readFileSync(path.join(unpacked, 'package.json'), 'utf8'));
  const own = ['@strapi/strapi', '@strapi/plugin-users-permissions', 'better-sqlite3'];
  const declared = Object.keys({ ...plugin.dependencies, ...plugin.peerDependencies });
  for (const name of new Set([...own, ...declared])) link(repository, project, name);

  const dependencies = Object.fromEntries(own.map((name) => [name, '*']));
  if (byName) dependencies[plugin.name] = plugin.version;
  const manifest = { name: 'boot-project', version: '0.0.0', private: true, dependencies };
  writeFileSync(path.join(project, 'package.json'), JSON.stringify(manifest, null, 2));
};

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

const environment = (project, port, pluginPath) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  NODE_ENV: 'production',
  // Strapi looks plugins up from its own folder, which is a link to the repository's: this is where
  // it would have found the project's packages if it had been installed there.
  NODE_PATH: path.join(project, 'node_modules'),
  PORT: String(port),
  STRAPI_TELEMETRY_DISABLED: 'true',
  ...(pluginPath ? { CUSTODIAN_PATH: pluginPath } : {}),
});

const within = async (limit, what, promise) => {
  const timer = new AbortController();
  const late = delay(limit, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${what} took more than ${limit / 1000} s`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
};

/** The lines of a boot log that tell of an error. */
export const errorLines = (log) =>
  stripVTControlCharacters(log)
    .split('\n')
    .filter((line) => /\berror\b|unhandled|cannot find|is not defined/i.test(line));

/**
 * Starts the project in a Node process of its own, calls `visit({ url, plugins })` and stops it
 * again. Resolves to everything that it logged. Rejects, with the log, if it does not boot in time,
 * if `visit` rejects, or if the process does not end by itself with exit code 0.
 */
export const runProject = async ({ project, pluginPath, visit }) => {
  const port = await freePort();
  const child = fork(path.join(project, 'start.js'), [], {
    cwd: project,
    env: environment(project, port, pluginPath),
    silent: true,
  });
  let log = '';
  child.stdout.on('data', (chunk) => (log += chunk));
  child.stderr.on('data', (chunk) => (log += chunk));
  const exited = once(child, 'exit');
  try {
    const ended = exited.then(([code]) => {
      throw new Error(`The project ended with exit code ${code} while booting`);
    });
    const [ready] = await within(
      BOOT_LIMIT,
      'Booting',
      Promise.race([once(child, 'message'), ended])
    );
    ended.catch(() => undefined);
    await visit({ url: `http://127.0.0.1:${port}`, plugins: ready.plugins });
    child.send('stop');
    const [code] = await within(STOP_LIMIT, 'Stopping', exited);
    if (code !== 0) throw new Error(`The project stopped with exit code ${code}`);
  } catch (error) {
    throw new Error(`${error.message}\n--- log of the project ---\n${log}`, { cause: error });
  } finally {
    child.kill('SIGKILL');
  }
  return log;
};
