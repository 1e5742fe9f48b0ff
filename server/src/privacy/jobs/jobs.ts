import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../../platform/scope';
import { createExecution, type Defined } from './execution';
import { namesOnly } from './failures';
import { createJobTable, type JobTable } from './job-table';
import type { Job, JobHandler, JobOptions, NewJob } from './types';
import type { WakeUps } from './wake-ups';
import { createWorker, type Worker } from './worker';

/** Durable background work: state in the database, done by whichever node is free. */
export interface Jobs {
  /** Says how jobs of a kind are done; a kind that no node defines waits. Call before `start`. */
  define(kind: string, handler: JobHandler, options?: JobOptions): void;
  /** Adds a job in the transaction that is open; it is done after the commit, or never if undone. */
  enqueue(job: NewJob): Promise<Job>;
  find(id: number): Promise<Job | null>;
  findByKey(key: string): Promise<Job | null>;
  /** The newest job of a kind. */
  latest(kind: string): Promise<Job | null>;
  /** Whether a job of a kind waits or is being done. */
  isPending(kind: string): Promise<boolean>;
  /** Stops a job after its current step. False if it is over. */
  pause(id: number): Promise<boolean>;
  /** Goes on with a paused or failed job, with all its attempts. False if it is neither. */
  resume(id: number): Promise<boolean>;
  /** Does all that is due, here and now; resolves to how many jobs were worked on. */
  runDue(): Promise<number>;
  /** Starts workers of this node, and plans the jobs that recur. */
  start(): Promise<void>;
  /** Lets running steps end, and starts no other. */
  stop(): Promise<void>;
}

/** How this node works. */
export interface JobsSettings {
  /** Jobs done at the same time. */
  readonly concurrency: number;
  /** How often the database is asked for work that nobody announced, in milliseconds. */
  readonly pollMs: number;
  /** After so long without a sign of life a job is somebody else's. */
  readonly leaseMs: number;
}

export const DEFAULT_JOBS: JobsSettings = { concurrency: 2, pollMs: 15_000, leaseMs: 60_000 };

interface Committing {
  readonly onCommit: (work: () => void) => void;
}

/** Adds jobs, and tells the workers of this node once they can see them. */
const createQueue = ({ strapi }: { strapi: Core.Strapi }, table: JobTable, wake: () => void) => {
  const announce = async (): Promise<void> => {
    if (!strapi.db.inTransaction()) {
      wake();
      return;
    }
    await strapi.db.transaction((open) => {
      (open as unknown as Committing).onCommit(wake);
    });
  };

  const enqueue = async (job: NewJob): Promise<Job> => {
    const known = job.key === undefined ? null : await table.find({ key: job.key });
    if (known) return known;
    const added = await table.add(job, new Date());
    await announce();
    return added;
  };

  return {
    enqueue,
    /** Another node may plan the same at the same moment; the unique key lets one of them. */
    async plan(kind: string): Promise<void> {
      const key = `every:${kind}`;
      try {
        await enqueue({ kind, key });
      } catch (error) {
        if (!(await table.find({ key }))) throw error;
      }
    },
    async resume(id: number): Promise<boolean> {
      const queued = { state: 'queued', runAt: new Date(), attempts: 0, finishedAt: null };
      const moved = await table.move(id, ['paused', 'failed'], queued);
      if (moved) await announce();
      return moved;
    },
  };
};

/** Creates the jobs of one Strapi instance. @param others tells other nodes of jobs at once */
export const createJobs = (
  { strapi }: { strapi: Core.Strapi },
  scopes: ScopeStore,
  settings: () => JobsSettings,
  others: WakeUps | null = null
): Jobs => {
  const table = createJobTable({ strapi });
  const defined = new Map<string, Defined>();
  let worker: Worker | null = null;
  const queue = createQueue({ strapi }, table, () => {
    worker?.wake();
    others?.announce();
  });
  const execution = createExecution({ strapi, scopes, table, defined, settings });

  return {
    define(kind, handler, options = {}) {
      if (defined.has(kind)) throw new Error(`Jobs of kind '${kind}' are defined twice`);
      defined.set(kind, { handler, options });
    },
    enqueue: (job) => queue.enqueue(job),
    find: (id) => table.find({ id }),
    findByKey: (key) => table.find({ key }),
    latest: (kind) => table.find({ kind }, { id: 'desc' }),
    isPending: async (kind) =>
      (await table.find({ kind, state: { $in: ['queued', 'running'] } })) !== null,
    pause: (id) => table.move(id, ['queued', 'running'], { state: 'paused', leaseUntil: null }),
    resume: (id) => queue.resume(id),
    async runDue() {
      let count = 0;
      while (await execution.runOne()) count += 1;
      return count;
    },
    async start() {
      for (const [kind, { options }] of defined)
        if (options.everyMs !== undefined) await queue.plan(kind);
      worker = createWorker(
        () => execution.runOne(),
        settings(),
        (error) => {
          strapi.log.error(`[custodian] background work was disturbed: ${namesOnly(error)}`);
        }
      );
      others?.listen(() => worker?.wake());
    },
    async stop() {
      execution.interrupt();
      await others?.stop();
      await worker?.stop();
    },
  };
};
