import type { Job, JobContext } from '../jobs/types';
import type { Approvals } from './approvals';
import type { Letters } from './letters';
import type { RequestParts } from './parts';
import type { PrivacyRequest } from './request-table';
import type { Verification } from './verification';
import type { RequestWork, Verification as WorkVerification } from './work';

/** Kinds of the jobs that work on requests; their payload names the request. */
export const DISCOVER_JOB = 'request.discover';
export const EXECUTE_JOB = 'request.execute';
const MOST_ROUNDS = 3;

/** Work that people do outside: nothing to find, nothing to verify by machine. */
const BY_HAND: Pick<RequestWork, 'execute' | 'verify' | 'conclude'> = {
  execute: () => Promise.resolve(),
  verify: () => Promise.resolve({ residue: 0, retained: 0, nextDue: null }),
  conclude: () => Promise.resolve({}),
};

const requestIn = ({ payload }: Job): number => Number(payload.request);

/** Defines the job that searches. */
export const defineDiscovery = (
  { jobs, table, transitions, upkeep, workOf }: RequestParts,
  { caseOf }: Verification,
  approvals: Approvals
): void => {
  const discover = async (context: JobContext): Promise<void> => {
    const request = await table.byId(requestIn(context.job));
    // Withdrawn, or started anew, in the meantime.
    if (request.state !== 'discovering') return;
    if (!(await upkeep.isCurrent())) await upkeep.build(context);
    const found = await caseOf(request);
    const summary = (await workOf(request.kind)?.discover(found, context)) ?? null;
    await context.step('review', async () => {
      const now = await table.byId(request.id);
      if (now.state !== 'discovering') return;
      await approvals.reset(now.id);
      const data = { planDigest: summary?.digest ?? null, ambiguous: found.ambiguous };
      const details = { ...summary?.figures, unresolved: summary?.unresolved ?? 0 };
      await transitions.move(now, 'finishDiscovery', { data, details });
    });
  };

  jobs.define(DISCOVER_JOB, discover, {
    onFailed: async (job) => {
      const request = await table.byId(requestIn(job));
      if (request.state !== 'discovering') return;
      const data = { failedStage: 'discovering' };
      await transitions.move(request, 'failDiscovery', { data, details: { error: job.lastError } });
    },
  });
};

/** Kinds without work of their own are done by hand. */
const workFor = (workOf: RequestParts['workOf'], { kind }: PrivacyRequest) =>
  workOf(kind) ?? BY_HAND;

/** Something is left: another round in a job of its own, whose steps are not done yet. */
const createRounds = ({ transitions, jobs }: RequestParts) => {
  return async (request: PrivacyRequest, { payload }: Job, residue: number) => {
    const round = Number(payload.round ?? 1);
    const details = { residue, round };
    if (round >= MOST_ROUNDS) {
      const data = { failedStage: 'executing' };
      await transitions.move(request, 'failExecution', { data, details });
      return;
    }
    await transitions.move(request, 'findResidue', { details });
    await jobs.enqueue({ kind: EXECUTE_JOB, payload: { request: request.id, round: round + 1 } });
  };
};

/** Defines the job that does what was approved, and looks whether it is done. */
export const defineExecution = (
  parts: RequestParts,
  { caseOf }: Verification,
  letters: Letters
): void => {
  const { jobs, table, transitions, workOf, notices } = parts;

  const conclude = async (
    request: PrivacyRequest,
    work: Pick<RequestWork, 'conclude'>,
    found: WorkVerification
  ): Promise<void> => {
    const { roots, ...rest } = await caseOf(request);
    const outcome = await work.conclude({ roots, ...rest }, found);
    if (request.kind === 'rectification') await notices.tell(request, 'rectification', roots);
    // A link is a secret: it is in the letter, which is encrypted, and nowhere else.
    const { link, ...kept } = outcome;
    const isPartial = found.retained > 0;
    const now = new Date();
    const done = await transitions.move(request, isPartial ? 'completePartially' : 'complete', {
      data: { outcome: JSON.stringify(kept), completedAt: now, nextDueAt: found.nextDue },
      details: { retained: found.retained },
      secrets: link === undefined ? {} : { link },
    });
    const text = Object.values(outcome).join('\n');
    await letters.send(done, isPartial ? 'completed-partially' : 'completed', { outcome: text });
  };

  const goRound = createRounds(parts);

  const execute = async (context: JobContext): Promise<void> => {
    const { job, step } = context;
    const request = await table.byId(requestIn(job));
    const work = workFor(workOf, request);
    if (request.state === 'executing') {
      await work.execute(await caseOf(request), context);
      await step('executed', async () => {
        await transitions.move(await table.byId(request.id), 'finishExecution');
      });
    }
    const executed = await table.byId(request.id);
    if (executed.state !== 'verifying') return;
    const found = await work.verify(await caseOf(executed), context);
    await step('verified', async () => {
      const now = await table.byId(request.id);
      if (now.state !== 'verifying') return;
      if (found.residue > 0) await goRound(now, job, found.residue);
      else await conclude(now, work, found);
    });
  };

  jobs.define(EXECUTE_JOB, execute, {
    onFailed: async (job) => {
      const request = await table.byId(requestIn(job));
      if (request.state !== 'executing' && request.state !== 'verifying') return;
      const data = { failedStage: 'executing' };
      await transitions.move(request, 'failExecution', { data, details: { error: job.lastError } });
    },
  });
};
