import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { playgroundDir } from './paths.mjs';

const IGNORED = new Set(['node_modules', 'dist', 'build', 'generated']);
const stampFile = (name) => path.join(playgroundDir, '.cache', `${name}.sha256`);

const filesBelow = (entry) => {
  if (!existsSync(entry)) return [];
  if (statSync(entry).isFile()) return [entry];
  return readdirSync(entry)
    .filter((name) => !IGNORED.has(name))
    .sort()
    .flatMap((name) => filesBelow(path.join(entry, name)));
};

/** A digest of the files below these paths and of anything else the result depends on. */
export const fingerprint = (entries, ...others) => {
  const hash = createHash('sha256');
  for (const file of entries.flatMap(filesBelow)) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.update(others.join('\0')).digest('hex');
};

/** Whether the step was last done from exactly this. */
export const isCurrent = (name, digest) =>
  existsSync(stampFile(name)) && readFileSync(stampFile(name), 'utf8') === digest;

/** Notes that the step has been done from this. */
export const markCurrent = (name, digest) => {
  mkdirSync(path.dirname(stampFile(name)), { recursive: true });
  writeFileSync(stampFile(name), digest);
};
