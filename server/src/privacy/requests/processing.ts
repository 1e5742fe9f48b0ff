import { errors } from '@strapi/utils';
import type { RecordKey } from '../../access/rights/record-rights';
import type { Job, JobContext } from '../jobs/types';
import { stalePlan, type Approvals } from './approvals';
import type { Letters } from './letters';
import type { RequestParts } from './parts';
import type { PrivacyRequest } from './request-table';
import type { Verification } from './verification';
import type { RequestWork, Verification as WorkVerification } from './work';
import { wrongState } from './transitions';

/** The work on a request: found, planned and done by jobs, begun by people. */
export interface Processing {
  /**
   * Starts the search; nothing if it is under way.
   * @param roots the person's records, where a clerk has to say which of those found they are
   * @throws ApplicationError `WRONG_STATE`, ValidationError `NOT_FOUND_BY_IDENTITY`
   */
  discover(request: PrivacyRequest, roots?: readonly RecordKey[]): Promise<PrivacyRequest>;
  /** Decides on findings; approvals given before hold no longer. @throws ApplicationError `WRONG_STATE` */
  decide(request: PrivacyRequest, input: unknown): Promise<PrivacyRequest>;
  /**
   * Starts the work, if the plan is still what was approved.
   * @throws ApplicationError `WRONG_STATE`, `STALE_PLAN` (back to review), `UNDO_WINDOW`
   */
  execute(request: PrivacyRequest): Promise<PrivacyRequest>;
  /** Tries again what could not be done. @throws ApplicationError `WRONG_STATE` */
  retry(request: PrivacyRequest): Promise<PrivacyRequest>;
  /** Finishes what had to be kept for a time that is over. */
  resume(request: PrivacyRequest): Promise<PrivacyRequest>;
}

const DISCOVER_JOB = 'request.discover';
const EXECUTE_JOB = 'request.execute';
const MOST_ROUNDS = 3;
const HOUR_MS = 3_600_000;

/** Work that people do outside: nothing to find, nothing to verify by machine. */
const BY_HAND: Pick<RequestWork, 'execute' | 'verify' | 'conclude'> = {
  execute: () => Promise.resolve(),
  verify: () => Promise.resolve({ residue: 0, retained: 0, nextDue: null }),
  conclude: () => Promise.resolve({}),
};

const requestIn = ({ payload }: Job): number => Number(payload.request);

/** Defines the job that searches. */
const defineDiscovery = (
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

/** Defines the job that does what was approved, and looks whether it is done. */
const defineExecution = (parts: RequestParts, { caseOf }: Verification, letters: Letters): void => {
  const { jobs, table, transitions, workOf } = parts;

  const conclude = async (
    request: PrivacyRequest,
    work: Pick<RequestWork, 'conclude'>,
    found: WorkVerification
  ): Promise<void> => {
    // Before the work forgets it: the letter's address is in the request itself.
    const outcome = await work.conclude(await caseOf(request), found);
    // A link is a secret: it is in the letter, which is encrypted, and nowhere else.
    const { link: _link, ...kept } = outcome;
    const isPartial = found.retained > 0;
    const now = new Date();
    const done = await transitions.move(request, isPartial ? 'completePartially' : 'complete', {
      data: { outcome: JSON.stringify(kept), completedAt: now, nextDueAt: found.nextDue },
      details: { retained: found.retained },
    });
    const text = Object.values(outcome).join('\n');
    await letters.send(done, isPartial ? 'completed-partially' : 'completed', { outcome: text });
  };

  /** Something is left: another round in a job of its own, whose steps are not done yet. */
  const goRound = async (request: PrivacyRequest, { payload }: Job, residue: number) => {
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

  const execute = async (context: JobContext): Promise<void> => {
    const { job, step } = context;
    const request = await table.byId(requestIn(job));
    const work = workOf(request.kind) ?? BY_HAND;
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

/** Creates the service, and defines its jobs; calls expect system scope. */
export const createProcessing = (
  parts: RequestParts,
  verification: Verification,
  approvals: Approvals,
  letters: Letters
): Processing => {
  const { strapi, jobs, subjects, transitions, settings, workOf } = parts;
  const { caseOf } = verification;
  defineDiscovery(parts, verification, approvals);
  defineExecution(parts, verification, letters);

  /** Which of the records found are the person's. */
  const chosen = async (request: PrivacyRequest, roots: readonly RecordKey[]) => {
    const { records } = await subjects.lookup((await caseOf(request)).identifiers as never);
    const isFound = (root: RecordKey) =>
      records.some(
        (one) => one.contentType === root.contentType && one.documentId === root.documentId
      );
    if (!roots.every(isFound))
      throw new errors.ValidationError('Only records found by the identifiers can be named', {
        code: 'NOT_FOUND_BY_IDENTITY',
        path: ['records'],
      });
    return { roots: JSON.stringify(roots), ambiguous: false };
  };

  const start = (
    request: PrivacyRequest,
    trigger: 'discover' | 'execute' | 'retryDiscovery' | 'retryExecution' | 'resume',
    data: object = {}
  ) =>
    strapi.db.transaction(async (): Promise<PrivacyRequest> => {
      const moved = await transitions.move(request, trigger, {
        data: { failedStage: null, ...data },
      });
      const kind = moved.state === 'discovering' ? DISCOVER_JOB : EXECUTE_JOB;
      await jobs.enqueue({ kind, payload: { request: moved.id } });
      return moved;
    });

  const requireWindowOver = ({ approvedAt }: PrivacyRequest): void => {
    const opens = (approvedAt?.getTime() ?? 0) + settings().undoHours * HOUR_MS;
    if (Date.now() < opens)
      throw new errors.ApplicationError('It can still be called back', {
        code: 'UNDO_WINDOW',
        path: [],
        notBefore: new Date(opens).toISOString(),
      });
  };

  return {
    async discover(request, roots) {
      if (request.state === 'discovering') return request;
      return start(request, 'discover', roots ? await chosen(request, roots) : {});
    },
    decide: async (request, input) =>
      strapi.db.transaction(async () => {
        if (request.state !== 'review') throw wrongState(request.state, 'plan');
        const summary = await workOf(request.kind)?.decide(request.id, input);
        await approvals.reset(request.id);
        const data = { planDigest: summary?.digest ?? null };
        return transitions.note(request, 'plan', { data, details: summary?.figures ?? {} });
      }),
    async execute(request) {
      if (request.state !== 'approved') throw wrongState(request.state, 'execute');
      requireWindowOver(request);
      const work = workOf(request.kind);
      const digest = work?.hasPlan ? await work.currentDigest(await caseOf(request)) : null;
      if (!work?.hasPlan || digest === request.planDigest) return start(request, 'execute');
      // The way back is kept, whatever the caller is told.
      await strapi.db.transaction(async () => {
        await approvals.reset(request.id);
        await transitions.move(request, 'goStale', {
          data: { approvedAt: null },
          details: { digest },
        });
      });
      throw stalePlan(digest);
    },
    async retry(request) {
      const trigger = request.failedStage === 'discovering' ? 'retryDiscovery' : 'retryExecution';
      return start(request, trigger);
    },
    async resume(request) {
      return start(request, 'resume', { nextDueAt: null });
    },
  };
};
