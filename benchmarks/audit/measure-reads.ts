import type { Engine } from '../support/databases';
import { measure, type Operation, type Pace, type Samples } from '../support/measure';
import type { Options } from '../support/options';
import { withSeeded, type Seeded } from '../support/seeded';
import { spawnWorker, type Worker } from '../support/spawn';
import { median, percentile, ratioInterval } from '../support/statistics';
import { findDocumentIds } from '../read/operations';

/** What all ratios are ratios to: the same policy, without a record of reads. */
export const BASELINE = 'off';

/** One line of the result: one operation, with the record of reads on or off. */
export interface AuditRow {
  readonly engine: Engine;
  readonly operation: string;
  readonly variant: string;
  readonly p50: number;
  readonly p95: number;
  /** Median to the median without, and the range in which 95 % of resampled ratios lie. */
  readonly ratio: number;
  readonly ratioLow: number;
  readonly ratioHigh: number;
  readonly ratioP95: number;
  readonly busyRatio: number | null;
  readonly rounds: number;
  readonly records: number;
}

const FULL: Pace = { warmUpRounds: 60, minRounds: 100, maxRounds: 800, budgetMs: 45_000 };
const QUICK: Pace = { warmUpRounds: 10, minRounds: 20, maxRounds: 150, budgetMs: 4_000 };

const OPERATIONS = (documentIds: readonly string[]): Operation[] => [
  {
    name: 'list of 100',
    path: () => '/api/contacts?pagination[pageSize]=100&pagination[withCount]=false',
  },
  {
    name: 'detail',
    path: (round) => `/api/contacts/${documentIds[round % documentIds.length] ?? ''}`,
  },
];

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

const toRows = (engine: Engine, operation: string, all: readonly Samples[]): AuditRow[] => {
  const off = all.find(({ variant }) => variant === BASELINE) as Samples;
  return all.map(({ variant, milliseconds, busy, records }) => {
    const [low, high] = ratioInterval(milliseconds, off.milliseconds);
    const p95 = percentile(milliseconds, 0.95);
    return {
      engine,
      operation,
      variant,
      p50: rounded(median(milliseconds)),
      p95: rounded(p95),
      ratio: rounded(median(milliseconds) / median(off.milliseconds)),
      ratioLow: rounded(low),
      ratioHigh: rounded(high),
      ratioP95: rounded(p95 / percentile(off.milliseconds, 0.95)),
      busyRatio: busy.length > 0 ? rounded(median(busy) / median(off.busy)) : null,
      rounds: milliseconds.length,
      records,
    };
  });
};

/** "Off again" is the method's error: how far its ratio is from 1. */
const SERVERS = [
  { name: BASELINE, policy: 'governed' },
  { name: 'off again', policy: 'governed' },
  { name: 'on', policy: 'audited' },
] as const;

const startServers = async (seeded: Seeded): Promise<{ name: string; worker: Worker }[]> => {
  const running: { name: string; worker: Worker }[] = [];
  // Each on a copy of its own: what one writes must not be in another's way.
  for (const { name, policy } of SERVERS) {
    const env = await seeded.copy(name.replace(' ', '_'));
    running.push({ name, worker: await spawnWorker({ kind: 'serve', policy }, env) });
  }
  return running;
};

/** Seeds, starts all variants side by side, and measures both operations. */
export const measureReads = (engine: Engine, options: Options) =>
  withSeeded(engine, options, async (seeded) => {
    console.log(`${engine}: starting Strapi on ${options.contacts} contacts`);
    const running = await startServers(seeded);
    try {
      const variants = running.map(({ name, worker }) => ({
        name,
        url: worker.url,
        pid: worker.pid,
        authorization: worker.authorizations.wide,
      }));
      const [first] = variants as [(typeof variants)[number]];
      const rows: AuditRow[] = [];
      const asker = { ...first, authorization: running[0]?.worker.authorizations.narrow ?? '' };
      for (const operation of OPERATIONS(await findDocumentIds(asker))) {
        console.log(`${engine}: ${operation.name}`);
        const samples = await measure(operation, variants, options.quick ? QUICK : FULL);
        rows.push(...toRows(engine, operation.name, samples));
      }
      return { rows, database: running[0]?.worker.database ?? '' };
    } finally {
      await Promise.all(running.map(({ worker }) => worker.stop()));
    }
  });
