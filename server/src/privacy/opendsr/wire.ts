import { z } from '@strapi/utils';
import type { IdentifierKind } from '../../access/policy/privacy-types';
import type { RequestKind } from '../requests/kinds';
import type { PrivacyRequest } from '../requests/request-table';

/** The version of OpenDSR that is spoken (opendsr.org, v2). */
export const API_VERSION = '2.0';

/** Kinds of request by regulation and by their name in the protocol. */
export const KINDS = {
  gdpr: {
    access: 'access',
    portability: 'portability',
    rectification: 'rectification',
    erasure: 'erasure',
    restriction: 'restriction',
    objection: 'objection',
  },
  ccpa: { access: 'ccpa-know', erasure: 'ccpa-delete', opt_out: 'ccpa-opt-out' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, RequestKind>>>>;

/** Identifiers by their name in the protocol. */
export const IDENTITIES = {
  email: 'email',
  phone_number: 'phone',
  controller_customer_id: 'customerNumber',
} as const satisfies Readonly<Record<string, IdentifierKind>>;

export type Status = 'pending' | 'in_progress' | 'completed' | 'cancelled';

const STATUS: Readonly<Record<PrivacyRequest['state'], Status>> = {
  received: 'pending',
  identity_pending: 'pending',
  verified: 'pending',
  discovering: 'pending',
  review: 'pending',
  approved: 'pending',
  executing: 'in_progress',
  verifying: 'in_progress',
  needs_attention: 'in_progress',
  completed: 'completed',
  partially_completed: 'completed',
  rejected: 'cancelled',
  withdrawn: 'cancelled',
  joined: 'cancelled',
  expired_unverified: 'cancelled',
};

/**
 * Where a request stands, in the protocol's words: `pending` as long as it can be called back. A
 * search that failed is still pending. Pure.
 */
export const statusOf = ({
  state,
  failedStage,
}: Pick<PrivacyRequest, 'state' | 'failedStage'>): Status =>
  state === 'needs_attention' && failedStage === 'discovering' ? 'pending' : STATUS[state];

const MOST_CALLBACKS = 5;
const names = (of: object) => Object.keys(of) as [string, ...string[]];

/** A request as a controller sends it. Members that are not known are ignored, as the protocol wants. */
export const sentRequest = z.object({
  regulation: z.enum(['gdpr', 'ccpa']),
  subject_request_id: z.uuid(),
  subject_request_type: z.enum([...names(KINDS.gdpr), ...names(KINDS.ccpa)] as [
    string,
    ...string[],
  ]),
  submitted_time: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  api_version: z.string().regex(/^2\./).default(API_VERSION),
  subject_identities: z
    .array(
      z.object({
        identity_type: z.enum(names(IDENTITIES)),
        identity_value: z.string().min(1).max(200),
        identity_format: z.literal('raw').default('raw'),
      })
    )
    .min(1)
    .max(10),
  status_callback_urls: z.array(z.string().max(1_000)).max(MOST_CALLBACKS).default([]),
});

export type SentRequest = z.infer<typeof sentRequest>;

/** The kind of a request; null where the regulation knows no such right. Pure. */
export const kindOf = ({
  regulation,
  subject_request_type: type,
}: Pick<SentRequest, 'regulation' | 'subject_request_type'>): RequestKind | null => {
  const kinds: Readonly<Record<string, RequestKind>> = KINDS[regulation];
  return kinds[type] ?? null;
};
