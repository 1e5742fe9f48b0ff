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
  contentTypes: Record<Uid, Partial<Record<Right, Depth>>>;
  tasks?: string[];
}

export interface GovernedType {
  group?: Placement;
  owner?: Owner;
}

export interface Policy {
  version: 1;
  groups: PolicyGroup[];
  profiles: PolicyProfile[];
  contentTypes: Record<Uid, GovernedType>;
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

/** Everything that decides who sees which rows. */
export interface Rules {
  policy: Policy;
  memberships: Membership[];
  placements: HandPlacement[];
}
