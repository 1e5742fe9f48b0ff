import type { Core } from '@strapi/strapi';
import type { Actor } from '../../platform/actor';
import { anyOf, failsFor, type Predicate } from '../../platform/sql';
import { validMemberships } from '../memberships/valid-memberships';
import type { PolicyStore } from '../policy/store';
import type { CompiledPolicy } from '../policy/types';
import type { AccessSql } from '../rights/access-sql';
import { audiencesOf, publicReachOf, reachOf, type Reach } from '../rights/rights';
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
  readonly policies: PolicyStore;
  readonly writerFor: (policy: CompiledPolicy) => AccessSql;
  readonly owned: OwnedRecords;
}

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
  const audience = [...principals, ...audiencesOf(members)];
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
    const policy = await input.policies.inForce();
    if (!policy) return [];
    const now = new Date();
    const memberships = await validMemberships(input, now);
    const writer = input.writerFor(policy);
    const found: UnreachableRecords[] = [];
    for (const uid of policy.types.keys()) {
      const reach = reachOf(policy, memberships, uid, 'read');
      if (reach.all || publicReachOf(policy, uid, 'read').all) continue;
      const outOfReach = (context: RowContext): Predicate =>
        failsFor(reachedByAnybody(writer, uid, reach, now, context));
      const count = await input.owned.count(uid, [outOfReach]);
      if (count === 0) continue;
      const samples = await input.owned.next(uid, [outOfReach], '', limit);
      found.push({ contentType: uid, count, samples });
    }
    return found;
  };
