import type { Core } from '@strapi/strapi';
import type { Actor } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import { anyOf, sql, toCondition, type Predicate } from '../../platform/sql';
import { TABLES } from '../models';
import type { CompiledPolicy } from '../policy/types';
import type { AccessSql } from '../rights/access-sql';
import { publicReachOf, reachOf, type Membership, type Reach } from '../rights/rights';
import type { RowContext } from '../../enforcement/access-rule';
import { levelsFor } from '../shares/share-sql';
import type { OwnedRecords } from './owned-records';

/** Records of one type that nobody but an unrestricted super admin can read. */
export interface UnreachableRecords {
  readonly contentType: string;
  readonly count: number;
  /** documentIds, the first in order. */
  readonly samples: readonly string[];
}

/** Lists what nobody can reach, per governed type. Expects system scope. */
export type FindUnreachable = (limit: number) => Promise<UnreachableRecords[]>;

/** What the search is made of. */
export interface UnreachableInput {
  readonly strapi: Core.Strapi;
  readonly dialect: Dialect;
  readonly policyInForce: () => Promise<CompiledPolicy | null>;
  readonly writerFor: (policy: CompiledPolicy) => AccessSql;
  readonly owned: OwnedRecords;
}

interface MembershipRow {
  id: number;
  principal: string;
  group_code: string;
  profile_code: string;
}

const validMemberships = async (
  { strapi, dialect }: UnreachableInput,
  now: Date
): Promise<Membership[]> => {
  const rows: MembershipRow[] = await strapi.db.connection
    .from(dialect.table(TABLES.memberships).name)
    .whereRaw('(valid_from is null or valid_from <= ?)', [now] as never[])
    .whereRaw('(valid_to is null or valid_to > ?)', [now] as never[])
    .select('id', 'principal', 'group_code', 'profile_code');
  return rows.map((row) => ({
    id: row.id,
    principal: row.principal,
    group: row.group_code,
    profile: row.profile_code,
  }));
};

/** Rows that anybody at all can read, by the memberships of everybody taken together. */
const reachedByAnybody = (
  writer: AccessSql,
  uid: string,
  { groups, grants }: Reach,
  now: Actor['now'],
  context: RowContext
): Predicate => {
  const members = grants.flatMap(({ membership }) => (membership ? [membership] : []));
  const principals = [...new Set(members.map(({ principal }) => principal))];
  const audience = [
    ...principals,
    ...members.flatMap(({ group, profile }) => [`group:${group}`, `profile:${profile}`]),
  ];
  return anyOf([
    writer.placedIn(uid, groups, context),
    writer.ownedBy(uid, principals, context),
    writer.sharedWith(uid, { principals: [...new Set(audience)], now }, levelsFor('read'), context),
  ]);
};

/** Creates the search. */
export const createFindUnreachable =
  (input: UnreachableInput): FindUnreachable =>
  async (limit) => {
    const policy = await input.policyInForce();
    if (!policy) return [];
    const now = new Date();
    const memberships = await validMemberships(input, now);
    const writer = input.writerFor(policy);
    const found: UnreachableRecords[] = [];
    for (const uid of policy.types.keys()) {
      const reach = reachOf(policy, memberships, uid, 'read');
      if (reach.all || publicReachOf(policy, uid, 'read').all) continue;
      // Not `not`: what compares with a missing value is neither true nor false.
      const outOfReach = (context: RowContext): Predicate =>
        sql`case when ${toCondition(reachedByAnybody(writer, uid, reach, now, context))} then 0 else 1 end = 1`;
      const count = await input.owned.count(uid, [outOfReach]);
      if (count === 0) continue;
      const samples = await input.owned.next(uid, [outOfReach], '', limit);
      found.push({ contentType: uid, count, samples });
    }
    return found;
  };
