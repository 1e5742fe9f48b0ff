import type { AuditServices } from '../server/src/audit/audit-services';
import { boot, databaseVersion } from './support/app';
import { createDatabases, type Engine } from './support/databases';
import { readOptions } from './support/options';
import { atMost, type Check, conclude, environment } from './support/report';

const ENTRIES = 100_000;
const ERASED = 1_000;
const LIMIT_SECONDS = 2;
const BATCH = 1_000;
const RUNS = 5;

/** As long as what the plugin writes itself: an action, a code, a list of a few records. */
const eventOf = (n: number) => ({
  type: 'access.denied' as const,
  contentType: 'api::contact.contact',
  documentId: `document${n}`,
  details: { action: 'update', code: 'UPDATE_DENIED', records: [`a${n}`, `b${n}`, `c${n}`] },
});

interface Measured {
  readonly engine: Engine;
  readonly database: string;
  readonly entries: number;
  readonly erased: number;
  /** Of {@link RUNS} runs, in seconds. */
  readonly fastest: number;
  readonly slowest: number;
  /** Least time on a CPU, in seconds: what is left when nobody else wants the machine. */
  readonly busy: number;
  readonly writeSeconds: number;
}

const fill = async (audit: AuditServices): Promise<void> => {
  for (let from = 0; from < ENTRIES; from += BATCH)
    await audit.record(...Array.from({ length: BATCH }, (_, n) => eventOf(from + n)));
  await audit.seal();
  const ids = Array.from({ length: ERASED }, (_, n) => n * 50 + 1);
  await audit.erasePayloads({ ids }, 'benchmark');
};

const measureEngine = async (engine: Engine): Promise<Measured> => {
  const databases = createDatabases(engine);
  const name = `verify_${process.pid}`;
  await databases.create(name);
  Object.assign(process.env, databases.env(name));
  const strapi = await boot();
  try {
    const audit: AuditServices = strapi.plugin('custodian').service('audit');
    const began = performance.now();
    await fill(audit);
    const writeSeconds = (performance.now() - began) / 1000;
    const runs = [];
    const busy: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const before = process.cpuUsage();
      runs.push(await audit.verify());
      const { user, system } = process.cpuUsage(before);
      busy.push((user + system) / 1e6);
    }
    const failed = runs.find(({ ok }) => !ok);
    if (failed) throw new Error(`The log does not verify: ${JSON.stringify(failed.problems)}`);
    const seconds = runs.map(({ milliseconds }) => milliseconds / 1000);
    return {
      engine,
      database: await databaseVersion(strapi),
      entries: runs[0]?.entries ?? 0,
      erased: runs[0]?.erased ?? 0,
      fastest: Math.min(...seconds),
      slowest: Math.max(...seconds),
      busy: Math.min(...busy),
      writeSeconds,
    };
  } finally {
    await strapi.destroy();
    await databases.drop(name);
  }
};

const main = async () => {
  const measured: Measured[] = [];
  for (const engine of readOptions().engines) {
    const one = await measureEngine(engine);
    measured.push(one);
    console.log(
      `${one.database}: ${one.entries} entries, ${one.erased} of them erased, written and sealed in ` +
        `${one.writeSeconds.toFixed(1)} s, verified in ${one.fastest.toFixed(2)} to ` +
        `${one.slowest.toFixed(2)} s (${one.busy.toFixed(2)} s on a CPU)`
    );
  }
  const checks: Check[] = measured.map(({ engine, fastest }) =>
    atMost(`${engine}: 100,000 entries verified, seconds`, fastest, LIMIT_SECONDS)
  );
  conclude('verify', { environment: environment(), rows: measured, checks });
  process.exit(0);
};

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
