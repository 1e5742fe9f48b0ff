import type { Engine } from '../support/databases';
import { measure, type Operation, type Pace, type Samples, type Variant } from '../support/measure';
import type { Options } from '../support/options';
import type { ActorName, PolicyName } from '../support/scenario';
import { withSeeded, type Seeded } from '../support/seeded';
import { spawnWorker, type Worker } from '../support/spawn';
import { median, percentile, ratioInterval } from '../support/statistics';
import { findDocumentIds, operationsOf } from './operations';

/** What all ratios are ratios to. */
export const BASELINE = 'bare';

/** One line of the result: one operation, asked in one variant. */
export interface ReadRow {
  readonly engine: Engine;
  readonly operation: string;
  readonly variant: string;
  readonly p50: number;
  readonly p95: number;
  /** Median to the median of the baseline, and the range in which 95 % of resampled ratios lie. */
  readonly ratio: number;
  readonly ratioLow: number;
  readonly ratioHigh: number;
  /** Median of the time the server's main thread was at work; null where that is not known. */
  readonly busy: number | null;
  readonly busyRatio: number | null;
  readonly rounds: number;
  readonly records: number;
  readonly total: number | null;
}

const FULL: Pace = { warmUpRounds: 60, minRounds: 40, maxRounds: 600, budgetMs: 40_000 };
const QUICK: Pace = { warmUpRounds: 10, minRounds: 10, maxRounds: 100, budgetMs: 2_000 };

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

const toRows = (
  engine: Engine,
  operation: string,
  all: readonly Samples[],
  baseline: string
): ReadRow[] => {
  const bare = all.find(({ variant }) => variant === baseline) as Samples;
  return all.map(({ variant, milliseconds, busy, records, total }) => {
    const [low, high] = ratioInterval(milliseconds, bare.milliseconds);
    return {
      engine,
      operation,
      variant,
      p50: rounded(median(milliseconds)),
      p95: rounded(percentile(milliseconds, 0.95)),
      ratio: rounded(median(milliseconds) / median(bare.milliseconds)),
      ratioLow: rounded(low),
      ratioHigh: rounded(high),
      busy: busy.length > 0 ? rounded(median(busy)) : null,
      busyRatio: busy.length > 0 ? rounded(median(busy) / median(bare.busy)) : null,
      rounds: milliseconds.length,
      records,
      total,
    };
  });
};

/** Stock Strapi drops the plugin's tables, and a database has one policy: so each gets a copy. */
export type Copy = 'bare' | PolicyName;

export interface Server {
  readonly name: string;
  readonly copy: Copy;
  readonly actor: ActorName;
  readonly quick: boolean;
}

/**
 * Every variant has a process of its own: one that answered for several would be warmer than the
 * rest. "Bare again" is the method's error: how far its ratio is from 1.
 */
const SERVERS: readonly Server[] = [
  { name: BASELINE, copy: 'bare', actor: 'narrow', quick: true },
  { name: 'bare again', copy: 'bare', actor: 'narrow', quick: false },
  { name: 'not governed', copy: 'unrelated', actor: 'narrow', quick: true },
  { name: 'narrow', copy: 'governed', actor: 'narrow', quick: true },
  { name: 'wide', copy: 'governed', actor: 'wide', quick: false },
  { name: 'all', copy: 'governed', actor: 'all', quick: true },
];

/** What is measured beside what. */
export interface Plan {
  readonly servers: readonly Server[];
  readonly baseline: string;
  readonly operations: (documentIds: readonly string[], only: Options['only']) => Operation[];
}

const READ: Plan = { servers: SERVERS, baseline: BASELINE, operations: operationsOf };

interface Running {
  readonly variant: Variant;
  readonly worker: Worker;
}

const stopServers = (running: readonly Running[]) =>
  Promise.all(running.map(({ worker }) => worker.stop()));

/** Starts the servers; answers them in the order in which they are listed. */
const startServers = async (seeded: Seeded, servers: readonly Server[]): Promise<Running[]> => {
  const running = new Map<Server, Running>();
  // One after the other on the same copy: the first one brings it into shape.
  const startOn = async (copy: Copy) => {
    const database = await seeded.copy(copy);
    const env = copy === 'bare' ? { ...database, CUSTODIAN: 'off' } : database;
    let policy = copy === 'bare' ? null : copy;
    for (const server of servers.filter((one) => one.copy === copy)) {
      const worker = await spawnWorker({ kind: 'serve', policy }, env);
      policy = null;
      const authorization = worker.authorizations[server.actor];
      const variant = { name: server.name, url: worker.url, pid: worker.pid, authorization };
      running.set(server, { variant, worker });
    }
  };
  const copies = [...new Set(servers.map(({ copy }) => copy))];
  const failed = (await Promise.allSettled(copies.map(startOn))).find(
    (result) => result.status === 'rejected'
  );
  if (failed) {
    await stopServers([...running.values()]);
    throw failed.reason;
  }
  return servers.flatMap((server) => running.get(server) ?? []);
};

/** Seeds, starts all variants side by side, and measures every operation. */
export const measureEngine = (engine: Engine, options: Options, plan: Plan = READ) =>
  withSeeded(engine, options, async (seeded) => {
    console.log(`${engine}: starting Strapi on ${options.contacts} contacts`);
    const servers = plan.servers.filter(({ quick }) => quick || !options.quick);
    const running = await startServers(seeded, servers);
    try {
      const [bare] = running as [Running, ...Running[]];
      const variants = running.map(({ variant }) => variant);
      const rows: ReadRow[] = [];
      const documentIds = await findDocumentIds(bare.variant);
      for (const operation of plan.operations(documentIds, options.only)) {
        console.log(`${engine}: ${operation.name}`);
        const samples = await measure(operation, variants, options.quick ? QUICK : FULL);
        rows.push(...toRows(engine, operation.name, samples, plan.baseline));
      }
      return { rows, database: bare.worker.database };
    } finally {
      await stopServers(running);
    }
  });
