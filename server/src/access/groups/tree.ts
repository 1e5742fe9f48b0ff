import { errors } from '@strapi/utils';

import type { Group, GroupConfig } from '../policy/types';

import { findCycles } from './cycles';

const refuse = (code: string, message: string, path?: readonly string[]): never => {
  throw new errors.ValidationError(message, path ? { code, path } : { code });
};

/**
 * For every group on a cycle of parents, that cycle, e.g. `['a', 'b', 'a']`. Parents that are not
 * among the groups are no edge here.
 */
export const findParentCycles = (
  groups: readonly GroupConfig[]
): ReadonlyMap<string, readonly string[]> =>
  findCycles(new Map(groups.map(({ code, parent }) => [code, parent ? [parent] : []])));

/**
 * Builds the tree: every group by its code, in the order given, with its ancestors and its subtree.
 * @throws ValidationError when a code occurs twice, a parent is missing or parents form a cycle
 * (`details.code`: DUPLICATE_CODE, UNKNOWN_GROUP, CYCLIC_GROUPS); a tree is never guessed.
 */
export const buildGroups = (configs: readonly GroupConfig[]): ReadonlyMap<string, Group> => {
  const byCode = indexByCode(configs);
  const [cycle] = findParentCycles(configs).values();
  if (cycle) {
    refuse('CYCLIC_GROUPS', `Cyclic parents: ${cycle.join(' > ')}`);
  }
  const children = indexChildren(configs, byCode);
  return new Map(
    configs.map((config) => [
      config.code,
      {
        code: config.code,
        name: config.name,
        kind: config.kind ?? 'organisation',
        parent: config.parent ?? null,
        matches: config.matches ?? [],
        ancestors: collectAncestors(config, byCode),
        subtree: collectSubtree(config.code, children),
      },
    ])
  );
};

const indexByCode = (configs: readonly GroupConfig[]): ReadonlyMap<string, GroupConfig> => {
  const byCode = new Map<string, GroupConfig>();
  for (const config of configs) {
    if (byCode.has(config.code)) {
      refuse('DUPLICATE_CODE', `Duplicate group code '${config.code}'`);
    }
    byCode.set(config.code, config);
  }
  return byCode;
};

const indexChildren = (
  configs: readonly GroupConfig[],
  byCode: ReadonlyMap<string, GroupConfig>
): ReadonlyMap<string, readonly string[]> => {
  const children = new Map<string, string[]>(configs.map(({ code }) => [code, []]));
  for (const { code, parent } of configs) {
    if (parent && !byCode.has(parent)) {
      refuse('UNKNOWN_GROUP', `Unknown group '${parent}'`);
    }
    if (parent) {
      children.get(parent)?.push(code);
    }
  }
  return children;
};

const collectAncestors = (
  config: GroupConfig,
  byCode: ReadonlyMap<string, GroupConfig>
): readonly string[] => {
  const ancestors: string[] = [];
  for (let next = config.parent; next; next = byCode.get(next)?.parent) {
    ancestors.push(next);
  }
  return ancestors;
};

const collectSubtree = (
  code: string,
  children: ReadonlyMap<string, readonly string[]>
): readonly string[] => {
  const subtree = [code];
  // Grows while it is read, level by level.
  for (const member of subtree) {
    subtree.push(...(children.get(member) ?? []));
  }
  return subtree;
};

/**
 * Gives the same groups with one of them under a new parent (`null` makes it a root); its subtree
 * goes with it.
 * @throws ValidationError when either group is missing or the move would put a group under itself
 * (`details.code`: UNKNOWN_GROUP, SELF_PARENT, CYCLIC_GROUPS).
 */
export const moveGroup = (
  groups: readonly GroupConfig[],
  code: string,
  newParent: string | null
): GroupConfig[] => {
  const tree = buildGroups(groups);
  const group = tree.get(code) ?? refuse('UNKNOWN_GROUP', `Unknown group '${code}'`, ['code']);
  if (newParent !== null && !tree.has(newParent)) {
    refuse('UNKNOWN_GROUP', `Unknown group '${newParent}'`, ['parent']);
  }
  if (newParent === code) {
    refuse('SELF_PARENT', `Group '${code}' cannot be its own parent`, ['parent']);
  }
  if (newParent !== null && group.subtree.includes(newParent)) {
    refuse('CYCLIC_GROUPS', `Group '${code}' cannot move under its descendant '${newParent}'`, [
      'parent',
    ]);
  }
  return groups.map((config) => (config.code === code ? { ...config, parent: newParent } : config));
};

/**
 * The groups that a value of a group attribute places a record in. Values are compared exactly,
 * upper and lower case apart, as the database does; a missing value matches nothing.
 */
export const findGroupsForValue = (
  groups: ReadonlyMap<string, Group>,
  value: string | number | bigint | null | undefined
): readonly Group[] => {
  if (value === null || value === undefined) {
    return [];
  }
  const wanted = String(value);
  return [...groups.values()].filter(({ matches }) => matches.includes(wanted));
};
