import { errors } from '@strapi/utils';
import type { Principals } from '../../access/principals';
import { dueAt } from './deadlines';
import type { Letters } from './letters';
import type { RequestParts } from './parts';
import type { PrivacyRequest } from './request-table';
import { OPEN_STATES } from './states';
import { wrongState } from './transitions';
import type { Verification } from './verification';

/** What clerks do about the course of a request. */
export interface Desk {
  assign(request: PrivacyRequest, assignee: string | null): Promise<PrivacyRequest>;
  /** A clerk is satisfied who asks. @throws ApplicationError `WRONG_STATE` */
  verifyIdentity(
    request: PrivacyRequest,
    how: { readonly method: string; readonly note?: string }
  ): Promise<PrivacyRequest>;
  /**
   * Takes the longer time that the law allows once, with a letter that says why.
   * @throws ApplicationError `WRONG_STATE`, `ALREADY_EXTENDED`, `TOO_LATE` after the first end
   */
  extend(request: PrivacyRequest, reason: string): Promise<PrivacyRequest>;
  /** Asks who it is, with a letter that says why there is doubt: the clock stands still. */
  suspend(request: PrivacyRequest, reason: string): Promise<PrivacyRequest>;
}

const refused = (message: string, code: string): Error =>
  new errors.ApplicationError(message, { code, path: [] });

/** Creates the service; calls expect system scope. */
export const createDesk = (
  { strapi, transitions, calendar }: RequestParts,
  letters: Letters,
  verification: Verification,
  principals: Pick<Principals, 'require'>
): Desk => ({
  async assign(request, assignee) {
    if (assignee !== null) await principals.require(assignee, ['assignee']);
    const data = { assigneePrincipal: assignee };
    return transitions.note(request, 'assign', { data, details: { assignee } });
  },

  async verifyIdentity(request, { method, note }) {
    return strapi.db.transaction(async (): Promise<PrivacyRequest> => {
      const how = { method, ...(note === undefined ? {} : { note }) };
      return (await verification.settle(request, how)).request;
    });
  },

  async extend(request, reason) {
    if (!OPEN_STATES.includes(request.state)) throw wrongState(request.state, 'extend');
    if (request.extendedAt) throw refused('It has been extended before', 'ALREADY_EXTENDED');
    const now = new Date();
    // The person must hear of it within the first period.
    if (now > request.dueAt) throw refused('The first period is over', 'TOO_LATE');
    const due = dueAt({ ...request, extended: true }, calendar(), now);
    return strapi.db.transaction(async (): Promise<PrivacyRequest> => {
      const data = { extendedAt: now, dueAt: due };
      const extended = await transitions.note(request, 'extend', { data, note: reason });
      await letters.send(extended, 'extended', { reason });
      return extended;
    });
  },

  async suspend(request, reason) {
    const isOpen = request.suspensions.some(({ to }) => to === null);
    const from = new Date().toISOString();
    const suspensions = isOpen ? request.suspensions : [...request.suspensions, { from, to: null }];
    return strapi.db.transaction(async (): Promise<PrivacyRequest> => {
      const data = { suspensions: JSON.stringify(suspensions) };
      const suspended = await transitions.move(request, 'askIdentity', { data, note: reason });
      await letters.send(suspended, 'identity-needed', { reason });
      return suspended;
    });
  },
});
