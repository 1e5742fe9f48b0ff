import type { Core } from '@strapi/strapi';
import { JOB_STEP_UID, JOB_UID } from './models';
import type { Job, JobState, Json, NewJob } from './types';

interface JobRow {
  id: number;
  kind: string;
  key: string | null;
  payload: string;
  state: JobState;
  runAt: string | Date;
  leaseUntil: string | Date | null;
  fence: number;
  attempts: number;
  progressDone: number;
  progressTotal: number;
  lastError: string | null;
  finishedAt: string | Date | null;
}

const toJob = (row: JobRow): Job => ({
  id: row.id,
  kind: row.kind,
  key: row.key,
  payload: JSON.parse(row.payload) as Record<string, Json>,
  state: row.state,
  fence: row.fence,
  attempts: row.attempts,
  progress: { done: row.progressDone, total: row.progressTotal },
  lastError: row.lastError,
  runAt: new Date(row.runAt),
  finishedAt: row.finishedAt === null ? null : new Date(row.finishedAt),
});

/** Whose lease a change is made under. */
type Claim = Pick<Job, 'id' | 'fence'>;

/** Jobs and their steps in the database. Every change of a running job names the claim it is made under. */
export interface JobTable {
  /** The first that fits; in the order of their ids unless said otherwise. */
  find(where: object, orderBy?: object): Promise<Job | null>;
  add(job: NewJob, now: Date): Promise<Job>;
  /** Claims one job that is due, or whose worker has gone silent; null if there is none. */
  claim(kinds: readonly string[], now: Date, leaseUntil: Date): Promise<Job | null>;
  /** False if the claim is no longer the last one, or the job no longer running. */
  renew(claim: Claim, leaseUntil: Date): Promise<boolean>;
  progress(claim: Claim, done: number, total: number): Promise<void>;
  /** Ends a claim. False if it was over already. */
  settle(claim: Claim, data: object): Promise<boolean>;
  /** Sets a job's state from outside; false if it was in none of these. */
  move(id: number, from: readonly JobState[], data: object): Promise<boolean>;
  stepResult(jobId: number, key: string): Promise<{ readonly result: Json } | null>;
  markStep(jobId: number, key: string, result: unknown, now: Date): Promise<void>;
  forgetSteps(jobId: number): Promise<void>;
}

/** Candidates looked at in one go: who comes second to one takes the next. */
const CANDIDATES = 10;

const dueAt = (now: Date) => ({
  $or: [
    { state: 'queued', runAt: { $lte: now } },
    { state: 'running', leaseUntil: { $lte: now } },
  ],
});

const createClaims = ({ strapi }: { strapi: Core.Strapi }) => {
  const jobs = () => strapi.db.query(JOB_UID);
  const changed = async (where: object, data: object): Promise<boolean> =>
    (await jobs().updateMany({ where, data })).count === 1;
  const held = ({ id, fence }: Claim) => ({ id, fence, state: 'running' });
  return {
    async claim(kinds: readonly string[], now: Date, leaseUntil: Date): Promise<Job | null> {
      const due = dueAt(now);
      const where = { kind: { $in: [...kinds] }, ...due };
      const orderBy = [{ runAt: 'asc' }, { id: 'asc' }];
      const rows = (await jobs().findMany({ where, orderBy, limit: CANDIDATES })) as JobRow[];
      for (const row of rows) {
        const { id, fence, attempts } = row;
        const taken = {
          state: 'running' as const,
          leaseUntil,
          fence: fence + 1,
          attempts: attempts + 1,
        };
        // One statement decides: of two workers that read the same fence only one finds it still there.
        if (await changed({ id, fence, ...due }, taken)) return toJob({ ...row, ...taken });
      }
      return null;
    },
    renew: (claim: Claim, leaseUntil: Date) => changed(held(claim), { leaseUntil }),
    async progress(claim: Claim, done: number, total: number): Promise<void> {
      await changed(held(claim), { progressDone: done, progressTotal: total });
    },
    settle: (claim: Claim, data: object) => changed(held(claim), { leaseUntil: null, ...data }),
    move: (id: number, from: readonly JobState[], data: object) =>
      changed({ id, state: { $in: [...from] } }, data),
  };
};

/** Creates the table's door; calls join the transaction that is open. */
export const createJobTable = ({ strapi }: { strapi: Core.Strapi }): JobTable => {
  const jobs = () => strapi.db.query(JOB_UID);
  const steps = () => strapi.db.query(JOB_STEP_UID);
  const find: JobTable['find'] = async (where, orderBy = { id: 'asc' }) => {
    const row = (await jobs().findOne({ where, orderBy })) as JobRow | null;
    return row && toJob(row);
  };
  return {
    ...createClaims({ strapi }),
    find,
    async add({ kind, key, payload = {}, runAt }, now) {
      const data = {
        kind,
        key: key ?? null,
        payload: JSON.stringify(payload),
        state: 'queued',
        runAt: runAt ?? now,
        leaseUntil: null,
        fence: 0,
        attempts: 0,
        progressDone: 0,
        progressTotal: 0,
        lastError: null,
        createdAt: now,
        finishedAt: null,
      };
      return toJob((await jobs().create({ data })) as JobRow);
    },
    async stepResult(jobId, key) {
      const row = (await steps().findOne({ where: { jobId, key } })) as { result: string } | null;
      return row && { result: JSON.parse(row.result) as Json };
    },
    async markStep(jobId, key, result, now) {
      await steps().create({ data: { jobId, key, result: JSON.stringify(result), doneAt: now } });
    },
    async forgetSteps(jobId) {
      await steps().deleteMany({ where: { jobId } });
    },
  };
};
