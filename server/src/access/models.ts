/**
 * The plugin's own tables, as bare database models: they have no document service, no content API,
 * no GraphQL and no MCP surface, so that nothing but the services here can read or write them.
 */
export const MEMBERSHIP_UID = 'plugin::custodian.membership';
export const PLACEMENT_UID = 'plugin::custodian.placement';
export const POLICY_VERSION_UID = 'plugin::custodian.policy-version';
export const POLICY_ACTIVATION_UID = 'plugin::custodian.policy-activation';

export const TABLES = {
  memberships: 'custodian_memberships',
  placements: 'custodian_placements',
  policyVersions: 'custodian_policy_versions',
  policyActivations: 'custodian_policy_activations',
  groups: 'custodian_groups',
} as const;

/** Names fit in the 191 characters that MySQL can index in utf8mb4. */
const name = (options: object = {}) => ({ type: 'string', column: { args: [191] }, ...options });
const required = { notNullable: true };
const text = () => ({ type: 'text' });
/** A fresh object each time: Strapi writes the column's name into it. */
const datetime = () => ({ type: 'datetime' });

const index = (table: string, suffix: string, columns: string[], unique = false) => ({
  name: `${table}_${suffix}`,
  columns,
  ...(unique ? { type: 'unique' } : {}),
});

const model = (
  uid: string,
  tableName: string,
  attributes: Record<string, object>,
  indexes: object[]
) => ({
  uid,
  singularName: uid.slice(uid.lastIndexOf('.') + 1),
  tableName,
  attributes: { id: { type: 'increments' }, ...attributes },
  indexes,
});

/** Who belongs to which group, with which profile, and when: `validFrom <= now < validTo`. */
const membership = model(
  MEMBERSHIP_UID,
  TABLES.memberships,
  {
    principal: name({ column: { args: [191], ...required } }),
    groupCode: name(),
    profileCode: name(),
    validFrom: datetime(),
    validTo: datetime(),
    createdAt: datetime(),
    createdByPrincipal: name(),
  },
  [index(TABLES.memberships, 'principal', ['principal'])]
);

/**
 * Owner and hand-made group of a record. Keyed by (content type, documentId): a row's id changes at
 * every publish, its documentId never.
 */
const placement = model(
  PLACEMENT_UID,
  TABLES.placements,
  { contentType: name(), documentId: name(), ownerPrincipal: name(), groupCode: name() },
  [
    index(TABLES.placements, 'record', ['content_type', 'document_id'], true),
    index(TABLES.placements, 'owner', ['owner_principal', 'content_type', 'document_id']),
    index(TABLES.placements, 'group', ['group_code', 'content_type', 'document_id']),
  ]
);

/** Every policy document that was ever activated. Rows are never changed. */
const policyVersion = model(
  POLICY_VERSION_UID,
  TABLES.policyVersions,
  {
    version: { type: 'integer' },
    document: text(),
    digest: name(),
    createdAt: datetime(),
    createdByPrincipal: name(),
  },
  [index(TABLES.policyVersions, 'version', ['version'], true)]
);

/** The newest row names the version in force: activation and roll-back are one insert. */
const policyActivation = model(
  POLICY_ACTIVATION_UID,
  TABLES.policyActivations,
  { version: { type: 'integer' }, activatedAt: datetime(), activatedByPrincipal: name() },
  []
);

/** The models to register with Strapi (`strapi.get('models').add`) before the database starts. */
export const MODELS = [membership, placement, policyVersion, policyActivation];
