import type { Database } from './database';
import { createDatabase } from './database';
import type { Depth, Level, Owner, Placement, PolicyGroup, Right, Rules } from './policy';
import type { RelationAttribute } from './schema';
import { attributeOf } from './schema';
import { createHidden, createShared } from './shares';
import type { DataSet, Row, Uid } from './types';
import { text } from './types';

/** Whether an actor sees a row of a type. */
export type Visible = (uid: Uid, row: Row) => boolean;

const GROUP = 'plugin::custodian.group';

const PRINCIPAL_PREFIX: Record<string, string> = {
  'plugin::users-permissions.user': 'user',
  'admin::user': 'admin',
};

/** Groups and owners of records. */
export interface Facts {
  groups(uid: Uid, row: Row): Set<string>;
  owner(uid: Uid, row: Row): Set<string>;
}

const relationOf = (uid: Uid, name: string): RelationAttribute => {
  const attribute = attributeOf(uid, name);
  if (attribute.kind !== 'relation') throw new Error(`${uid}.${name} is not a relation`);
  return attribute;
};

/** Where records are and whose they are, judged on all rows: what nobody sees still counts. */
export const createFacts = (
  rules: Rules,
  data: DataSet,
  database: Database = createDatabase(data)
): Facts => {
  const known = new Map<string, Set<string>>();
  const byHand = new Map(
    rules.placements.map((item) => [`${item.contentType}|${item.documentId}`, item])
  );
  const handOf = (uid: Uid, row: Row) => byHand.get(`${uid}|${text(row.documentId)}`);

  const place = (placement: Placement, uid: Uid, row: Row): string[] => {
    if ('assigned' in placement) return [handOf(uid, row)?.group ?? []].flat();
    if ('relation' in placement) {
      const groups = database.related(relationOf(uid, placement.relation), row);
      return groups.map(({ code }) => text(code));
    }
    if ('attribute' in placement) {
      const value = row[placement.attribute];
      const holds = ({ matches = [] }: PolicyGroup) => matches.some((match) => match === value);
      return rules.policy.groups.filter(holds).map(({ code }) => code);
    }
    return [placement.inherit].flat().flatMap((name) => {
      const relation = relationOf(uid, name);
      const parents = database.related(relation, row);
      return parents.flatMap((parent) => [...groups(relation.target, parent)]);
    });
  };

  const groups = (uid: Uid, row: Row): Set<string> => {
    const key = `${uid}|${row.id}`;
    const before = known.get(key);
    if (before) return before;
    const placement = rules.policy.contentTypes[uid]?.group;
    const found = new Set(placement ? place(placement, uid, row) : []);
    known.set(key, found);
    return found;
  };

  const owner = (uid: Uid, row: Row): Set<string> => {
    const rule: Owner = rules.policy.contentTypes[uid]?.owner ?? 'creator';
    if (rule === 'creator') return new Set([handOf(uid, row)?.owner ?? []].flat());
    if ('attribute' in rule) return new Set([text(row[rule.attribute])]);
    const relation = relationOf(uid, rule.relation);
    const prefix = PRINCIPAL_PREFIX[relation.target] ?? relation.target;
    return new Set(database.related(relation, row).map(({ id }) => `${prefix}:${id}`));
  };

  return { groups, owner };
};

/** A group and everything below it. */
const subtree = (code: string, groups: PolicyGroup[]): string[] => [
  code,
  ...groups.filter(({ parent }) => parent === code).flatMap((child) => subtree(child.code, groups)),
];

interface Grant {
  depth: Depth;
  group: string;
}

/** Memberships of a principal that are valid now. */
export const membershipsOf = ({ policy, memberships }: Rules, principal: string, now: number) =>
  memberships.filter(
    (item) =>
      item.principal === principal &&
      policy.groups.some(({ code }) => code === item.group) &&
      (item.validFrom === null || Date.parse(item.validFrom) <= now) &&
      (item.validTo === null || now < Date.parse(item.validTo))
  );

const LEVELS: Partial<Record<Right, Level[]>> = {
  read: ['read', 'update', 'delete', 'share'],
  update: ['update', 'delete', 'share'],
  delete: ['delete', 'share'],
};

const PUBLIC = 'public';

/** The restrictions that stand against a right, for those without the pass. */
const blockingKinds = (right: Right): string[] => {
  if (right === 'create') return [];
  return right === 'read' ? ['art-18'] : ['art-18', 'legal-hold'];
};

/** Which rows a right of a principal reaches by these rules, at one moment; what it sees, when none is named. */
export function createVisibility(
  rules: Rules,
  data: DataSet,
  principal: string,
  now = Date.now(),
  right: Right = 'read'
): Visible {
  const database = createDatabase(data);
  const facts = createFacts(rules, data, database);
  const { policy } = rules;
  const memberships = membershipsOf(rules, principal, now);
  const profiles = memberships.map(({ profile }) =>
    policy.profiles.find(({ code }) => code === profile)
  );
  const hasPass = profiles.some((profile) => profile?.tasks?.includes('read-restricted'));
  const isShared = createShared(rules, database, principal, memberships, now);
  const isHidden = createHidden(rules, now);

  const grantsOn = (uid: Uid): Grant[] =>
    memberships.map(({ group }, index) => ({
      group,
      depth: profiles[index]?.contentTypes[uid]?.[right] ?? 'none',
    }));

  const reaches = ({ depth, group }: Grant, uid: Uid, row: Row): boolean => {
    if (depth === 'none') return false;
    if (depth === 'all') return true;
    if (facts.owner(uid, row).has(principal)) return true;
    if (depth === 'own') return false;
    const reach = depth === 'group' ? [group] : subtree(group, policy.groups);
    return reach.some((code) => facts.groups(uid, row).has(code));
  };

  const isOpenToPublic = (uid: Uid): boolean =>
    right === 'read' && policy.audiences.public.contentTypes[uid]?.read === 'all';

  const isGranted = (uid: Uid, row: Row): boolean => {
    if (principal === PUBLIC) return isOpenToPublic(uid);
    const grants = grantsOn(uid);
    if (grants.some((grant) => reaches(grant, uid, row))) return true;
    return grants.some(({ depth }) => depth !== 'none') && isShared(uid, row, LEVELS[right] ?? []);
  };

  const blocking = right === 'read' && hasPass ? [] : blockingKinds(right);

  return (uid, row) => {
    if (uid === GROUP || !policy.contentTypes[uid]) return true;
    return isGranted(uid, row) && !isHidden(uid, row, blocking);
  };
}
