import { errors } from '@strapi/utils';
import { taskRequired } from '../../access/http/caller';
import type { Sessions } from '../../access/rights/session';
import type { Audit } from '../../audit/audit';
import type { Actor } from '../../platform/actor';
import type { Identifier } from '../subjects/normalise';
import type { Subjects } from '../subjects/subjects';
import { REQUEST_UID } from './models';
import type { Reach } from './reach';
import type { PrivacyRequest, RequestTable } from './request-table';

/** Tasks of profiles, for admin users whose view of the data is governed. */
export type RequestTask = 'handle-requests' | 'approve-requests';

/** Who may deal with which requests, besides what the admin role says. */
export interface Handlers {
  /** @throws PolicyError `TASK_REQUIRED`: a governed admin user needs the task from a profile */
  requireTask(actor: Actor, task: RequestTask): void;
  /** @throws PolicyError `TASK_REQUIRED`, as above, for somebody with neither task */
  requireAnyTask(actor: Actor): void;
  /** Which records are within reach. */
  readonly reach: Reach;
  /** Whether nothing is beyond somebody's reach. */
  seesAll(actor: Actor): boolean;
  /**
   * Whether somebody may deal with a request: all of the person's governed records are within reach
   * of their memberships, restricted or not.
   */
  mayHandle(actor: Actor, request: PrivacyRequest): Promise<boolean>;
  /** @throws NotFoundError as if there were no such request; the attempt is recorded */
  requireReach(actor: Actor, request: PrivacyRequest): Promise<void>;
}

/** Creates the rules; calls expect system scope. */
export const createHandlers = (
  sessions: Sessions,
  reach: Reach,
  audit: Audit,
  table: RequestTable,
  subjects: Subjects
): Handlers => {
  const mayHandle: Handlers['mayHandle'] = async (actor, request) => {
    if (sessions.unrestricted(actor)) return true;
    const requester = table.requesterOf(request);
    const identifiers: readonly Identifier[] = requester?.identifiers ?? [];
    const { records } = await subjects.lookup(identifiers);
    for (const record of records) if (!(await reach.reaches(actor, record))) return false;
    return true;
  };
  const requireOneOf = (actor: Actor, tasks: readonly RequestTask[]): void => {
    if (sessions.unrestricted(actor)) return;
    const held = sessions.tasks(actor);
    if (!tasks.some((task) => held.has(task)))
      throw taskRequired('Dealing with privacy requests needs a task', tasks[0] ?? '');
  };
  return {
    requireTask: (actor, task) => requireOneOf(actor, [task]),
    requireAnyTask: (actor) => requireOneOf(actor, ['handle-requests', 'approve-requests']),
    reach,
    seesAll: (actor) => reach.seesAll(actor),
    mayHandle,
    async requireReach(actor, request) {
      if (await mayHandle(actor, request)) return;
      const details = { code: 'BEYOND_REACH' };
      const documentId = request.reference;
      await audit.recordRefusal({
        type: 'access.denied',
        contentType: REQUEST_UID,
        documentId,
        details,
      });
      throw new errors.NotFoundError('Request not found', { code: 'NOT_FOUND' });
    },
  };
};
