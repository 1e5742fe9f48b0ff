import { randomInt } from 'node:crypto';
import { errors, z } from '@strapi/utils';
import { IDENTIFIER_KINDS } from '../../access/policy/privacy-types';
import { invalid } from '../../access/principals';
import { parse } from '../../platform/http/request';
import { normalise, type Identifier } from '../subjects/normalise';
import { dueAt } from './deadlines';
import { REQUEST_KINDS } from './kinds';
import type { Letters } from './letters';
import type { RequestParts } from './parts';
import { CHANNELS, type Channel, type PrivacyRequest, type Requester } from './request-table';
import { ACTIVE_STATES } from './states';
import type { Verification } from './verification';
import type { Withdrawal } from './withdrawal';

const SHORT = 200;
const LONG = 5_000;

const given = z.union([z.string().min(1).max(SHORT), z.number().int()]).optional();
const about = {
  kind: z.enum(REQUEST_KINDS),
  email: given,
  phone: given,
  customerNumber: given,
  name: z.string().max(SHORT).optional(),
  message: z.string().max(LONG).optional(),
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/)
    .max(35)
    .default('en'),
};

const publicInput = z.strictObject(about);
const clerkInput = z.strictObject({
  ...about,
  account: given,
  channel: z.enum(CHANNELS).exclude(['form', 'account']).default('email'),
  receivedAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
  /** Whether the person is asked to confirm by mail. */
  sendLink: z.boolean().default(false),
});

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
  /** By phone or post, written down by a clerk. An open one of the same person and kind is returned. */
  enter(input: unknown, by: string): Promise<{ request: PrivacyRequest; isNew: boolean }>;
  /** @throws ApplicationError `INVALID_TOKEN` for whatever is wrong, RateLimitError */
  verify(reference: string, token: string, ip: string): Promise<Receipt>;
  /** The request, or the one it was joined to. @throws NotFoundError without its secret */
  follow(reference: string, token: string): Promise<PrivacyRequest>;
  /** @throws NotFoundError without its secret, ApplicationError `WRONG_STATE` */
  withdraw(reference: string, token: string): Promise<PrivacyRequest>;
}

/** Without letters that look like digits, and without vowels: no words. */
const ALPHABET = '23456789BCDFGHJKMNPQRSTVWXZ';
const REFERENCE_LENGTH = 12;

const newReference = (): string =>
  Array.from({ length: REFERENCE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');

const notFound = () => new errors.NotFoundError('Request not found', { code: 'NOT_FOUND' });

type Given = Partial<Record<(typeof IDENTIFIER_KINDS)[number], string | number | undefined>>;

/** The identifiers of an input in their one form. @throws ValidationError `INVALID_IDENTIFIER` */
const identifiersOf = (input: Given, country: string | undefined): Identifier[] =>
  IDENTIFIER_KINDS.flatMap((kind) => {
    if (input[kind] === undefined) return [];
    const identifier = normalise(kind, input[kind], country);
    if (!identifier) throw invalid(`This is no valid ${kind}`, 'INVALID_IDENTIFIER', [kind]);
    return [identifier];
  });

const TRIES_PER_REQUEST = 4;

/** Creates the intake; calls expect system scope. */
export const createIntake = (
  parts: RequestParts & { readonly country: () => string | undefined },
  letters: Letters,
  verification: Verification,
  withdrawal: Withdrawal
): Intake => {
  const { strapi, table, identities, tokens, limits, transitions, calendar, settings } = parts;

  const add = async (
    input: z.infer<typeof publicInput>,
    identifiers: readonly Identifier[],
    { channel, receivedAt, by }: { channel: Channel; receivedAt: Date; by: string | null }
  ): Promise<PrivacyRequest> => {
    const { kind, locale, name = null, message = null } = input;
    const due = dueAt(
      { kind, receivedAt, extended: false, suspensions: [] },
      calendar(),
      receivedAt
    );
    const row = { reference: newReference(), kind, channel, locale, receivedAt, dueAt: due };
    const requester: Requester = { identifiers, name, message };
    const request = await table.add({ ...row, openedByPrincipal: by }, requester);
    await identities.add(request.id, identifiers, false);
    await transitions.opened(request);
    return request;
  };

  const sendLink = async (request: PrivacyRequest): Promise<void> => {
    const { verifyHours, confirmUrl } = settings().requests;
    const token = await tokens.issue(
      request.id,
      'verify',
      new Date(Date.now() + verifyHours * 3_600_000)
    );
    const base =
      confirmUrl ??
      `${strapi.config.get<string>('server.absoluteUrl', '')}${strapi.config.get<string>('api.rest.prefix', '/api')}/custodian/requests/${request.reference}/confirm`;
    const link = new URL(base);
    link.searchParams.set('reference', request.reference);
    link.searchParams.set('token', token);
    await letters.send(request, 'verify', { link: link.href, hours: String(verifyHours) });
  };

  const countAttempts = async (ip: string, identifiers: readonly Identifier[]): Promise<void> => {
    const { perAddress, perIdentifier } = settings().requests.limits;
    await limits.count('open:ip', ip, perAddress);
    for (const { kind, value } of identifiers)
      await limits.count(`open:${kind}`, value, perIdentifier);
  };

  const openForm = (
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
      return openForm(input, identifiers, account);
    },

    async enter(body, by) {
      const input = parse(clerkInput, body);
      const { channel, receivedAt = new Date() } = input;
      if (receivedAt > new Date())
        throw invalid('Not received yet', 'IN_THE_FUTURE', ['receivedAt']);
      const identifiers = identifiersOf(input, parts.country());
      if (identifiers.length === 0)
        throw invalid('At least one of email, phone, customerNumber, account', 'REQUIRED', [
          'email',
        ]);
      return strapi.db.transaction(async () => {
        const ids = await identities.requestsOf(identifiers);
        const where = { id: { $in: ids }, kind: input.kind, state: { $in: [...ACTIVE_STATES] } };
        const [known] = ids.length === 0 ? [] : await table.find({ where, limit: 1 });
        if (known) return { request: known, isNew: false };
        const request = await add(input, identifiers, { channel, receivedAt, by });
        if (input.sendLink && identifiers.some(({ kind }) => kind === 'email'))
          await sendLink(request);
        return { request, isNew: true };
      });
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
