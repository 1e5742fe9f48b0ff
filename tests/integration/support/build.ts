import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './project';

const BUILT = join(REPOSITORY, 'dist/server/index.js');
const BUILDER = join(REPOSITORY, 'node_modules/@strapi/sdk-plugin/bin/strapi-plugin.js');

const changedAt = (path: string): number => statSync(path).mtimeMs;

const isStale = (): boolean => {
  if (!existsSync(BUILT)) return true;
  const sources = readdirSync(join(REPOSITORY, 'server/src'), {
    recursive: true,
    encoding: 'utf8',
  });
  const built = changedAt(BUILT);
  return sources.some((name) => changedAt(join(REPOSITORY, 'server/src', name)) > built);
};

/** Builds the plugin into `dist` unless the build there is newer than the server's sources. */
export function ensureBuilt(): void {
  if (!isStale()) return;
  const { NODE_ENV: _tests, ...env } = process.env;
  execFileSync(process.execPath, [BUILDER, 'build', '--silent'], { cwd: REPOSITORY, env });
}
