import { errors } from '@strapi/utils';
import type { RecordKey } from '../../access/rights/record-rights';
import { stalePlan, type Approvals } from './approvals';
import type { Letters } from './letters';
import type { RequestParts } from './parts';
import { defineDiscovery, defineExecution, DISCOVER_JOB, EXECUTE_JOB } from './processing-jobs';
import type { PrivacyRequest } from './request-table';
import { executableFrom } from './undo-window';
import type { Verification } from './verification';
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

/** As long as it can be called back nothing is destroyed. @throws ApplicationError `UNDO_WINDOW` */
const requireWindowOver = (request: PrivacyRequest, undoHours: number): void => {
  const notBefore = executableFrom(request, undoHours);
  if (notBefore !== null && Date.now() < notBefore.getTime())
    throw new errors.ApplicationError('It can still be called back', {
      code: 'UNDO_WINDOW',
      path: [],
      notBefore: notBefore.toISOString(),
    });
};

/** Which of the records found are the person's. */
const createChoice = ({ subjects }: RequestParts, caseOf: Verification['caseOf']) => {
  return async (request: PrivacyRequest, roots: readonly RecordKey[]) => {
    const { records } = await subjects.lookup((await caseOf(request)).identifiers);
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
};

/** Moves a request to where a job takes over, and adds the job. */
const createStart =
  ({ strapi, transitions, jobs }: RequestParts) =>
  (
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

/** Creates the service, and defines its jobs; calls expect system scope. */
export const createProcessing = (
  parts: RequestParts,
  verification: Verification,
  approvals: Approvals,
  letters: Letters
): Processing => {
  const { strapi, transitions, settings, workOf } = parts;
  const { caseOf } = verification;
  defineDiscovery(parts, verification, approvals);
  defineExecution(parts, verification, letters);

  const chosen = createChoice(parts, caseOf);
  const start = createStart(parts);

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
      requireWindowOver(request, settings().undoHours);
      const work = workOf(request.kind);
      if (!work?.hasPlan) return start(request, 'execute');
      const today = await caseOf(request);
      // Somebody else with the same identifier has turned up since: it is open again who is meant.
      const digest = today.ambiguous ? null : await work.currentDigest(today);
      if (digest === request.planDigest) return start(request, 'execute');
      // The way back is kept, whatever the caller is told.
      await strapi.db.transaction(async () => {
        await approvals.reset(request.id);
        const data = { approvedAt: null, ambiguous: today.ambiguous };
        await transitions.move(request, 'goStale', { data, details: { digest } });
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
