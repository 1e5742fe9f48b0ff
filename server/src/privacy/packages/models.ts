import { bareModel, datetime, index, name, text } from '../../platform/bare-model';

export const PACKAGE_UID = 'plugin::custodian.package';
export const PACKAGE_CHUNK_UID = 'plugin::custodian.package-chunk';
export const PACKAGE_ITEM_UID = 'plugin::custodian.package-item';

export const PACKAGE_TABLES = {
  packages: 'custodian_packages',
  packageChunks: 'custodian_package_chunks',
  packageItems: 'custodian_package_items',
} as const;

/** A package that can be downloaded for a time: neither its key nor its token is stored in clear. */
const dataPackage = bareModel(
  PACKAGE_UID,
  PACKAGE_TABLES.packages,
  {
    requestId: { type: 'integer' },
    reference: name(),
    state: name(),
    tokenHash: name(),
    sealedKey: text(),
    digest: name(),
    entries: { type: 'integer' },
    downloads: { type: 'integer' },
    maxDownloads: { type: 'integer' },
    createdAt: datetime(),
    expiresAt: datetime(),
  },
  [
    index(PACKAGE_TABLES.packages, 'token', ['token_hash']),
    index(PACKAGE_TABLES.packages, 'request', ['request_id']),
  ]
);

/** The encrypted bytes, in order; in the database, so that every node can hand them out. */
const chunk = bareModel(
  PACKAGE_CHUNK_UID,
  PACKAGE_TABLES.packageChunks,
  {
    packageId: { type: 'integer' },
    seq: { type: 'integer' },
    body: text(),
  },
  [index(PACKAGE_TABLES.packageChunks, 'seq', ['package_id', 'seq'], true)]
);

/** A value of somebody else that a package replaces, unless a reviewer lets it through. */
const item = bareModel(
  PACKAGE_ITEM_UID,
  PACKAGE_TABLES.packageItems,
  {
    requestId: { type: 'integer' },
    digest: name(),
    label: name(),
    kind: name(),
    sealed: text(),
    occurrences: { type: 'integer' },
    lifted: { type: 'boolean' },
    decidedBy: name(),
  },
  [index(PACKAGE_TABLES.packageItems, 'value', ['request_id', 'digest'], true)]
);

/** The models to register with Strapi before the database starts. */
export const PACKAGE_MODELS = [dataPackage, chunk, item];
