import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import type { ScopeStore } from '../../platform/scope';
import { REQUEST_EVENT_UID, REQUEST_UID } from './models';
import type { PrivacyRequest, RequestTable } from './request-table';
import { CLOSED_STATES, transitionOf, type Trigger } from './states';

/** What goes with a change of a request. */
export interface Change {
  /** Columns that change with it. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Words of a person about it; kept encrypted and forgotten with the request's identity. */
  readonly note?: string;
  /** What the audit log keeps: codes and figures, nothing about a person. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What listeners learn and nobody writes down as it is. */
  readonly secrets?: Secrets;
}

/** A link by which something can be fetched. */
export interface Secrets {
  readonly link?: string;
}

/** Told of every change of a request's state, in its transaction. */
export type MoveListener = (request: PrivacyRequest, secrets: Secrets) => Promise<void>;

/** The only way in which requests change. Each change is one transaction with its event and audit entry. */
export interface Transitions {
  /**
   * Moves a request along the table of transitions.
   * @throws ApplicationError `WRONG_STATE` where the table has no such way, also if somebody else was
   * faster; nothing changes then
   */
  move(request: PrivacyRequest, trigger: Trigger, change?: Change): Promise<PrivacyRequest>;
  /** Changes something else than the state: the assignee, the deadline. */
  note(request: PrivacyRequest, action: string, change?: Change): Promise<PrivacyRequest>;
  onMoved(listener: MoveListener): void;
  /** Records that a request came in. In the transaction that adds it. */
  opened(request: PrivacyRequest): Promise<void>;
}

/** 400 for what cannot be done where a request stands. */
export const wrongState = (state: string, trigger: string): Error =>
  new errors.ApplicationError(`Not possible while the request is ${state.replaceAll('_', ' ')}`, {
    code: 'WRONG_STATE',
    path: [],
    state,
    action: trigger,
  });

/** Writes down what happened to a request: for the desk, and in the audit log. */
const createRecorder = (
  { strapi }: { strapi: Core.Strapi },
  scopes: ScopeStore,
  audit: Audit,
  table: RequestTable
) => {
  const actor = () => scopes.cause()?.principal ?? 'system';

  return async (
    type: 'request.opened' | 'request.moved' | 'request.changed',
    { id, reference, kind }: PrivacyRequest,
    event: { action: string; from: string | null; to: string | null },
    { note, details }: Change
  ): Promise<void> => {
    const sealedNote = note === undefined ? null : table.seal(reference, note);
    const { action, from, to } = event;
    const row = { requestId: id, at: new Date(), actor: actor(), action, sealedNote };
    await strapi.db
      .query(REQUEST_EVENT_UID)
      .create({ data: { ...row, fromState: from, toState: to } });
    await audit.record({
      type,
      contentType: REQUEST_UID,
      documentId: reference,
      details: { ...details, kind, action, from, to },
    });
  };
};

/** Creates the way; calls expect system scope. */
export const createTransitions = (
  { strapi }: { strapi: Core.Strapi },
  scopes: ScopeStore,
  audit: Audit,
  table: RequestTable
): Transitions => {
  const listeners: MoveListener[] = [];
  const record = createRecorder({ strapi }, scopes, audit, table);

  const update = async (where: object, data: object): Promise<boolean> =>
    (await strapi.db.query(REQUEST_UID).updateMany({ where, data })).count === 1;

  return {
    async move(request, trigger, change = {}) {
      const { from, to, afterFailed } = transitionOf(trigger);
      const stale = () => wrongState(request.state, trigger);
      const failed =
        request.state === 'needs_attention' && afterFailed !== undefined
          ? { failedStage: afterFailed }
          : {};
      return strapi.db.transaction(async () => {
        const now = new Date();
        const closed = CLOSED_STATES.includes(to) ? { closedAt: now } : {};
        const data = { ...closed, ...change.data, state: to, stateSince: now };
        // The state it was read in, not any that fits: two people must not act on one reading.
        const where = { id: request.id, state: request.state, ...failed };
        if (!from.includes(request.state) || !(await update(where, data))) throw stale();
        await record(
          'request.moved',
          request,
          { action: trigger, from: request.state, to },
          change
        );
        const moved = await table.byId(request.id);
        for (const listener of listeners) await listener(moved, change.secrets ?? {});
        return moved;
      });
    },
    onMoved(listener) {
      listeners.push(listener);
    },
    async note(request, action, change = {}) {
      return strapi.db.transaction(async () => {
        const { data } = change;
        const where = { id: request.id, state: request.state };
        if (data && !(await update(where, data))) throw wrongState(request.state, action);
        await record('request.changed', request, { action, from: null, to: null }, change);
        return table.byId(request.id);
      });
    },
    opened: (request) =>
      record(
        'request.opened',
        request,
        { action: 'open', from: null, to: request.state },
        {
          details: { channel: request.channel },
        }
      ),
  };
};
