import type {
  GroupConfig,
  PolicyDocument,
  RecordAction,
  ShareLevel,
} from '../../../server/src/access/policy/types';

/** Answers of the plugin's admin API, as far as the panel reads them. Instants are ISO 8601. */

export interface Pagination {
  page: number;
  pageSize: number;
  pageCount: number;
  total: number;
}

export interface Paged<T> {
  data: T;
  meta: { pagination: Pagination };
}

export interface PolicyVersion {
  version: number;
  digest: string;
  createdAt: string;
  createdBy: string | null;
}

export interface ActivePolicy extends PolicyVersion {
  document: PolicyDocument;
}

export interface PartDiff {
  added: string[];
  removed: string[];
  changed: string[];
}

export interface AccessChange {
  contentType: string;
  principal: string;
  gained: number;
  lost: number;
  samples: { gained: string[]; lost: string[] };
}

export interface Comparison {
  version: number | null;
  document: PolicyDocument;
  diff: {
    document: {
      groups: PartDiff;
      profiles: PartDiff;
      contentTypes: PartDiff;
      sharingRules: { added: number; removed: number };
      audiences: { superAdmin: boolean; public: PartDiff };
      changed: boolean;
    };
    access: AccessChange[];
    truncated: boolean;
  };
}

export interface GroupsAnswer {
  data: GroupConfig[];
  meta: { version: number };
}

export interface Membership {
  id: number;
  principal: string;
  group: string;
  profile: string;
  validFrom: string | null;
  validTo: string | null;
}

export type MembershipInput = Omit<Membership, 'id'>;

export interface NamedPrincipal {
  principal: string;
  kind: 'admin' | 'user' | 'token';
  name: string;
  detail: string | null;
}

export interface TypeView {
  uid: string;
  displayName: string;
  kind: 'collectionType' | 'singleType';
  attributes: { name: string; type: string; target: string | null }[];
}

export interface Reason {
  kind: string;
  key: string;
  params: Record<string, string | number | null>;
  text: string;
}

export interface Explanation {
  allowed: boolean;
  grants: Reason[];
  blocks: Reason[];
}

export interface RecordKey {
  contentType: string;
  documentId: string;
}

export interface ReadersPage {
  owner: string | null;
  groups: string[];
  readers: { principal: string; grants: Reason[] }[];
}

export interface Share extends RecordKey {
  id: number;
  principal: string;
  level: ShareLevel;
  expiresAt: string | null;
  reason: string | null;
  createdAt: string | null;
  createdBy: string | null;
}

export type ShareInput = RecordKey & {
  principal: string;
  level: ShareLevel;
  expiresAt: string | null;
  reason: string | null;
};

export interface Placement {
  owner: string | null;
  group: string | null;
}

export interface Restriction {
  kind: 'art-18' | 'legal-hold';
  reason: string | null;
  expiresAt: string | null;
}

export interface Me {
  principal: string;
  unrestricted: boolean;
  memberships: Pick<Membership, 'id' | 'group' | 'profile'>[];
  /** By governed content type. */
  rights: Record<string, Record<RecordAction, { depth: string; groups: string[] }>>;
  /** By governed content type, fields with a rule, and how deep the user sees each clear. */
  masked: Record<string, { field: string; strategy: string; clear: { depth: string } }[]>;
  tasks: string[];
}

export interface Overview {
  policy: {
    version: number;
    createdAt: string;
    createdBy: string | null;
    groups: number;
    profiles: number;
    contentTypes: number;
  } | null;
  memberships: number;
  shares: { open: number; expiringSoon: number };
  restrictions: Record<Restriction['kind'], number>;
  /** The last 30 days (UTC), oldest first. */
  activity: { day: string; reveals: number; denials: number }[];
  /** Open requests by how long their deadline is away. */
  requests: Record<'late' | 'within7Days' | 'within30Days' | 'later', number>;
}

export interface CanaryResult {
  canary: string;
  contentType: string | null;
  ok: boolean;
  problem?: string;
}

export interface Unreachable {
  contentType: string;
  count: number;
  samples: string[];
}

export interface TransferReport {
  from: string;
  to: string;
  dryRun: boolean;
  contentTypes: Record<string, { count: number; samples: string[] }>;
  ended: { memberships: number; shares: number; reveals: number } | null;
}

/** A record by the name that its own type shows it under. */
export interface NamedRecord {
  documentId: string;
  name: string;
}

/** What a strategy can be told. */
export interface MaskParameter {
  name: string;
  type: 'integer' | 'number' | 'string' | 'boolean' | 'other';
  required: boolean;
  minimum?: number;
  maximum?: number;
}
