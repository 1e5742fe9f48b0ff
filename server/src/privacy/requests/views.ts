import type { Core } from '@strapi/strapi';
import { iso } from '../../access/validity';
import type { Outbox } from '../mail/outbox';
import type { Approvals } from './approvals';
import { regimeOf } from './kinds';
import { REQUEST_EVENT_UID } from './models';
import type { PrivacyRequest, RequestTable } from './request-table';
import { OPEN_STATES } from './states';
import { executableFrom } from './undo-window';
import type { WorkOf } from './work';

const isOpen = ({ state }: PrivacyRequest): boolean => OPEN_STATES.includes(state);

/** Whether it should have been answered. Pure. */
export const isOverdue = (request: PrivacyRequest): boolean =>
  isOpen(request) && request.dueAt < new Date();

const flagsOf = (request: PrivacyRequest) => ({
  overdue: isOverdue(request),
  extended: request.extendedAt !== null,
  suspended: request.suspensions.some(({ to }) => to === null),
});

/** What whoever made the request sees of it. */
export const publicView = (request: PrivacyRequest) => ({
  reference: request.reference,
  kind: request.kind,
  state: request.state,
  receivedAt: iso(request.receivedAt),
  dueAt: iso(request.dueAt),
  closedAt: iso(request.closedAt),
  ...flagsOf(request),
  restricted: request.restricted,
});

/** Enough to tell addresses apart, too little to write to them. */
const masked = (value: string): string => {
  const [local = '', domain] = value.split('@');
  return domain === undefined
    ? `${'•'.repeat(6)}${value.slice(-2)}`
    : `${local.slice(0, 1)}•••@${domain}`;
};

/** A request in the desk's list. */
export const listView = (table: RequestTable, request: PrivacyRequest) => {
  const requester = table.requesterOf(request);
  const [first] = requester?.identifiers ?? [];
  return {
    id: request.id,
    ...publicView(request),
    regime: regimeOf(request.kind),
    channel: request.channel,
    subject: first ? masked(first.value) : null,
    ambiguous: request.ambiguous,
    assignee: request.assigneePrincipal,
    failedStage: request.failedStage,
    completedAt: iso(request.completedAt),
  };
};

interface EventRow {
  at: string;
  actor: string;
  action: string;
  fromState: string | null;
  toState: string | null;
  sealedNote: string | null;
}

interface ViewParts {
  readonly strapi: Core.Strapi;
  readonly table: RequestTable;
  readonly approvals: Approvals;
  readonly outbox: Outbox;
  readonly workOf: WorkOf;
  /** How long what was approved can be called back. */
  readonly undoHours: () => number;
}

/** Shows the desk all there is of a request. */
export const createDetailView = (parts: ViewParts) => {
  const { strapi, table, approvals, outbox, workOf, undoHours } = parts;
  const eventsOf = async ({ id, reference }: PrivacyRequest) => {
    const rows = (await strapi.db
      .query(REQUEST_EVENT_UID)
      .findMany({ where: { requestId: id }, orderBy: { id: 'asc' } })) as EventRow[];
    return rows.map(({ at, actor, action, fromState, toState, sealedNote }) => ({
      at: iso(at),
      actor,
      action,
      from: fromState,
      to: toState,
      note: sealedNote === null ? null : table.open(reference, sealedNote),
    }));
  };

  return async (request: PrivacyRequest) => {
    const plan = (await workOf(request.kind)?.plan(request.id)) ?? null;
    return {
      ...listView(table, request),
      locale: request.locale,
      requester: table.requesterOf(request),
      suspensions: request.suspensions,
      extendedAt: iso(request.extendedAt),
      openedBy: request.openedByPrincipal,
      ground: request.ground,
      outcome: request.outcome,
      nextDueAt: iso(request.nextDueAt),
      approvedAt: iso(request.approvedAt),
      notBefore: iso(executableFrom(request, undoHours())),
      approvals: { needed: approvals.needed(request), given: await approvals.of(request.id) },
      plan: plan && { ...plan.summary, items: plan.items },
      events: await eventsOf(request),
      mails: await outbox.of(request.id),
    };
  };
};
