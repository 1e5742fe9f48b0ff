import { bareModel, datetime, index, name, text } from '../platform/bare-model';

export const AUDIT_EVENT_UID = 'plugin::custodian.audit-event';

const uidOf = (singular: string): string => `plugin::custodian.${singular}`;

/** The tables of the log. They are kept when the plugin is switched off. */
export const AUDIT_TABLES = {
  entries: 'custodian_audit_entries',
  payloads: 'custodian_audit_payloads',
  subjects: 'custodian_audit_subjects',
  chain: 'custodian_audit_chain',
  keys: 'custodian_audit_keys',
  checkpoints: 'custodian_audit_checkpoints',
} as const;

const required = () => name({ column: { args: [191], notNullable: true } });

/**
 * What happened, who caused it, to which record. Rows are added; only their place in the chain (`seq`,
 * `hash`) is filled in later. `at` is ISO 8601 in UTC, as text: it is hashed, and a database's own
 * type would bring its time zone and precision along.
 */
const entry = bareModel(
  AUDIT_EVENT_UID,
  AUDIT_TABLES.entries,
  {
    at: required(),
    type: required(),
    causedBy: required(),
    contentType: name(),
    documentId: name(),
    commitment: required(),
    digest: required(),
    mac: required(),
    seq: { type: 'biginteger' },
    hash: name(),
  },
  [
    index(AUDIT_TABLES.entries, 'seq', ['seq'], true),
    index(AUDIT_TABLES.entries, 'commitment', ['commitment'], true),
    index(AUDIT_TABLES.entries, 'record', ['content_type', 'document_id']),
    index(AUDIT_TABLES.entries, 'cause', ['caused_by', 'at']),
    index(AUDIT_TABLES.entries, 'type', ['type', 'at']),
    index(AUDIT_TABLES.entries, 'time', ['at']),
  ]
);

/** What an entry says about people, and the key that ties it to the entry. Erasing removes the row. */
const payload = bareModel(
  uidOf('audit-payload'),
  AUDIT_TABLES.payloads,
  { commitment: required(), salt: required(), payload: text() },
  [index(AUDIT_TABLES.payloads, 'commitment', ['commitment'], true)]
);

/** Which records an entry about several is about; derived from payloads, so that they can be found. */
const subject = bareModel(
  uidOf('audit-subject'),
  AUDIT_TABLES.subjects,
  { commitment: required(), contentType: required(), documentId: required() },
  [
    index(AUDIT_TABLES.subjects, 'record', ['content_type', 'document_id']),
    index(AUDIT_TABLES.subjects, 'entry', ['commitment']),
  ]
);

/** One row: the end of the chain, and where it begins. Its lock is the turn to append. */
const chain = bareModel(
  uidOf('audit-chain'),
  AUDIT_TABLES.chain,
  {
    name: required(),
    logId: required(),
    turn: { type: 'biginteger' },
    head: text(),
    anchor: text(),
    mailedAt: name(),
  },
  [index(AUDIT_TABLES.chain, 'name', ['name'], true)]
);

/** Signing keys. The private half is encrypted with a key derived from the application's own. */
const key = bareModel(
  uidOf('audit-key'),
  AUDIT_TABLES.keys,
  {
    keyId: required(),
    publicKey: text(),
    privateKey: text(),
    proof: text(),
    createdAt: datetime(),
  },
  [index(AUDIT_TABLES.keys, 'key', ['key_id'], true)]
);

/** Signed statements of how far the chain went, kept besides those that were exported. */
const checkpoint = bareModel(
  uidOf('audit-checkpoint'),
  AUDIT_TABLES.checkpoints,
  { seq: { type: 'biginteger' }, at: required(), document: text() },
  [index(AUDIT_TABLES.checkpoints, 'seq', ['seq'])]
);

/** The models to register with Strapi before the database starts. */
export const AUDIT_MODELS = [entry, payload, subject, chain, key, checkpoint];
