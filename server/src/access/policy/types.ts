import type { SignInConfig, SignInRule } from '../sign-in/sign-in-rule';
import type { CompiledMask, MaskCatalogue } from './mask-catalogue';

/**
 * The words of the policy: the document as an administrator writes it (`…Config`), and the compiled
 * form the rest of the plugin works with. Pure types and the closed lists they come from.
 */

import type { PrivacyConfig } from './privacy-types';

/** Depths from the narrowest to the widest; the order is the meaning. */
export const DEPTHS = ['none', 'own', 'group', 'subtree', 'all'] as const;
export type Depth = (typeof DEPTHS)[number];

/** What a profile can allow on the records of a content type. */
export const RECORD_ACTIONS = [
  'create',
  'read',
  'update',
  'delete',
  'publish',
  'share',
  'export',
  'import',
] as const;
export type RecordAction = (typeof RECORD_ACTIONS)[number];

export const GROUP_KINDS = ['region', 'team', 'organisation'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** Levels of a share, each including the ones before it. */
export const SHARE_LEVELS = ['read', 'update', 'delete', 'share'] as const;
export type ShareLevel = (typeof SHARE_LEVELS)[number];

export const SUPER_ADMIN_MODES = ['bypass', 'audited', 'governed'] as const;
export type SuperAdminMode = (typeof SUPER_ADMIN_MODES)[number];

/** Without memberships there is nothing between nothing and everything. */
export const PUBLIC_DEPTHS = ['none', 'all'] as const;
export type PublicDepth = (typeof PUBLIC_DEPTHS)[number];

/** The content type of groups, which a relation placement must lead to. */
export const GROUP_UID = 'plugin::custodian.group';

/** Content types that hold principals, and the prefix their principals carry. */
export const PRINCIPAL_KIND_BY_UID: Readonly<Record<string, 'user' | 'admin'>> = {
  'plugin::users-permissions.user': 'user',
  'admin::user': 'admin',
};

// ---- the document -------------------------------------------------------------------------------

export interface GroupConfig {
  code: string;
  name: string;
  /** `organisation` when absent. */
  kind?: GroupKind;
  parent?: string | null;
  /** Values of a record's group attribute that place the record in this group. */
  matches?: string[];
}

export type ProfileTypeConfig = Partial<Record<RecordAction, Depth>> & {
  /** Depth up to which masked attributes are shown clear; `*` stands for every attribute. */
  clear?: Record<string, Depth>;
  readonly?: string[];
};

export interface ProfileConfig {
  code: string;
  name: string;
  contentTypes?: Record<string, ProfileTypeConfig>;
  tasks?: string[];
  signIn?: SignInConfig;
}

/** Exactly one of the four is set. */
export interface GroupPlacementConfig {
  attribute?: string;
  relation?: string;
  inherit?: string | string[];
  assigned?: true;
}

/** Exactly one of the two is set. */
export interface OwnerReferenceConfig {
  attribute?: string;
  relation?: string;
}

export type OwnerPlacementConfig = 'creator' | OwnerReferenceConfig;

/** A strategy by its name, beside the parameters that it has. */
export interface MaskConfig {
  strategy: string;
  [parameter: string]: unknown;
}

export interface FieldRuleConfig {
  mask: MaskConfig;
}

export interface GovernedTypeConfig {
  group?: GroupPlacementConfig;
  owner?: OwnerPlacementConfig;
  fields?: Record<string, FieldRuleConfig>;
  /** Records who reads which records, through which door. */
  auditReads?: boolean;
}

export interface SharingRuleConfig {
  contentType: string;
  where: Record<string, unknown>;
  principal: string;
  level: ShareLevel;
}

export type PublicTypeConfig = Partial<Record<RecordAction, PublicDepth>>;

export interface AudiencesConfig {
  public?: { contentTypes?: Record<string, PublicTypeConfig> };
  superAdmin?: SuperAdminMode;
}

export interface PolicyDocument {
  version: 1;
  groups: GroupConfig[];
  profiles: ProfileConfig[];
  contentTypes: Record<string, GovernedTypeConfig>;
  sharingRules?: SharingRuleConfig[];
  audiences?: AudiencesConfig;
  /** What is personal data, of governed types and of any other. */
  privacy?: PrivacyConfig;
}

/** One thing that is wrong with a document: where, which rule, and the sentence for a reader. */
export interface PolicyIssue {
  path: (string | number)[];
  code: string;
  message: string;
}

// ---- what validation needs to know of the project -----------------------------------------------

export interface SchemaAttribute {
  type: string;
  relation?: string;
  target?: string;
  component?: string;
  repeatable?: boolean;
  components?: string[];
  customField?: string;
  enum?: string[];
  /** How the column was asked for, where the schema says so. */
  column?: { type?: string; args?: unknown[] };
  required?: boolean;
  /** `pluginOptions.custodian.privacy`, as the project wrote it. */
  privacy?: unknown;
}

export interface SchemaContentType {
  uid: string;
  kind: 'collectionType' | 'singleType';
  governable: boolean;
  attributes: Record<string, SchemaAttribute>;
  /** `pluginOptions.custodian.privacy`, as the project wrote it. */
  privacy?: unknown;
}

export interface SchemaComponent {
  attributes: Record<string, SchemaAttribute>;
}

/** What validation needs to know of the project's schemas; see schema-model.ts for the adapter. */
export interface SchemaModel {
  contentTypes: Record<string, SchemaContentType>;
  components: Record<string, SchemaComponent>;
  /** The ways to mask a value. */
  masks: MaskCatalogue;
}

// ---- the compiled policy ------------------------------------------------------------------------

export interface Group {
  code: string;
  name: string;
  kind: GroupKind;
  parent: string | null;
  matches: readonly string[];
  /** Nearest first, the root last. */
  ancestors: readonly string[];
  /** Its own code first, then every descendant. */
  subtree: readonly string[];
}

export type GroupPlacement =
  | { kind: 'attribute'; attribute: string }
  | { kind: 'relation'; attribute: string }
  | { kind: 'inherit'; attributes: readonly string[] }
  | { kind: 'assigned' }
  | { kind: 'none' };

export type OwnerPlacement =
  | { kind: 'creator' }
  | { kind: 'attribute'; attribute: string }
  | { kind: 'relation'; attribute: string; principalKind: 'user' | 'admin' };

/** A field rule, with where it leads and its mask ready for use. */
export interface FieldRule {
  /** As the policy writes it. */
  field: string;
  steps: readonly { readonly attribute: string; readonly component: string }[];
  attribute: string;
  strategy: string;
  mask: CompiledMask;
}

export interface GovernedType {
  uid: string;
  group: GroupPlacement;
  owner: OwnerPlacement;
  fields: readonly FieldRule[];
  auditReads: boolean;
}

export interface Profile {
  code: string;
  name: string;
  /** By content type; every action is present, `none` where the document is silent. */
  depths: Readonly<Record<string, Readonly<Record<RecordAction, Depth>>>>;
  /** By content type, then by attribute or `*`. */
  clear: Readonly<Record<string, Readonly<Record<string, Depth>>>>;
  /** By content type. */
  readonly: Readonly<Record<string, readonly string[]>>;
  tasks: readonly string[];
  /** When and from where memberships are in force; null: always, from anywhere. */
  signIn: SignInRule | null;
}

export interface CompiledPolicy {
  document: PolicyDocument;
  groups: ReadonlyMap<string, Group>;
  profiles: ReadonlyMap<string, Profile>;
  types: ReadonlyMap<string, GovernedType>;
  publicDepths: ReadonlyMap<string, Readonly<Partial<Record<RecordAction, PublicDepth>>>>;
  superAdmin: SuperAdminMode;
  sharingRules: readonly SharingRuleConfig[];
}
