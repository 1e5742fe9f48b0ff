/**
 * Kills the node that carries out an erasure with SIGKILL at random points, and around the deletion of
 * files, starts another, kills that too, and in the end compares what is left with an erasure that nobody
 * disturbed: the same cells, everything once, and nothing completed before the scan has confirmed it.
 *
 *     DATABASE_CLIENT=sqlite|postgres npm run test:crash -- [kills]
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SuiteDatabase } from '../support/database';
import { copyDatabase } from '../support/database';
import type { Canary } from '../integration/support/erasure';
import { live, type Death } from './life';
import { differenceTo, problemIn, type Left, type Life } from './outcome';
import { seedRequest } from './seed';

process.env.NODE_ENV = 'test';
process.env.STRAPI_TELEMETRY_DISABLED = 'true';

const KILLS = Number(process.argv[2] ?? 30);
/** Lives of one erasure that end by a signal; then it may end. */
const KILLS_PER_ERASURE = 4;
const work = mkdtempSync(join(tmpdir(), 'custodian-crash-'));

/** One erasure, through all its deaths, to its end. */
const erase = async (
  template: SuiteDatabase,
  seeded: string,
  canary: Canary,
  deaths: (killed: number) => Death
): Promise<{ lives: Life[]; left: Left; problems: string[] }> => {
  const folder = mkdtempSync(join(work, 'erasure-'));
  mkdirSync(join(folder, 'public'), { recursive: true });
  cpSync(seeded, folder, { recursive: true });
  const database = await copyDatabase(template);
  const lives: Life[] = [];
  try {
    for (;;) {
      const life = await live(
        database,
        folder,
        canary,
        deaths(lives.filter((one) => one.killed).length)
      );
      lives.push(life);
      if (life.left) {
        const problems = lives.flatMap(({ found }) => problemIn(found) ?? []);
        return { lives, left: life.left, problems };
      }
    }
  } finally {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const main = async (): Promise<void> => {
  const seeded = join(work, 'seeded');
  mkdirSync(seeded);
  const { template, canary } = await seedRequest(seeded);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  try {
    const calm = await erase(template, seeded, canary, () => null);
    const longest = calm.lives[0]?.worked ?? 0;
    if (calm.left.state !== 'completed' || calm.left.residue.length > 0)
      throw new Error(`Undisturbed: ${JSON.stringify(calm.left)}`);
    say(`undisturbed: ${Math.round(longest)} ms, ${calm.left.digest}`);
    let [kills, bad, erasures] = [0, 0, 0];
    while (kills < KILLS) {
      erasures += 1;
      const first = (['before-bytes', 'after-bytes'] as const)[erasures - 1];
      const most = Math.min(KILLS_PER_ERASURE, KILLS - kills);
      const { lives, left, problems } = await erase(template, seeded, canary, (killed) => {
        if (killed >= most) return null;
        return killed === 0 && first ? first : Math.random() * longest;
      });
      const died = lives.filter(({ killed }) => killed);
      kills += died.length;
      const difference = differenceTo(calm.left, left);
      const wrong = [...problems, ...(difference === null ? [] : [difference])];
      if (wrong.length > 0) bad += died.length;
      const when = died.map(({ worked, found }) => `${found.state} ${Math.round(worked)} ms`);
      say(
        `${kills}: ${when.join(', ')}: ${wrong.length > 0 ? `WRONG: ${wrong.join('; ')}` : 'same'}`
      );
    }
    say(`${kills - bad} of ${kills} kills in ${erasures} erasures: the same end state`);
    process.exitCode = bad === 0 ? 0 : 1;
  } finally {
    await template.drop();
    rmSync(work, { recursive: true, force: true });
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  process.exit(1);
});
