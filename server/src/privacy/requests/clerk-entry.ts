import { z } from '@strapi/utils';
import { invalid } from '../../access/principals';
import { parse } from '../../platform/http/request';
import { about, given, identifiersOf, type Opening } from './opening';
import type { RequestParts } from './parts';
import { CHANNELS, type PrivacyRequest } from './request-table';
import { ACTIVE_STATES } from './states';

const clerkInput = z.strictObject({
  ...about,
  account: given,
  channel: z.enum(CHANNELS).exclude(['form', 'account', 'opendsr']).default('email'),
  receivedAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
  /** Whether the person is asked to confirm by mail. */
  sendLink: z.boolean().default(false),
});

/** Writes down what came by phone or post. */
export type EnterRequest = (
  body: unknown,
  by: string
) => Promise<{ readonly request: PrivacyRequest; readonly isNew: boolean }>;

/**
 * Creates the entry for clerks: an open request of the same person and kind is returned, not doubled.
 * Calls expect system scope.
 * @param country ISO 3166 country of phone numbers without a country code
 */
export const createEnterRequest =
  (
    { strapi, table, identities }: RequestParts,
    { add, sendLink }: Opening,
    country: () => string | undefined
  ): EnterRequest =>
  async (body, by) => {
    const input = parse(clerkInput, body);
    const { channel, receivedAt = new Date() } = input;
    if (receivedAt > new Date()) throw invalid('Not received yet', 'IN_THE_FUTURE', ['receivedAt']);
    const identifiers = identifiersOf(input, country());
    if (identifiers.length === 0)
      throw invalid('At least one of email, phone, customerNumber, account', 'REQUIRED', ['email']);
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
  };
