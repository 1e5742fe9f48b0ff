/**
 * Lets two nodes carry out one erasure at once, each a process of its own on the same database, and counts
 * by triggers of the database what happened: everything once, and the end is that of one node alone.
 *
 *     DATABASE_CLIENT=sqlite|postgres node -r ./benchmarks/register.js tests/crash/together.ts [rounds]
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Canary } from '../integration/support/erasure';
import { copyDatabase, type SuiteDatabase } from '../support/database';
import { readEffects, watchEffects } from './effects';
import { live } from './life';
import { differenceTo, type Left } from './outcome';
import { seedRequest } from './seed';

process.env.NODE_ENV = 'test';
process.env.STRAPI_TELEMETRY_DISABLED = 'true';

const ROUNDS = Number(process.argv[2] ?? 3);
const work = mkdtempSync(join(tmpdir(), 'custodian-together-'));

interface Round {
  readonly lefts: readonly Left[];
  /** How often each effect was seen. */
  readonly effects: ReadonlyMap<string, number>;
}

/** One erasure by so many nodes at once. */
const erase = async (
  template: SuiteDatabase,
  seeded: string,
  canary: Canary,
  nodes: number
): Promise<Round> => {
  const folder = mkdtempSync(join(work, 'erasure-'));
  mkdirSync(join(folder, 'public'), { recursive: true });
  cpSync(seeded, folder, { recursive: true });
  const database = await copyDatabase(template);
  try {
    await watchEffects(database);
    const more = { CRASH_TOGETHER: String(nodes) };
    const lives = await Promise.all(
      Array.from({ length: nodes }, () => live(database, folder, canary, null, more))
    );
    const lefts = lives.flatMap(({ left }) => left ?? []);
    return { lefts, effects: await readEffects(database) };
  } finally {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What is wrong with a round of two, held against one node alone. */
const problemsIn = (calm: Round, { lefts, effects }: Round): string[] => {
  const [alone] = calm.lefts;
  const differences = lefts.map((left) => (alone ? differenceTo(alone, left) : 'nobody ended'));
  const repeated = [...effects]
    .filter(([, count]) => count !== 1)
    .map(([what, count]) => `${what} ${count} times`);
  const missing = [...calm.effects.keys()].filter((what) => !effects.has(what));
  return [
    ...differences.filter((one) => one !== null),
    ...repeated,
    ...missing.map((what) => `${what} never`),
    ...(lefts.length === 2 ? [] : ['a node did not end']),
  ];
};

const main = async (): Promise<void> => {
  const seeded = join(work, 'seeded');
  mkdirSync(seeded);
  const { template, canary } = await seedRequest(seeded);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  try {
    const calm = await erase(template, seeded, canary, 1);
    say(`alone: ${calm.effects.size} effects, ${calm.lefts[0]?.digest ?? ''}`);
    let good = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const both = await erase(template, seeded, canary, 2);
      const problems = problemsIn(calm, both);
      if (problems.length === 0) good += 1;
      const said = problems.length === 0 ? 'each once, the same end' : problems.join('; ');
      say(`${round}: ${both.effects.size} effects: ${said}`);
    }
    say(`${good} of ${ROUNDS} rounds of two nodes: everything exactly once`);
    process.exitCode = good === ROUNDS ? 0 : 1;
  } finally {
    await template.drop();
    rmSync(work, { recursive: true, force: true });
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  process.exit(1);
});
