import { randomInt } from 'node:crypto';
import { z } from '@strapi/utils';
import { IDENTIFIER_KINDS } from '../../access/policy/privacy-types';
import { invalid } from '../../access/principals';
import { normalise, type Identifier } from '../subjects/normalise';
import { dueAt } from './deadlines';
import { REQUEST_KINDS } from './kinds';
import type { Letters } from './letters';
import type { RequestParts } from './parts';
import type { Channel, PrivacyRequest, Requester } from './request-table';

const SHORT = 200;
const LONG = 5_000;

export const given = z.union([z.string().min(1).max(SHORT), z.number().int()]).optional();
/** What every request says, whoever writes it down. */
export const about = {
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

type About = z.infer<z.ZodObject<typeof about>>;

/** Without letters that look like digits, and without vowels: no words. */
const ALPHABET = '23456789BCDFGHJKMNPQRSTVWXZ';
const REFERENCE_LENGTH = 12;

const newReference = (): string =>
  Array.from({ length: REFERENCE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');

type Given = Partial<Record<(typeof IDENTIFIER_KINDS)[number], string | number | undefined>>;

/** The identifiers of an input in their one form. @throws ValidationError `INVALID_IDENTIFIER` */
export const identifiersOf = (input: Given, country: string | undefined): Identifier[] =>
  IDENTIFIER_KINDS.flatMap((kind) => {
    if (input[kind] === undefined) return [];
    const identifier = normalise(kind, input[kind], country);
    if (!identifier) throw invalid(`This is no valid ${kind}`, 'INVALID_IDENTIFIER', [kind]);
    return [identifier];
  });

/** How requests are added. */
export interface Opening {
  /** Adds a request, with its first event. In the transaction that is open. */
  readonly add: (
    input: About,
    identifiers: readonly Identifier[],
    from: { readonly channel: Channel; readonly receivedAt: Date; readonly by: string | null }
  ) => Promise<PrivacyRequest>;
  /** Sends the letter that asks whoever owns the address to confirm. */
  readonly sendLink: (request: PrivacyRequest) => Promise<void>;
}

const HOUR_MS = 3_600_000;

/** Creates the service; calls expect system scope. */
export const createOpening = (parts: RequestParts, letters: Letters): Opening => {
  const { strapi, table, identities, tokens, transitions, calendar, settings } = parts;

  /** The plugin's own page, where a project has none. */
  const ownPage = (reference: string): string => {
    const base = strapi.config.get<string>('server.absoluteUrl', '');
    const prefix = strapi.config.get<string>('api.rest.prefix', '/api');
    return `${base}${prefix}/custodian/requests/${reference}/confirm`;
  };

  return {
    async add(input, identifiers, { channel, receivedAt, by }) {
      const { kind, locale, name = null, message = null } = input;
      const period = { kind, receivedAt, extended: false, suspensions: [] };
      const due = dueAt(period, calendar(), receivedAt);
      const row = { reference: newReference(), kind, channel, locale, receivedAt, dueAt: due };
      const requester: Requester = { identifiers, name, message };
      const request = await table.add({ ...row, openedByPrincipal: by }, requester);
      await identities.add(request.id, identifiers, false);
      await transitions.opened(request);
      return request;
    },
    async sendLink(request) {
      const { verifyHours, confirmUrl } = settings().requests;
      const end = new Date(Date.now() + verifyHours * HOUR_MS);
      const token = await tokens.issue(request.id, 'verify', end);
      const link = new URL(confirmUrl ?? ownPage(request.reference));
      link.searchParams.set('reference', request.reference);
      link.searchParams.set('token', token);
      await letters.send(request, 'verify', { link: link.href, hours: String(verifyHours) });
    },
  };
};
