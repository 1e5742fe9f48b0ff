import type { Core } from '@strapi/strapi';
import { z } from '@strapi/utils';
import { IDENTIFIER_KINDS } from '../../access/policy/privacy-types';
import { invalid } from '../../access/principals';
import type { Restrictions } from '../../access/restrictions/restrictions';
import { parse } from '../../platform/http/request';
import type { RequestServices } from '../requests/request-services';
import type { PrivacyRequest } from '../requests/request-table';
import type { IdentityIndex } from '../subjects/identity-index';
import { normalise, type Identifier } from '../subjects/normalise';
import { SUPPRESSION_UID } from './models';

/** Whom somebody wants to write to. */
export interface Recipient {
  readonly kind: Identifier['kind'];
  readonly value: string | number;
}

/**
 * Whether people may be written to for marketing. What a sender asks right before it sends: nothing is
 * kept in memory, so that an objection holds from the next message on (Art. 21(3) GDPR).
 */
export interface Contacts {
  /**
   * False for somebody who has objected, withdrawn consent or opted out, and for somebody whose
   * processing is restricted (Art. 18); true for everybody else, known or not.
   * @throws ValidationError `INVALID_IDENTIFIER`: what cannot be understood must not be written to
   */
  mayContact(recipient: Recipient): Promise<boolean>;
  /** The same for up to 1,000 at once, in their order. */
  check(recipients: unknown): Promise<boolean[]>;
}

/** What it is made of. */
export interface ContactsParts {
  readonly strapi: Core.Strapi;
  readonly identities: IdentityIndex;
  readonly restrictions: Restrictions;
  readonly requests: RequestServices;
  readonly country: () => string | undefined;
}

const MOST = 1_000;
const recipientsInput = z
  .array(
    z.strictObject({
      kind: z.enum(IDENTIFIER_KINDS),
      value: z.union([z.string().min(1).max(200), z.number().int()]),
    })
  )
  .min(1)
  .max(MOST);

/** Kinds of request that end marketing, from the moment it is settled who asks. */
const ENDS_MARKETING: readonly PrivacyRequest['kind'][] = [
  'objection',
  'consent-withdrawal',
  'ccpa-opt-out',
];

/**
 * Keeps who must not be written to, as keyed digests: they outlive the request, which forgets whom it
 * was about.
 */
const keepSuppressions = ({ strapi, identities, requests }: ContactsParts): void => {
  const suppressions = () => strapi.db.query(SUPPRESSION_UID);
  requests.onMoved(async (request) => {
    if (!ENDS_MARKETING.includes(request.kind)) return;
    const { id: requestId, state } = request;
    if (state === 'rejected' || state === 'withdrawn')
      await suppressions().deleteMany({ where: { requestId } });
    const requester = requests.table.requesterOf(request);
    if (state !== 'verified' || !requester) return;
    for (const one of await requests.identities.provenOf(request, requester)) {
      const data = { requestId, kind: one.kind, hash: identities.hashOf(one), at: new Date() };
      await suppressions().create({ data });
    }
  });
};

/** Creates the service; calls expect system scope. */
export const createContacts = (parts: ContactsParts): Contacts => {
  const { strapi, identities, restrictions, country } = parts;
  keepSuppressions(parts);

  const isSuppressed = async (identifier: Identifier): Promise<boolean> => {
    const hash = { $in: [...identities.hashesOf(identifier)] };
    const where = { kind: identifier.kind, hash };
    return (await strapi.db.query(SUPPRESSION_UID).count({ where })) > 0;
  };

  const isRestricted = async (identifier: Identifier): Promise<boolean> => {
    for (const record of await identities.find([identifier])) {
      const inForce = await restrictions.inForce(record);
      if (inForce.some(({ kind }) => kind === 'art-18')) return true;
    }
    return false;
  };

  const understood = ({ kind, value }: Recipient, path: (string | number)[]): Identifier => {
    const identifier = normalise(kind, value, country());
    if (!identifier) throw invalid(`This is no valid ${kind}`, 'INVALID_IDENTIFIER', path);
    return identifier;
  };

  const may = async (identifier: Identifier): Promise<boolean> =>
    !(await isSuppressed(identifier)) && !(await isRestricted(identifier));

  return {
    mayContact: async (recipient) => may(understood(recipient, ['value'])),
    async check(input) {
      const identifiers = parse(recipientsInput, input, ['recipients']).map((recipient, at) =>
        understood(recipient, ['recipients', at, 'value'])
      );
      const answers: boolean[] = [];
      for (const identifier of identifiers) answers.push(await may(identifier));
      return answers;
    },
  };
};
