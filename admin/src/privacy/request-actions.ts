import type { Action } from '../../../server/src/platform/http/admin-route';
import { isDestructive } from '../../../server/src/privacy/requests/kinds';
import {
  OPEN_STATES,
  transitionOf,
  type Trigger,
} from '../../../server/src/privacy/requests/states';
import type { RequestActions, RequestDetail } from '../api/request-types';

export type ActionName = keyof RequestActions;

/** Who asks what can be done: the rights of their role, and who they are. */
export interface Asker {
  readonly principal: string;
  readonly can: (action: Action) => boolean;
}

type Rule = (request: RequestDetail, asker: Asker) => boolean;

const reaches = ({ state, failedStage }: RequestDetail, trigger: Trigger): boolean => {
  const { from, afterFailed } = transitionOf(trigger);
  const isHeld = state === 'needs_attention' && afterFailed !== undefined;
  return from.includes(state) && (!isHeld || failedStage === afterFailed);
};

/** Whether somebody has already approved the plan as it stands: taken back when it changes. */
export const hasApproved = ({ approvals }: RequestDetail, principal: string): boolean =>
  approvals.given.some((one) => one.principal === principal);

/** Whether whose records they are has to be said before anything is destroyed. */
export const needsRecords = ({ kind, ambiguous }: RequestDetail): boolean =>
  ambiguous && isDestructive(kind);

/** When what can be done; the server asks again. Everything but approving is a clerk's. */
const RULES: Readonly<Record<ActionName, Rule>> = {
  'verify-identity': (request) => reaches(request, 'verify'),
  discover: (request) => reaches(request, 'discover'),
  approve: (request, { principal }) =>
    reaches(request, 'approve') &&
    !needsRecords(request) &&
    (request.plan?.unresolved ?? 0) === 0 &&
    request.openedBy !== principal &&
    !hasApproved(request, principal),
  execute: (request) => reaches(request, 'execute'),
  retry: (request) => reaches(request, 'retryDiscovery') || reaches(request, 'retryExecution'),
  assign: ({ state }) => OPEN_STATES.includes(state),
  extend: ({ state, extended, overdue }) => OPEN_STATES.includes(state) && !extended && !overdue,
  suspend: (request) => reaches(request, 'askIdentity') && !request.suspended,
  'lift-restriction': ({ restricted }) => restricted,
  reject: (request) => reaches(request, 'reject'),
  withdraw: (request) => reaches(request, 'withdraw'),
};

/** What somebody can do with a request as it stands, the next step first. Pure. */
export const actionsFor = (request: RequestDetail, asker: Asker): ActionName[] =>
  (Object.keys(RULES) as ActionName[]).filter(
    (name) =>
      asker.can(name === 'approve' ? 'requests-approve' : 'requests-handle') &&
      RULES[name](request, asker)
  );
