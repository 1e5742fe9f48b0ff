import { bareModel, datetime, index, name, text } from '../platform/bare-model';

export const MASK_KEY_UID = 'plugin::custodian.mask-key';
export const REVEAL_UID = 'plugin::custodian.reveal';
export const REVEALED_FIELD_UID = 'plugin::custodian.revealed-field';

export const MASKING_TABLES = {
  keys: 'custodian_mask_keys',
  reveals: 'custodian_reveals',
  revealedFields: 'custodian_revealed_fields',
} as const;

/** The secret of this installation's pseudonyms; see `mask-key.ts`. */
const maskKey = bareModel(
  MASK_KEY_UID,
  MASKING_TABLES.keys,
  { purpose: name(), secret: name(), innerPad: name(), outerPad: name() },
  [index(MASKING_TABLES.keys, 'purpose', ['purpose'], true)]
);

/**
 * One record shown clear to one principal. In force while
 * `grantedAt` is there, `endedAt` is not, and `now < expiresAt`.
 */
const reveal = bareModel(
  REVEAL_UID,
  MASKING_TABLES.reveals,
  {
    principal: name(),
    contentType: name(),
    documentId: name(),
    purpose: name(),
    reason: text(),
    minutes: { type: 'integer' },
    requestedAt: datetime(),
    grantedAt: datetime(),
    approvedBy: name(),
    expiresAt: datetime(),
    endedAt: datetime(),
    endedBy: name(),
    ending: name(),
  },
  [
    index(MASKING_TABLES.reveals, 'principal', ['principal', 'content_type', 'expires_at']),
    index(MASKING_TABLES.reveals, 'record', ['content_type', 'document_id']),
    index(MASKING_TABLES.reveals, 'ended', ['ended_at', 'expires_at']),
  ]
);

/** The fields of a reveal, one row each, as the policy's field rules name them. */
const revealedField = bareModel(
  REVEALED_FIELD_UID,
  MASKING_TABLES.revealedFields,
  { reveal: { type: 'integer' }, field: name() },
  [index(MASKING_TABLES.revealedFields, 'reveal', ['reveal', 'field'], true)]
);

/** The models to register with Strapi before the database starts. */
export const MASKING_MODELS = [maskKey, reveal, revealedField];
