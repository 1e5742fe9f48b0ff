import { bareModel, datetime, index, name, text } from '../../platform/bare-model';

export const PLAN_UID = 'plugin::custodian.erasure-plan';
export const PLAN_ITEM_UID = 'plugin::custodian.erasure-item';

export const PLAN_TABLES = {
  erasurePlans: 'custodian_erasure_plans',
  erasureItems: 'custodian_erasure_items',
} as const;

/** What an erasure would do, as of one moment. `subject` and `salt` are encrypted. */
const plan = bareModel(
  PLAN_UID,
  PLAN_TABLES.erasurePlans,
  {
    requestId: { type: 'integer' },
    reference: name(),
    state: name(),
    sealed: text(),
    report: text(),
    digest: name(),
    items: { type: 'integer' },
    asOf: datetime(),
    createdAt: datetime(),
    createdByPrincipal: name(),
  },
  [index(PLAN_TABLES.erasurePlans, 'request', ['request_id'])]
);

/** One line of a plan. Ids and digests only. */
const item = bareModel(
  PLAN_ITEM_UID,
  PLAN_TABLES.erasureItems,
  {
    planId: { type: 'integer' },
    seq: { type: 'integer' },
    key: name(),
    kind: name(),
    uid: name(),
    tableName: name(),
    rowId: { type: 'integer' },
    column: name(),
    attribute: name(),
    documentUid: name(),
    documentId: name(),
    locale: name(),
    published: { type: 'boolean' },
    confidence: name(),
    via: text(),
    strategy: name(),
    after: text(),
    before: name(),
    basis: text(),
    until: name(),
    selected: { type: 'boolean' },
    decidedBy: name(),
    doneAt: datetime(),
  },
  [
    index(PLAN_TABLES.erasureItems, 'seq', ['plan_id', 'seq'], true),
    index(PLAN_TABLES.erasureItems, 'key', ['plan_id', 'key']),
    index(PLAN_TABLES.erasureItems, 'open', ['plan_id', 'kind', 'done_at', 'seq']),
  ]
);

/** The models to register with Strapi before the database starts. */
export const PLAN_MODELS = [plan, item];
