/**
 * Runs the property suites again and again, each time with a fresh seed: `npm run fuzz`.
 *
 * npm run fuzz -- --rounds 20 --minutes 60 writes visibility
 *
 * `--rounds` (10) and `--minutes` (no bound) say when to stop: no round begins after either. The names
 * choose suites of tests/property. The database is that of `DATABASE_CLIENT`. Exits with 1 if a round
 * failed, after the seeds with which to repeat it.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const SUITES = ['writes', 'non-interference', 'visibility', 'explain', 'any-schema'];
const LARGEST_SEED = 0x7fff_ffff;
const MINUTE = 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '10' },
    minutes: { type: 'string', default: 'Infinity' },
  },
});
const rounds = Number(values.rounds);
const minutes = Number(values.minutes);
const suites = positionals.length > 0 ? positionals : SUITES;
const unknown = suites.filter((name) => !SUITES.includes(name));
if (!(rounds > 0 && minutes > 0) || unknown.length > 0) {
  console.error(`Usage: npm run fuzz -- [--rounds n] [--minutes n] [${SUITES.join('|')}]...`);
  process.exit(2);
}

const runRound = (seed) => {
  const files = suites.map((name) => `tests/property/${name}.test.ts`);
  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  const { status } = spawnSync(
    process.execPath,
    [jest, '--runInBand', '--runTestsByPath', ...files],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, PROPERTY_SEED: String(seed) },
    }
  );
  return status === 0;
};

const end = Date.now() + minutes * MINUTE;
const failed = [];
let done = 0;
for (; done < rounds && Date.now() < end; done += 1) {
  const seed = randomInt(1, LARGEST_SEED);
  if (!runRound(seed)) failed.push(seed);
}

console.log(`${done} rounds of ${suites.join(', ')}: ${failed.length} failed`);
for (const seed of failed) console.log(`  PROPERTY_SEED=${seed} npm run test:property`);
process.exitCode = failed.length > 0 ? 1 : 0;
