import { holds } from './conditions';
import type { Database } from './database';
import type { Level, Membership, Rules } from './policy';
import { attributeOf } from './schema';
import type { Row, Uid } from './types';
import { text } from './types';

/** Whether a row is shared with somebody at one of the levels. */
export type Shared = (uid: Uid, row: Row, levels: readonly Level[]) => boolean;

/** Whom a share must name to reach a principal that has these memberships. */
export const namesOf = (principal: string, memberships: Membership[]): Set<string> =>
  new Set([
    principal,
    ...memberships.flatMap(({ group, profile }) => [`group:${group}`, `profile:${profile}`]),
  ]);

/** Whether a share or restriction is not over. */
export const isOpen = (expiresAt: string | null, now: number) =>
  expiresAt === null || now < Date.parse(expiresAt);

/** Shares by hand, by a rule, and through the records that this one takes its group from. */
export function createShared(
  { policy, shares }: Rules,
  database: Database,
  principal: string,
  memberships: Membership[],
  now: number
): Shared {
  const names = namesOf(principal, memberships);

  const itself: Shared = (uid, row, levels) =>
    shares.some(
      (share) =>
        share.contentType === uid &&
        share.documentId === text(row.documentId) &&
        names.has(share.principal) &&
        levels.includes(share.level) &&
        isOpen(share.expiresAt, now)
    ) ||
    policy.sharingRules.some(
      (rule) =>
        rule.contentType === uid &&
        names.has(rule.principal) &&
        levels.includes(rule.level) &&
        holds(uid, row, rule.where)
    );

  const shared: Shared = (uid, row, levels) => {
    if (itself(uid, row, levels)) return true;
    const group = policy.contentTypes[uid]?.group;
    if (!group || !('inherit' in group)) return false;
    return [group.inherit].flat().some((name) => {
      const relation = attributeOf(uid, name);
      if (relation.kind !== 'relation') return false;
      const parents = database.related(relation, row);
      return parents.some((parent) => shared(relation.target, parent, levels));
    });
  };
  return shared;
}

/** Documents that nobody but the holders of the pass may read now. */
export const createHidden = ({ restrictions }: Rules, now: number) => {
  const marks = restrictions.filter(({ expiresAt }) => isOpen(expiresAt, now));
  return (uid: Uid, row: Row, kinds: readonly string[]): boolean =>
    marks.some(
      ({ contentType, documentId, kind }) =>
        contentType === uid && documentId === text(row.documentId) && kinds.includes(kind)
    );
};
