import type { GroupConfig } from '../../../../server/src/access/policy/types';

/** A group as a line of the tree that is shown. */
export interface TreeRow {
  readonly group: GroupConfig;
  /** From 1. */
  readonly level: number;
  /** Place among its siblings, from 1, and how many of them there are. */
  readonly position: number;
  readonly siblings: number;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
}

type Children = ReadonlyMap<string | null, readonly GroupConfig[]>;

const childrenOf = (groups: readonly GroupConfig[]): Children => {
  const known = new Set(groups.map(({ code }) => code));
  const children = new Map<string | null, GroupConfig[]>();
  for (const group of groups) {
    const parent = group.parent && known.has(group.parent) ? group.parent : null;
    const list = children.get(parent) ?? [];
    list.push(group);
    children.set(parent, list);
  }
  return children;
};

const matches = ({ name, code }: GroupConfig, search: string): boolean =>
  name.toLowerCase().includes(search) || code.toLowerCase().includes(search);

/** The groups that match a search, with those above them, so that it shows where they are. */
const found = (groups: readonly GroupConfig[], search: string): ReadonlySet<string> => {
  const byCode = new Map(groups.map((group) => [group.code, group]));
  const kept = new Set<string>();
  for (const group of groups.filter((one) => matches(one, search)))
    for (
      let next: GroupConfig | undefined = group;
      next && !kept.has(next.code);
      next = next.parent ? byCode.get(next.parent) : undefined
    )
      kept.add(next.code);
  return kept;
};

/**
 * The lines of the tree from top to bottom: roots, and what is below open groups. While something is
 * searched, whatever leads to a match is open.
 */
export const treeRows = (
  groups: readonly GroupConfig[],
  open: ReadonlySet<string>,
  search = ''
): TreeRow[] => {
  const needle = search.trim().toLowerCase();
  const kept = needle === '' ? null : found(groups, needle);
  const children = childrenOf(groups);
  const rows: TreeRow[] = [];
  const add = (parent: string | null, level: number): void => {
    const siblings = (children.get(parent) ?? []).filter(({ code }) => kept?.has(code) ?? true);
    siblings.forEach((group, index) => {
      const below = (children.get(group.code) ?? []).filter(({ code }) => kept?.has(code) ?? true);
      const isOpen = below.length > 0 && (kept !== null || open.has(group.code));
      rows.push({
        group,
        level,
        position: index + 1,
        siblings: siblings.length,
        hasChildren: below.length > 0,
        isOpen,
      });
      if (isOpen) add(group.code, level + 1);
    });
  };
  add(null, 1);
  return rows;
};

/** What a key does to the tree: another line becomes the active one, or one opens or closes. */
export interface KeyEffect {
  readonly active?: string;
  readonly open?: string;
  readonly close?: string;
}

const parentRow = (rows: readonly TreeRow[], index: number): TreeRow | undefined => {
  const level = rows[index]?.level ?? 1;
  return rows
    .slice(0, index)
    .reverse()
    .find((row) => row.level < level);
};

/** Keys as the ARIA pattern for trees has them; null for a key that means nothing here. */
export const keyEffect = (
  key: string,
  rows: readonly TreeRow[],
  active: string | null
): KeyEffect | null => {
  const index = rows.findIndex(({ group }) => group.code === active);
  const row = rows[index];
  const goTo = (target: TreeRow | undefined): KeyEffect =>
    target ? { active: target.group.code } : {};
  switch (key) {
    case 'ArrowDown':
      return goTo(rows[index + 1]);
    case 'ArrowUp':
      return goTo(index === -1 ? rows[0] : rows[index - 1]);
    case 'Home':
      return goTo(rows[0]);
    case 'End':
      return goTo(rows.at(-1));
    case 'ArrowRight':
      if (!row?.hasChildren) return {};
      return row.isOpen ? goTo(rows[index + 1]) : { open: row.group.code };
    case 'ArrowLeft':
      if (!row) return {};
      return row.isOpen ? { close: row.group.code } : goTo(parentRow(rows, index));
    default:
      if (key.length !== 1 || key === ' ') return null;
      return goTo(byLetter(key, rows, index));
  }
};

/** The next line whose name begins with a letter, from the one after the active line around. */
const byLetter = (key: string, rows: readonly TreeRow[], index: number): TreeRow | undefined =>
  [...rows.slice(index + 1), ...rows.slice(0, index + 1)].find(({ group }) =>
    group.name.toLowerCase().startsWith(key.toLowerCase())
  );

/** A group and everything below it. */
export const subtreeOf = (groups: readonly GroupConfig[], code: string): ReadonlySet<string> => {
  const children = childrenOf(groups);
  const subtree = new Set([code]);
  for (const member of subtree)
    for (const child of children.get(member) ?? []) subtree.add(child.code);
  return subtree;
};

/** The groups above one, nearest first. */
export const above = (groups: readonly GroupConfig[], code: string): string[] => {
  const byCode = new Map(groups.map((group) => [group.code, group]));
  const found: string[] = [];
  for (
    let next = byCode.get(code)?.parent;
    next && !found.includes(next);
    next = byCode.get(next)?.parent
  )
    found.push(next);
  return found;
};
