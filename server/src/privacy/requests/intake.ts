import { errors, z } from '@strapi/utils';
import { invalid } from '../../access/principals';
import { parse } from '../../platform/http/request';
import { triedAgain } from '../jobs/failures';
import type { Identifier } from '../subjects/normalise';
import { about, identifiersOf, type Opening } from './opening';
import type { RequestParts } from './parts';
import type { PrivacyRequest } from './request-table';
import type { Verification } from './verification';
import type { Withdrawal } from './withdrawal';

const publicInput = z.strictObject(about);
/** Somebody who is logged in, as users-permissions knows them. */
export interface LoggedIn {
  readonly id: number;
  readonly email: string | null;
  /** Whether users-permissions made them prove the address. */
  readonly confirmed: boolean;
}

/** What a requester is told at once. The secret is never shown again. */
export interface Receipt {
  readonly request: PrivacyRequest;
  readonly token: string;
}

/** How requests come in. */
export interface Intake {
  /** From anybody, or somebody logged in. @throws ValidationError, RateLimitError; nothing is stored then */
  open(input: unknown, from: { ip: string; account: LoggedIn | null }): Promise<Receipt>;
  /** @throws ApplicationError `INVALID_TOKEN` for whatever is wrong, RateLimitError */
  verify(reference: string, token: string, ip: string): Promise<Receipt>;
  /** The request, or the one it was joined to. @throws NotFoundError without its secret */
  follow(reference: string, token: string): Promise<PrivacyRequest>;
  /** @throws NotFoundError without its secret, ApplicationError `WRONG_STATE` */
  withdraw(reference: string, token: string): Promise<PrivacyRequest>;
}

const notFound = () => new errors.NotFoundError('Request not found', { code: 'NOT_FOUND' });

const TRIES_PER_REQUEST = 4;

/** Adds what came by the form, or from an account; asks for confirmation where there is no proof yet. */
const createOpenForm =
  (
    { strapi, identities, tokens }: RequestParts,
    { add, sendLink }: Opening,
    verification: Verification
  ) =>
  (
    input: z.infer<typeof publicInput>,
    identifiers: readonly Identifier[],
    account: LoggedIn | null
  ) =>
    strapi.db.transaction(async (): Promise<Receipt> => {
      const channel = account ? 'account' : 'form';
      const by = account ? `user:${account.id}` : null;
      const request = await add(input, identifiers, { channel, receivedAt: new Date(), by });
      if (account) await identities.prove(request.id, ['account']);
      if (account?.confirmed)
        return verification.settle(request, { method: 'account', kinds: ['account', 'email'] });
      await sendLink(request);
      // Whoever typed the address in may follow until its owner has answered, and no longer.
      return { request, token: await tokens.issue(request.id, 'follow', null) };
    });

/** Creates the intake; calls expect system scope. */
export const createIntake = (
  parts: RequestParts & { readonly country: () => string | undefined },
  opening: Opening,
  verification: Verification,
  withdrawal: Withdrawal
): Intake => {
  const { strapi, table, tokens, limits, settings } = parts;

  const countAttempts = async (ip: string, identifiers: readonly Identifier[]): Promise<void> => {
    const { perAddress, perIdentifier } = settings().requests.limits;
    await limits.count('open:ip', ip, perAddress);
    for (const { kind, value } of identifiers)
      await limits.count(`open:${kind}`, value, perIdentifier);
  };

  const openForm = createOpenForm(parts, opening, verification);

  const requireFollowed = async (reference: string, token: string): Promise<PrivacyRequest> => {
    const request = await table.byReference(reference);
    // The same question for a reference that does not exist.
    const holds = await tokens.holds(request?.id ?? 0, 'follow', token);
    if (!request || !holds) throw notFound();
    return request;
  };

  return {
    async open(body, { ip, account }) {
      const input = parse(publicInput, body);
      const own = account ? { account: account.id, email: account.email ?? undefined } : {};
      const identifiers = identifiersOf({ ...input, ...own }, parts.country());
      if (!identifiers.some(({ kind }) => kind === 'email'))
        throw invalid('An e-mail address is needed to confirm the request', 'REQUIRED', ['email']);
      await countAttempts(ip, identifiers);
      return triedAgain(() => openForm(input, identifiers, account));
    },

    async verify(reference, token, ip) {
      const { perAddress } = settings().requests.limits;
      await limits.count('verify:ip', ip, {
        ...perAddress,
        max: perAddress.max * TRIES_PER_REQUEST,
      });
      const receipt = await strapi.db.transaction(async (): Promise<Receipt | null> => {
        const request = await table.byReference(reference);
        const outcome = await tokens.consume(request?.id ?? 0, 'verify', token);
        if (!request || outcome !== 'accepted') return null;
        return verification.settle(request, { method: 'email-link', kinds: ['email'] });
      });
      // After the commit: a failed attempt must stay counted.
      if (!receipt)
        throw new errors.ApplicationError('This link is not valid, or not any more', {
          code: 'INVALID_TOKEN',
          path: ['token'],
        });
      return receipt;
    },

    async follow(reference, token) {
      const request = await requireFollowed(reference, token);
      return request.joinedTo === null ? request : table.byId(request.joinedTo);
    },

    async withdraw(reference, token) {
      const request = await requireFollowed(reference, token);
      const target = request.joinedTo === null ? request : await table.byId(request.joinedTo);
      return withdrawal.withdraw(target, { by: 'subject' });
    },
  };
};
