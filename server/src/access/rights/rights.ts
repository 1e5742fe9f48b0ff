import { clearDepthOf } from '../policy/field-path';
import type { CompiledPolicy, Depth, Profile, RecordAction } from '../policy/types';

/** A membership that is valid now. */
export interface Membership {
  readonly id: number;
  readonly principal: string;
  readonly group: string;
  readonly profile: string;
}

/** One reason why somebody has a right: a membership's profile reaches so deep from its group. */
export interface Grant {
  readonly membership: Membership | null;
  readonly depth: Exclude<Depth, 'none'>;
  /** Codes of the groups whose records are reached; empty for `own` and `all`. */
  readonly groups: readonly string[];
}

/** The union of all grants for one content type and action. */
export interface Reach {
  readonly all: boolean;
  /** Records the caller owns; every depth from `own` up includes them. */
  readonly own: boolean;
  readonly groups: readonly string[];
  readonly grants: readonly Grant[];
}

/** Reaches nothing. */
export const NO_REACH: Reach = { all: false, own: false, groups: [], grants: [] };

const grantOf = (policy: CompiledPolicy, membership: Membership, depth: Depth): Grant | null => {
  const group = policy.groups.get(membership.group);
  // A membership in a group that the policy no longer has grants nothing.
  if (depth === 'none' || !group) return null;
  if (depth === 'group') return { membership, depth, groups: [group.code] };
  if (depth === 'subtree') return { membership, depth, groups: group.subtree };
  return { membership, depth, groups: [] };
};

/** The union of what the memberships reach, each at its own depth. */
const unionOf = (
  policy: CompiledPolicy,
  memberships: readonly Membership[],
  depthOf: (profile: Profile) => Depth | undefined
): Reach => {
  const grants = memberships
    .map((membership) => {
      const profile = policy.profiles.get(membership.profile);
      return grantOf(policy, membership, (profile && depthOf(profile)) ?? 'none');
    })
    .filter((grant): grant is Grant => grant !== null);
  return {
    all: grants.some((grant) => grant.depth === 'all'),
    own: grants.length > 0,
    groups: [...new Set(grants.flatMap((grant) => grant.groups))],
    grants,
  };
};

/** What memberships allow on the records of a content type: their union. Pure. */
export const reachOf = (
  policy: CompiledPolicy,
  memberships: readonly Membership[],
  uid: string,
  action: RecordAction
): Reach => unionOf(policy, memberships, (profile) => profile.depths[uid]?.[action]);

/** The records of a content type that show one of its masked attributes as it is. Pure. */
export const clearReachOf = (
  policy: CompiledPolicy,
  memberships: readonly Membership[],
  uid: string,
  field: string
): Reach => unionOf(policy, memberships, (profile) => clearDepthOf(profile.clear[uid], field));

/** What a caller without a log-in may do: everything of a type, or nothing. */
export const publicReachOf = (policy: CompiledPolicy, uid: string, action: RecordAction): Reach =>
  policy.publicDepths.get(uid)?.[action] === 'all'
    ? { ...NO_REACH, all: true, grants: [{ membership: null, depth: 'all', groups: [] }] }
    : NO_REACH;

/** What a share may name to reach the holders of these memberships, besides themselves. */
export const audiencesOf = (memberships: readonly Membership[]): string[] =>
  memberships.flatMap(({ group, profile }) => [`group:${group}`, `profile:${profile}`]);

/** The tasks that the memberships' profiles hold together. */
export const tasksOf = (
  policy: CompiledPolicy,
  memberships: readonly Membership[]
): ReadonlySet<string> =>
  new Set(
    memberships
      .filter((membership) => policy.groups.has(membership.group))
      .flatMap((membership) => policy.profiles.get(membership.profile)?.tasks ?? [])
  );
