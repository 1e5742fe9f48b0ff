import { bareModel, datetime, index, name, text } from '../../platform/bare-model';

export const LEDGER_UID = 'plugin::custodian.erasure-ledger-entry';
export const ERASED_IDENTIFIER_UID = 'plugin::custodian.erased-identifier';

export const LEDGER_TABLES = {
  erasureLedger: 'custodian_erasure_ledger',
  erasedIdentifiers: 'custodian_erased_identifiers',
} as const;

/** What is erased, written before anything is: ids and keyed digests, and no other text. */
const entry = bareModel(
  LEDGER_UID,
  LEDGER_TABLES.erasureLedger,
  { entryId: name(), kind: name(), at: datetime(), body: text() },
  [index(LEDGER_TABLES.erasureLedger, 'entry', ['entry_id'], true)]
);

/** Keyed digests of identifiers whose owners were erased: to notice when they come back. */
const identifier = bareModel(
  ERASED_IDENTIFIER_UID,
  LEDGER_TABLES.erasedIdentifiers,
  { digest: name(), entryId: name() },
  [index(LEDGER_TABLES.erasedIdentifiers, 'digest', ['digest'])]
);

/** The models to register with Strapi before the database starts. */
export const LEDGER_MODELS = [entry, identifier];
