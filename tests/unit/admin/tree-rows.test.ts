import { above, keyEffect, subtreeOf, treeRows } from '../../../admin/src/access/groups/tree-rows';
import type { GroupConfig } from '../../../server/src/access/policy/types';

const GROUPS: GroupConfig[] = [
  { code: 'emea', name: 'EMEA' },
  { code: 'nordics', name: 'Nordics', parent: 'emea' },
  { code: 'sweden', name: 'Sweden', parent: 'nordics' },
  { code: 'benelux', name: 'Benelux', parent: 'emea' },
  { code: 'apac', name: 'APAC' },
  { code: 'lost', name: 'Lost', parent: 'no-such-group' },
];

const codes = (open: string[], search?: string) =>
  treeRows(GROUPS, new Set(open), search).map(({ group }) => group.code);

describe('lines of the tree', () => {
  it('shows roots only, while nothing is open; a group without its parent is one', () => {
    expect(codes([])).toEqual(['emea', 'apac', 'lost']);
  });

  it('shows what is below open groups, in order, with level and place', () => {
    expect(codes(['emea', 'nordics'])).toEqual([
      'emea',
      'nordics',
      'sweden',
      'benelux',
      'apac',
      'lost',
    ]);
    const [, nordics, sweden, benelux] = treeRows(GROUPS, new Set(['emea', 'nordics']));
    expect(nordics).toMatchObject({ level: 2, position: 1, siblings: 2, isOpen: true });
    expect(sweden).toMatchObject({ level: 3, position: 1, siblings: 1, hasChildren: false });
    expect(benelux).toMatchObject({ level: 2, position: 2, isOpen: false });
  });

  it.each([
    ['swe', ['emea', 'nordics', 'sweden']],
    ['BENELUX', ['emea', 'benelux']],
    ['nothing', []],
    ['  ', ['emea', 'apac', 'lost']],
  ])('searched for %j, shows matches and what leads to them', (search, expected) => {
    expect(codes([], search)).toEqual(expected);
  });

  it('ends where parents form a circle', () => {
    const circle = [
      { code: 'a', name: 'A', parent: 'b' },
      { code: 'b', name: 'B', parent: 'a' },
    ];
    expect(treeRows(circle, new Set(['a', 'b']), 'a')).toEqual([]);
    expect(above(circle, 'a')).toEqual(['b', 'a']);
    expect([...subtreeOf(circle, 'a')].sort()).toEqual(['a', 'b']);
  });

  it('knows what is above and below', () => {
    expect(above(GROUPS, 'sweden')).toEqual(['nordics', 'emea']);
    expect([...subtreeOf(GROUPS, 'emea')].sort()).toEqual(['benelux', 'emea', 'nordics', 'sweden']);
  });
});

describe('keys in the tree', () => {
  const rows = treeRows(GROUPS, new Set(['emea']));

  it.each([
    ['ArrowDown', 'emea', { active: 'nordics' }],
    ['ArrowUp', 'nordics', { active: 'emea' }],
    ['ArrowUp', 'emea', {}],
    ['ArrowDown', 'lost', {}],
    ['ArrowDown', null, { active: 'emea' }],
    ['Home', 'apac', { active: 'emea' }],
    ['End', 'emea', { active: 'lost' }],
    ['ArrowRight', 'emea', { active: 'nordics' }],
    ['ArrowRight', 'nordics', { open: 'nordics' }],
    ['ArrowRight', 'apac', {}],
    ['ArrowLeft', 'emea', { close: 'emea' }],
    ['ArrowLeft', 'benelux', { active: 'emea' }],
    ['ArrowLeft', 'apac', {}],
    ['b', 'apac', { active: 'benelux' }],
    ['a', 'apac', { active: 'apac' }],
    ['z', 'apac', {}],
    ['Tab', 'apac', null],
    [' ', 'apac', null],
  ])('%s on %s', (key, active, effect) => {
    expect(keyEffect(key, rows, active)).toEqual(effect);
  });
});
