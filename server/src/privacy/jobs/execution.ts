import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../../platform/scope';
import { isTransient } from './failures';
import type { JobTable } from './job-table';
import { createOutcomes } from './outcomes';
import {
  JobInterrupted,
  type Job,
  type JobContext,
  type JobHandler,
  type JobOptions,
} from './types';

/** How jobs of a kind are done. */
export interface Defined {
  readonly handler: JobHandler;
  readonly options: JobOptions;
}

/** Does one job at a time, as often as it is called. */
export interface Execution {
  /** Claims a job that is due and works on it; false if there was none. */
  runOne(): Promise<boolean>;
  /** Makes running jobs stop before their next step. */
  interrupt(): void;
}

interface Parts {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly table: JobTable;
  readonly defined: ReadonlyMap<string, Defined>;
  readonly settings: () => { readonly leaseMs: number };
}

const STEP_ATTEMPTS = 5;

const inMs = (ms: number): Date => new Date(Date.now() + ms);

/** What a handler gets: steps under the claim it works for. */
const createContext = (
  { strapi, table, settings }: Parts,
  job: Job,
  isInterrupted: () => boolean
): JobContext => {
  const fence = async (): Promise<void> => {
    if (isInterrupted()) throw new JobInterrupted('Strapi is stopping');
    // Also a lock: until this transaction ends no other worker can claim the job.
    if (!(await table.renew(job, inMs(settings().leaseMs))))
      throw new JobInterrupted(`Job ${job.id} is no longer held by this worker`);
  };

  const attempt = <T>(key: string, effect: () => Promise<T>) =>
    strapi.db.transaction(async (): Promise<T> => {
      await fence();
      const known = await table.stepResult(job.id, key);
      if (known) return known.result as T;
      const result = await effect();
      await table.markStep(job.id, key, result ?? null, new Date());
      return result;
    });

  return {
    job,
    fence,
    progress: (done, total) => table.progress(job, done, total),
    async step(key, effect) {
      for (let tried = 1; ; tried += 1)
        try {
          return await attempt(key, effect);
        } catch (error) {
          // A deadlock undid the whole step: nothing has happened, it may run again.
          if (tried === STEP_ATTEMPTS || !isTransient(error)) throw error;
          await wait(tried * 50 * (0.5 + Math.random()));
        }
    },
  };
};

/** Creates the execution of a node's jobs. */
export const createExecution = (parts: Parts): Execution => {
  const { strapi, scopes, table, defined, settings } = parts;
  const outcomes = createOutcomes({ strapi }, table);
  let interrupted = false;

  /** A sign of life while a handler is busy outside of steps. */
  const keepLease = (job: Job) =>
    setInterval(() => {
      table.renew(job, inMs(settings().leaseMs)).catch(() => undefined);
    }, settings().leaseMs / 3).unref();

  const work = async (job: Job, { handler, options }: Defined): Promise<void> => {
    const alive = keepLease(job);
    try {
      await handler(createContext(parts, job, () => interrupted));
      await outcomes.finish(job, options);
    } catch (error) {
      if (error instanceof JobInterrupted) await outcomes.giveBack(job);
      else await outcomes.fail(job, options, error);
    } finally {
      clearInterval(alive);
    }
  };

  return {
    interrupt() {
      interrupted = true;
    },
    runOne: () =>
      scopes.runAsSystem(async () => {
        if (interrupted) return false;
        const job = await table.claim([...defined.keys()], new Date(), inMs(settings().leaseMs));
        const kind = job && defined.get(job.kind);
        if (!kind) return false;
        await work(job, kind);
        return true;
      }),
  };
};
