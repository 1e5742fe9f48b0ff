import type { Core } from '@strapi/strapi';
import { namesOnly } from './failures';
import type { JobTable } from './job-table';
import type { Job, JobOptions } from './types';

/** How a claim on a job ends. */
export interface Outcomes {
  finish(job: Job, options: JobOptions): Promise<void>;
  /** Nothing was wrong with it: somebody else goes on. */
  giveBack(job: Job): Promise<void>;
  /** Tries again later, or gives up. */
  fail(job: Job, options: JobOptions, error: unknown): Promise<void>;
}

const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Twice as long each time, up to ten minutes, and never all at the same moment. */
const pauseAfter = (attempts: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS) * (0.75 + Math.random() / 2);

const inMs = (ms: number): Date => new Date(Date.now() + ms);

/** Creates the ends that a claim can take. */
export const createOutcomes = ({ strapi }: { strapi: Core.Strapi }, table: JobTable): Outcomes => ({
  async finish(job, { everyMs }) {
    const over =
      everyMs === undefined ? { state: 'done' } : { state: 'queued', runAt: inMs(everyMs) };
    const data = { ...over, attempts: 0, lastError: null, finishedAt: new Date() };
    await strapi.db.transaction(async () => {
      const settled = await table.settle(job, data);
      if (settled && everyMs !== undefined) await table.forgetSteps(job.id);
    });
  },

  async giveBack(job) {
    const attempts = Math.max(0, job.attempts - 1);
    await table.settle(job, { state: 'queued', runAt: new Date(), attempts });
  },

  async fail(job, { maxAttempts = MAX_ATTEMPTS, everyMs, onFailed }, error) {
    const lastError = namesOnly(error);
    strapi.log.warn(
      `[custodian] job ${job.id} (${job.kind}), attempt ${job.attempts}: ${lastError}`
    );
    // What recurs is never given up.
    if (job.attempts < maxAttempts || everyMs !== undefined) {
      const runAt = inMs(pauseAfter(job.attempts));
      await table.settle(job, { state: 'queued', runAt, lastError });
      return;
    }
    await strapi.db.transaction(async () => {
      const over = { state: 'failed', lastError, finishedAt: new Date() };
      if (await table.settle(job, over)) await onFailed?.({ ...job, lastError, state: 'failed' });
    });
  },
});
