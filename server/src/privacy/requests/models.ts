import { bareModel, datetime, index, name, text } from '../../platform/bare-model';

export const REQUEST_UID = 'plugin::custodian.request';
export const REQUEST_IDENTITY_UID = 'plugin::custodian.request-identity';
export const REQUEST_TOKEN_UID = 'plugin::custodian.request-token';
export const REQUEST_EVENT_UID = 'plugin::custodian.request-event';
export const REQUEST_APPROVAL_UID = 'plugin::custodian.request-approval';
export const REQUEST_REMINDER_UID = 'plugin::custodian.request-reminder';
export const REQUEST_MARK_UID = 'plugin::custodian.request-mark';
export const RATE_COUNT_UID = 'plugin::custodian.rate-count';

export const REQUEST_TABLES = {
  requests: 'custodian_requests',
  requestIdentities: 'custodian_request_identities',
  requestTokens: 'custodian_request_tokens',
  requestEvents: 'custodian_request_events',
  requestApprovals: 'custodian_request_approvals',
  requestReminders: 'custodian_request_reminders',
  requestMarks: 'custodian_request_marks',
  rateCounts: 'custodian_rate_counts',
} as const;

const integer = () => ({ type: 'integer' });
const boolean = () => ({ type: 'boolean' });

/**
 * A request of a data subject. Who it is about is in `sealed` (encrypted) alone, and in the digests of
 * its identities; both go after the limitation period, all else stays for the record.
 */
const request = bareModel(
  REQUEST_UID,
  REQUEST_TABLES.requests,
  {
    reference: name(),
    kind: name(),
    state: name(),
    stateSince: datetime(),
    failedStage: name(),
    channel: name(),
    locale: name(),
    sealed: text(),
    receivedAt: datetime(),
    dueAt: datetime(),
    extendedAt: datetime(),
    suspensions: text(),
    assigneePrincipal: name(),
    openedByPrincipal: name(),
    ambiguous: boolean(),
    roots: text(),
    restricted: boolean(),
    planDigest: name(),
    approvedAt: datetime(),
    ground: name(),
    outcome: text(),
    nextDueAt: datetime(),
    completedAt: datetime(),
    closedAt: datetime(),
    joinedTo: integer(),
    cleanedAt: datetime(),
  },
  [
    index(REQUEST_TABLES.requests, 'reference', ['reference'], true),
    index(REQUEST_TABLES.requests, 'state', ['state', 'due_at']),
  ]
);

/** By what a request's person is known, as keyed digests. */
const identity = bareModel(
  REQUEST_IDENTITY_UID,
  REQUEST_TABLES.requestIdentities,
  { requestId: integer(), kind: name(), hash: name(), proven: boolean() },
  [
    index(REQUEST_TABLES.requestIdentities, 'value', ['kind', 'hash']),
    index(REQUEST_TABLES.requestIdentities, 'request', ['request_id']),
  ]
);

/** Digests of the secrets that requesters hold. */
const token = bareModel(
  REQUEST_TOKEN_UID,
  REQUEST_TABLES.requestTokens,
  {
    requestId: integer(),
    purpose: name(),
    hash: name(),
    expiresAt: datetime(),
    usedAt: datetime(),
    failures: integer(),
  },
  [index(REQUEST_TABLES.requestTokens, 'request', ['request_id', 'purpose'])]
);

/** What happened to a request, for the desk; the audit log has the same, chained. */
const event = bareModel(
  REQUEST_EVENT_UID,
  REQUEST_TABLES.requestEvents,
  {
    requestId: integer(),
    at: datetime(),
    actor: name(),
    action: name(),
    fromState: name(),
    toState: name(),
    sealedNote: text(),
  },
  [index(REQUEST_TABLES.requestEvents, 'request', ['request_id'])]
);

/** Who has approved which plan. */
const approval = bareModel(
  REQUEST_APPROVAL_UID,
  REQUEST_TABLES.requestApprovals,
  { requestId: integer(), principal: name(), digest: name(), at: datetime() },
  [index(REQUEST_TABLES.requestApprovals, 'approver', ['request_id', 'principal'], true)]
);

/** Which reminders have been sent: each once. */
const reminder = bareModel(
  REQUEST_REMINDER_UID,
  REQUEST_TABLES.requestReminders,
  { requestId: integer(), mark: name(), at: datetime() },
  [index(REQUEST_TABLES.requestReminders, 'once', ['request_id', 'mark'], true)]
);

/** Records that a request has restricted (Art. 18). */
const mark = bareModel(
  REQUEST_MARK_UID,
  REQUEST_TABLES.requestMarks,
  {
    requestId: integer(),
    contentType: name(),
    documentId: name(),
    borrowed: boolean(),
    at: datetime(),
  },
  [
    index(
      REQUEST_TABLES.requestMarks,
      'record',
      ['request_id', 'content_type', 'document_id'],
      true
    ),
  ]
);

/** How often something was tried within a window of time. */
const rateCount = bareModel(
  RATE_COUNT_UID,
  REQUEST_TABLES.rateCounts,
  { key: name(), count: integer(), endsAt: datetime() },
  [index(REQUEST_TABLES.rateCounts, 'key', ['key'], true)]
);

/** The models to register with Strapi before the database starts. */
export const REQUEST_MODELS = [
  request,
  identity,
  token,
  event,
  approval,
  reminder,
  mark,
  rateCount,
];
