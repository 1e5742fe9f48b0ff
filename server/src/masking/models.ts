import { bareModel, index, name } from '../platform/bare-model';

export const MASK_KEY_UID = 'plugin::custodian.mask-key';

export const MASKING_TABLES = { keys: 'custodian_mask_keys' } as const;

/** The secret of this installation's pseudonyms; see `mask-key.ts`. */
const maskKey = bareModel(
  MASK_KEY_UID,
  MASKING_TABLES.keys,
  { purpose: name(), secret: name(), innerPad: name(), outerPad: name() },
  [index(MASKING_TABLES.keys, 'purpose', ['purpose'], true)]
);

/** The models to register with Strapi before the database starts. */
export const MASKING_MODELS = [maskKey];
