import { bareModel, datetime, index, name } from '../../platform/bare-model';

export const SUPPRESSION_UID = 'plugin::custodian.suppression';
export const CONTACT_TABLES = { suppressions: 'custodian_suppressions' } as const;

/** Who must not be written to, as keyed digests. They stay when the request forgets whom it was about. */
const suppression = bareModel(
  SUPPRESSION_UID,
  CONTACT_TABLES.suppressions,
  { requestId: { type: 'integer' }, kind: name(), hash: name(), at: datetime() },
  [
    index(CONTACT_TABLES.suppressions, 'value', ['kind', 'hash']),
    index(CONTACT_TABLES.suppressions, 'request', ['request_id']),
  ]
);

/** The models to register with Strapi before the database starts. */
export const CONTACT_MODELS = [suppression];
