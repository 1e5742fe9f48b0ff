import fc from 'fast-check';

import {
  buildGroups,
  findGroupsForValue,
  findParentCycles,
  moveGroup,
} from '../../../server/src/access/groups/tree';
import type { GroupConfig } from '../../../server/src/access/policy/types';

const group = (
  code: string,
  parent: string | null = null,
  matches: string[] = []
): GroupConfig => ({
  code,
  name: code,
  kind: 'region',
  parent,
  matches,
});

/** Groups g0, g1, … each below an earlier one or at the top, in any order. */
const forest = fc
  .array(fc.nat(), { maxLength: 25 })
  .map((picks) =>
    picks.map((pick, index) => {
      const parent = pick % (index + 1);
      return group(`g${index}`, parent === index ? null : `g${parent}`);
    })
  )
  .chain((groups) => fc.shuffledSubarray(groups, { minLength: groups.length }));

/** Whether `code` is `top` or below it, by walking up one step at a time. */
const isBelow = (groups: readonly GroupConfig[], code: string, top: string): boolean => {
  const parent = groups.find((candidate) => candidate.code === code)?.parent;
  return code === top || (parent ? isBelow(groups, parent, top) : false);
};

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'details' in error ? error.details : error;

const detailsOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return codeOf(error);
  }
  return 'nothing was thrown';
};

describe('the group tree', () => {
  it('agrees with the naive closure on random trees', () => {
    fc.assert(
      fc.property(forest, (groups) => {
        for (const { code, ancestors, subtree, parent } of buildGroups(groups).values()) {
          const all = groups.map((candidate) => candidate.code);
          expect([...subtree].sort()).toEqual(
            all.filter((other) => isBelow(groups, other, code)).sort()
          );
          expect([...ancestors].sort()).toEqual(
            all.filter((other) => other !== code && isBelow(groups, code, other)).sort()
          );
          expect(subtree[0]).toBe(code);
          expect(ancestors[0] ?? null).toBe(parent);
        }
      })
    );
  });

  it('lists ancestors nearest first', () => {
    const tree = buildGroups([group('c', 'b'), group('b', 'a'), group('a')]);
    expect(tree.get('c')?.ancestors).toEqual(['b', 'a']);
    expect(tree.get('a')?.subtree).toEqual(['a', 'b', 'c']);
  });

  it('moves a group exactly where that closes no cycle, and its subtree with it', () => {
    fc.assert(
      fc.property(forest, fc.nat(), fc.nat(), (groups, from, to) => {
        fc.pre(groups.length > 0);
        const moved = groups[from % groups.length]?.code ?? '';
        const target = groups[to % groups.length]?.code ?? '';
        if (isBelow(groups, target, moved)) {
          const code = target === moved ? 'SELF_PARENT' : 'CYCLIC_GROUPS';
          const details = { code, path: ['parent'] };
          expect(detailsOf(() => moveGroup(groups, moved, target))).toEqual(details);
          return;
        }
        const before = buildGroups(groups);
        const after = buildGroups(moveGroup(groups, moved, target));
        expect(after.get(moved)?.parent).toBe(target);
        expect(after.get(moved)?.subtree).toEqual(before.get(moved)?.subtree);
        expect(after.get(target)?.subtree).toEqual(
          expect.arrayContaining([...(before.get(moved)?.subtree ?? [])])
        );
      })
    );
  });

  it('makes a group a root, and leaves the groups given as they are', () => {
    const groups = [group('a'), group('b', 'a')];
    expect(moveGroup(groups, 'b', null)).toEqual([group('a'), group('b')]);
    expect(groups[1]?.parent).toBe('a');
  });

  it.each([
    ['moved group', 'x', 'a', 'code'],
    ['new parent', 'a', 'x', 'parent'],
  ])('refuses a move with an unknown %s', (_title, code, parent, path) => {
    expect(detailsOf(() => moveGroup([group('a')], code, parent))).toEqual({
      code: 'UNKNOWN_GROUP',
      path: [path],
    });
  });

  it.each([
    ['a cycle', [group('a', 'b'), group('b', 'a')], 'CYCLIC_GROUPS'],
    ['a group below itself', [group('a', 'a')], 'CYCLIC_GROUPS'],
    ['an unknown parent', [group('a', 'b')], 'UNKNOWN_GROUP'],
    ['a code used twice', [group('a'), group('a')], 'DUPLICATE_CODE'],
  ])('is not built from %s', (_title, groups, code) => {
    expect(detailsOf(() => buildGroups(groups))).toEqual({ code });
  });

  it('finds each cycle of parents, and not what merely leads into one', () => {
    const groups = [group('a', 'c'), group('b', 'a'), group('c', 'b'), group('d', 'a'), group('e')];
    expect([...findParentCycles(groups)]).toEqual([
      ['a', ['a', 'c', 'b', 'a']],
      ['b', ['b', 'a', 'c', 'b']],
      ['c', ['c', 'b', 'a', 'c']],
    ]);
  });

  it('finds the groups of a value exactly, case-sensitively', () => {
    const tree = buildGroups([
      group('north', null, ['SE', '7']),
      group('key', null, ['SE']),
      group('none'),
    ]);
    const codesFor = (value: string | number | bigint | null | undefined): string[] =>
      findGroupsForValue(tree, value).map(({ code }) => code);
    expect(codesFor('SE')).toEqual(['north', 'key']);
    expect(codesFor('se')).toEqual([]);
    expect(codesFor('SE ')).toEqual([]);
    expect(codesFor(7)).toEqual(['north']);
    expect(codesFor(7n)).toEqual(['north']);
    expect([codesFor(null), codesFor(undefined), codesFor('')]).toEqual([[], [], []]);
  });
});
