import { bareModel, datetime, index, name, text } from '../../platform/bare-model';

export const JOB_UID = 'plugin::custodian.job';
export const JOB_STEP_UID = 'plugin::custodian.job-step';

export const JOB_TABLES = { jobs: 'custodian_jobs', jobSteps: 'custodian_job_steps' } as const;

const integer = () => ({ type: 'integer' });

/**
 * Background work. `fence` counts claims: whoever claimed a job last holds the highest, and an effect
 * of an earlier claim is refused by it. `payload` holds ids, never personal data.
 */
const job = bareModel(
  JOB_UID,
  JOB_TABLES.jobs,
  {
    kind: name(),
    key: name(),
    payload: text(),
    state: name(),
    runAt: datetime(),
    leaseUntil: datetime(),
    fence: integer(),
    attempts: integer(),
    progressDone: integer(),
    progressTotal: integer(),
    lastError: text(),
    createdAt: datetime(),
    finishedAt: datetime(),
  },
  [index(JOB_TABLES.jobs, 'key', ['key'], true), index(JOB_TABLES.jobs, 'due', ['state', 'run_at'])]
);

/** Steps of a job that are done. A row is written in the transaction of the step's own effect. */
const jobStep = bareModel(
  JOB_STEP_UID,
  JOB_TABLES.jobSteps,
  { jobId: integer(), key: name(), result: text(), doneAt: datetime() },
  [index(JOB_TABLES.jobSteps, 'step', ['job_id', 'key'], true)]
);

/** The models to register with Strapi before the database starts. */
export const JOB_MODELS = [job, jobStep];
