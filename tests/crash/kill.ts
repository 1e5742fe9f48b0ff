/**
 * Kills an erasure with SIGKILL at random points, lets it be finished, and compares what is left with
 * an erasure that nobody disturbed. SQLite.
 *
 *     node -r ./benchmarks/register.js tests/crash/kill.ts [points]
 */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPolicy } from '../support/custodian';
import { createSuiteDatabase } from '../support/database';
import {
  caseOf,
  directJob,
  privacyPolicy,
  seedCanary,
  startErasure,
  type Canary,
} from '../integration/support/erasure';

process.env.NODE_ENV = 'test';
process.env.STRAPI_TELEMETRY_DISABLED = 'true';
process.env.DATABASE_CLIENT = 'sqlite';

const POINTS = Number(process.argv[2] ?? 30);
const work = mkdtempSync(join(tmpdir(), 'custodian-crash-'));

interface Outcome {
  readonly killed: boolean;
  /** Milliseconds from the beginning of the erasure to its end. */
  readonly lasted: number;
  readonly output: string;
}

const run = (
  database: string,
  folder: string,
  canary: Canary,
  killAfter: number | null
): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['-r', './benchmarks/register.js', 'tests/crash/worker.ts'],
      {
        env: {
          ...process.env,
          CRASH_DATABASE: database,
          CRASH_FOLDER: folder,
          CRASH_CANARY: JSON.stringify(canary),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      }
    );
    let output = '';
    let began = 0;
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
      if (began === 0 && output.includes('go\n')) {
        began = performance.now();
        if (killAfter !== null) setTimeout(() => child.kill('SIGKILL'), killAfter);
      }
    });
    child.on('exit', (code, signal) => {
      const lasted = performance.now() - began;
      if (code !== 0 && signal === null) reject(new Error(`The worker failed: ${output}`));
      else resolve({ killed: signal === 'SIGKILL', lasted, output });
    });
  });

const seed = async (): Promise<{ template: string; canary: Canary }> => {
  const database = await createSuiteDatabase();
  const suite = await startErasure(undefined, { folder: work, database });
  await applyPolicy(suite.strapi, privacyPolicy());
  const locales = suite.strapi
    .plugin('i18n')
    .service<{ create(locale: object): Promise<unknown> }>('locales');
  await locales.create({ code: 'de', name: 'German' });
  const canary = await seedCanary(suite.strapi);
  await suite.services.erasures.erasure.discover(caseOf(canary, 1), directJob(suite.strapi));
  await suite.stop();
  const template = join(work, 'template.db');
  copyFileSync(database.env.DATABASE_FILENAME!, template);
  await database.drop();
  return { template, canary };
};

const main = async (): Promise<void> => {
  const { template, canary } = await seed();
  const file = canary.files[0] ?? '';
  const seeded = join(work, 'public', 'uploads', file);

  const point = async (killAfter: number | null) => {
    const folder = mkdtempSync(join(work, 'point-'));
    const database = join(folder, 'data.db');
    copyFileSync(template, database);
    const uploads = join(folder, 'public', 'uploads');
    mkdirSync(uploads, { recursive: true });
    copyFileSync(seeded, join(uploads, file));
    const first = await run(database, folder, canary, killAfter);
    const last = first.killed ? await run(database, folder, canary, null) : first;
    const line = last.output.trim().split('\n').at(-1) ?? '';
    const isGone = !existsSync(join(uploads, file));
    rmSync(folder, { recursive: true, force: true });
    return { ...first, isGone, ...(JSON.parse(line) as { residue: string[]; digest: string }) };
  };

  try {
    const calm = await point(null);
    process.stdout.write(`undisturbed: ${Math.round(calm.lasted)} ms, ${calm.digest}\n`);
    let same = 0;
    let killed = 0;
    // What was done before the signal came says nothing, except how long to wait at most.
    let longest = calm.lasted;
    while (killed < POINTS) {
      const after = Math.random() * longest;
      const outcome = await point(after);
      if (!outcome.killed) {
        longest = Math.min(longest, outcome.lasted);
        continue;
      }
      killed += 1;
      const { digest, residue, isGone } = outcome;
      const isSame = digest === calm.digest && residue.length === 0 && isGone;
      if (isSame) same += 1;
      const end = isSame ? 'same end state' : `DIFFERENT: ${digest} ${residue.join(', ')}`;
      process.stdout.write(`${killed}: killed after ${Math.round(after)} ms, ${end}\n`);
    }
    process.stdout.write(`${same} of ${POINTS} the same end state\n`);
    process.exitCode = same === POINTS ? 0 : 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

void main();
