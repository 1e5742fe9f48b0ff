/**
 * `npm pretest`: makes `npm test` work on a fresh clone. Runs `npm install` if node_modules is missing or
 * does not hold what package-lock.json asks for, and does nothing (in some 50 ms) if it does.
 * Built-in modules only, since there may be nothing else yet.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const packagesOf = (lockfile) => {
  try {
    return JSON.parse(readFileSync(path.join(root, lockfile), 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
};

/** The first package that is not installed as locked; undefined if all are. */
const findStale = (locked, installed) =>
  Object.keys(locked).find((location) => {
    const { version, link, optional } = locked[location];
    // Links are this repository's own workspaces; optional packages may be for other platforms.
    if (!location.startsWith('node_modules/') || link) return false;
    const found = installed[location];
    return found ? found.version !== version : !optional;
  });

const reasonToInstall = () => {
  const locked = packagesOf('package-lock.json');
  if (!locked) throw new Error('package-lock.json is missing or not valid JSON');
  // npm writes this file at the end of an install: an interrupted one leaves none behind.
  const installed = packagesOf('node_modules/.package-lock.json');
  if (!installed) return 'node_modules is missing';
  const stale = findStale(locked, installed);
  return stale && `${stale.slice('node_modules/'.length)} is not installed as locked`;
};

const reason = reasonToInstall();
if (reason) {
  console.log(`Installing the dependencies (${reason}) ...`);
  // Not `npm ci`: it refuses a lockfile without the optional packages of other platforms, which a
  // registry mirror may not offer. `install` takes the locked versions too; dev tools are needed
  // whatever NODE_ENV says, and the lockfile of the clone is left as it is.
  const options = ['install', '--include=dev', '--no-save', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const { status, error } = npm
    ? spawnSync(process.execPath, [npm, ...options], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', options, { cwd: root, stdio: 'inherit', shell: true });
  if (error) throw error;
  process.exitCode = status ?? 1;
}
