import { bareModel, datetime, index, name, text } from '../platform/bare-model';

/**
 * The plugin's own tables, as bare database models: they have no document service, no content API,
 * no GraphQL and no MCP surface, so that nothing but the services here can read or write them.
 */
export const MEMBERSHIP_UID = 'plugin::custodian.membership';
export const PLACEMENT_UID = 'plugin::custodian.placement';
export const SHARE_UID = 'plugin::custodian.share';
export const RESTRICTION_UID = 'plugin::custodian.restriction';
export const POLICY_VERSION_UID = 'plugin::custodian.policy-version';
export const POLICY_ACTIVATION_UID = 'plugin::custodian.policy-activation';

export const TABLES = {
  memberships: 'custodian_memberships',
  placements: 'custodian_placements',
  shares: 'custodian_shares',
  restrictions: 'custodian_restrictions',
  policyVersions: 'custodian_policy_versions',
  policyActivations: 'custodian_policy_activations',
  groups: 'custodian_groups',
} as const;

const required = { notNullable: true };

/** Who belongs to which group, with which profile, and when: `validFrom <= now < validTo`. */
const membership = bareModel(
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
const placement = bareModel(
  PLACEMENT_UID,
  TABLES.placements,
  { contentType: name(), documentId: name(), ownerPrincipal: name(), groupCode: name() },
  [
    index(TABLES.placements, 'record', ['content_type', 'document_id'], true),
    index(TABLES.placements, 'owner', ['owner_principal', 'content_type', 'document_id']),
    index(TABLES.placements, 'group', ['group_code', 'content_type', 'document_id']),
  ]
);

/** One record opened to one principal (also `group:<code>`, `profile:<code>`) until `expiresAt`. */
const share = bareModel(
  SHARE_UID,
  TABLES.shares,
  {
    contentType: name(),
    documentId: name(),
    principal: name(),
    level: name(),
    expiresAt: datetime(),
    reason: text(),
    createdAt: datetime(),
    createdByPrincipal: name(),
  },
  [
    index(TABLES.shares, 'record', ['content_type', 'document_id', 'principal']),
    index(TABLES.shares, 'principal', ['principal', 'content_type', 'document_id']),
  ]
);

/** A record under Art. 18 or legal hold, until `expiresAt`. */
const restriction = bareModel(
  RESTRICTION_UID,
  TABLES.restrictions,
  {
    contentType: name(),
    documentId: name(),
    kind: name(),
    reason: text(),
    expiresAt: datetime(),
    createdAt: datetime(),
    createdByPrincipal: name(),
  },
  [index(TABLES.restrictions, 'record', ['content_type', 'document_id', 'kind'], true)]
);

/** Every policy document that was ever activated. Rows are never changed. */
const policyVersion = bareModel(
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
const policyActivation = bareModel(
  POLICY_ACTIVATION_UID,
  TABLES.policyActivations,
  { version: { type: 'integer' }, activatedAt: datetime(), activatedByPrincipal: name() },
  []
);

/** The models to register with Strapi (`strapi.get('models').add`) before the database starts. */
export const MODELS = [membership, placement, share, restriction, policyVersion, policyActivation];
