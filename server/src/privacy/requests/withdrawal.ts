import { REQUEST_APPROVAL_UID } from './models';
import type { Letters } from './letters';
import type { RequestParts } from './parts';
import type { PrivacyRequest } from './request-table';
import type { Restricting } from './restricting';
import { ACTIVE_STATES, type RejectionGround } from './states';

/** How requests end without being carried out. */
export interface Withdrawal {
  /** @throws ApplicationError `WRONG_STATE`, also once it is being carried out */
  withdraw(
    request: PrivacyRequest,
    how: { readonly by: 'subject' | 'clerk' | 'controller'; readonly reason?: string }
  ): Promise<PrivacyRequest>;
  /** Refuses, with the letter that Art. 12(4) demands. @throws ApplicationError `WRONG_STATE` */
  reject(
    request: PrivacyRequest,
    why: { readonly ground: RejectionGround; readonly groundText: string; readonly reason: string }
  ): Promise<PrivacyRequest>;
  /** Forgets whom a closed request was about. In the transaction that is open. */
  forget(request: PrivacyRequest): Promise<void>;
}

/** Creates the service; calls expect system scope. */
export const createWithdrawal = (
  parts: RequestParts,
  letters: Letters,
  restricting: Restricting
): Withdrawal => {
  const { strapi, transitions, identities, tokens, outbox, workOf } = parts;

  /** What was prepared is forgotten, and what was restricted is free again, with notice. */
  const cleanUp = async (request: PrivacyRequest, reason: string): Promise<PrivacyRequest> => {
    const free = await restricting.lift(request, reason);
    await workOf(free.kind)?.discard(free.id);
    await strapi.db.query(REQUEST_APPROVAL_UID).deleteMany({ where: { requestId: free.id } });
    return free;
  };

  return {
    withdraw: async (request, { by, reason }) =>
      strapi.db.transaction(async () => {
        const wasVerified = ACTIVE_STATES.includes(request.state);
        const withdrawn = await transitions.move(request, 'withdraw', {
          details: { by },
          ...(reason === undefined ? {} : { note: reason }),
        });
        const done = await cleanUp(withdrawn, reason ?? '');
        // An address that nobody has confirmed gets no second letter.
        if (wasVerified) await letters.send(done, 'withdrawn');
        return done;
      }),
    reject: async (request, { ground, groundText, reason }) =>
      strapi.db.transaction(async () => {
        const change = { data: { ground }, note: reason, details: { ground } };
        const rejected = await transitions.move(request, 'reject', change);
        const done = await cleanUp(rejected, reason);
        await letters.send(done, 'rejected', { ground: groundText, reason });
        return done;
      }),
    async forget({ id, kind }) {
      await identities.forget(id);
      await tokens.revoke(id);
      await outbox.forget(id);
      await workOf(kind)?.discard(id);
    },
  };
};
