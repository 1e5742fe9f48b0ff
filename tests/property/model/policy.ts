import type { Uid } from './types';

/** The parts of a policy document that reading and writing depend on. */

/** What somebody may be allowed to do with a record. */
export type Right = 'create' | 'read' | 'update' | 'delete' | 'publish';

export type Depth = 'none' | 'own' | 'group' | 'subtree' | 'all';

export type Placement =
  | { attribute: string }
  | { relation: string }
  | { inherit: string | string[] }
  | { assigned: true };

export type Owner = 'creator' | { attribute: string } | { relation: string };

export interface PolicyGroup {
  code: string;
  name: string;
  kind: 'region' | 'team' | 'organisation';
  parent?: string;
  matches?: string[];
}

export interface PolicyProfile {
  code: string;
  name: string;
  contentTypes: Record<
    Uid,
    Partial<Record<Right, Depth>> & { clear?: Record<string, Depth> | undefined }
  >;
  tasks?: string[];
}

export type Level = 'read' | 'update' | 'delete' | 'share';

/** A condition on a type's own attributes, with the operators of Strapi's filters. */
export interface Condition {
  [attributeOrOperator: string]: unknown;
}

export interface SharingRule {
  contentType: Uid;
  where: Condition;
  principal: string;
  level: Level;
}

/** What a masked attribute shows; the kinds of which the model knows what they make of a value. */
export type Mask =
  | { strategy: 'redact'; text?: string }
  | { strategy: 'hidden' }
  | { strategy: 'bucket'; step: number }
  | { strategy: 'year' };

export interface GovernedType {
  group?: Placement;
  owner?: Owner;
  fields?: Record<string, { mask: Mask }>;
}

export interface Policy {
  version: 1;
  groups: PolicyGroup[];
  profiles: PolicyProfile[];
  contentTypes: Record<Uid, GovernedType>;
  sharingRules: SharingRule[];
  audiences: {
    public: { contentTypes: Record<Uid, { read: 'none' | 'all' }> };
    superAdmin: 'bypass' | 'audited' | 'governed';
  };
}

export interface Membership {
  principal: string;
  group: string;
  profile: string;
  validFrom: string | null;
  validTo: string | null;
}

/** Group and owner of a document in the side table. */
export interface HandPlacement {
  contentType: Uid;
  documentId: string;
  owner: string | null;
  group: string | null;
}

/** One document opened to a principal, a group or a profile. */
export interface Share {
  contentType: Uid;
  documentId: string;
  principal: string;
  level: Level;
  expiresAt: string | null;
}

/** A document under Art. 18 or legal hold. */
export interface Restriction {
  contentType: Uid;
  documentId: string;
  kind: 'art-18' | 'legal-hold';
  expiresAt: string | null;
}

/** Everything that decides who sees which rows. */
export interface Rules {
  policy: Policy;
  memberships: Membership[];
  placements: HandPlacement[];
  shares: Share[];
  restrictions: Restriction[];
}
