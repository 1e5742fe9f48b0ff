import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GlobalConfig } from 'jest';
import { TEMPLATES, type TemplateKind } from './database';

const ROOT = join(__dirname, '..', '..');
const ARGUMENTS = ['-r', './benchmarks/register.js', 'tests/support/templates.ts'];

/** What the fixture app must not do when it is started outside of a suite either. */
const env = { ...process.env, NODE_ENV: 'test', STRAPI_TELEMETRY_DISABLED: 'true' };

const start = async (kind: TemplateKind): Promise<void> => {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [...ARGUMENTS, kind], { cwd: ROOT, env });
  process.env[TEMPLATES[kind]] = stdout.trim().split('\n').pop();
};

/**
 * Strapi makes more than a hundred tables when it starts on an empty database, which takes longer than
 * most suites: they are made once here and copied for each suite. A run of single suites starts on
 * empty databases.
 */
export default async function prepare({
  testPathPatterns,
}: Pick<GlobalConfig, 'testPathPatterns'>): Promise<void> {
  if (testPathPatterns.patterns.length > 0) return;
  await Promise.all((Object.keys(TEMPLATES) as TemplateKind[]).map(start));
}
