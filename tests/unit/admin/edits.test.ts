import {
  moveGroup,
  putGroup,
  readList,
  removeGroup,
} from '../../../admin/src/access/groups/group-edits';
import { membershipState } from '../../../admin/src/access/groups/membership-state';
import { formatDocument, lineOfPath, writePath } from '../../../admin/src/access/policy/json-lines';
import {
  govern,
  isComplete,
  readOwner,
  readPlacement,
  ungovern,
} from '../../../admin/src/access/policy/type-edits';
import { nextCell } from '../../../admin/src/access/profiles/grid-keys';
import {
  depthOf,
  putProfile,
  removeProfile,
  setClear,
  setDepth,
  setReadonly,
  setTasks,
} from '../../../admin/src/access/profiles/profile-edits';
import type { PolicyDocument, ProfileConfig } from '../../../server/src/access/policy/types';

const ACCOUNT = 'api::account.account';

const DOCUMENT: PolicyDocument = {
  version: 1,
  groups: [
    { code: 'emea', name: 'EMEA' },
    { code: 'nordics', name: 'Nordics', parent: 'emea', matches: ['SE', 'NO'] },
    { code: 'sweden', name: 'Sweden', parent: 'nordics' },
  ],
  profiles: [{ code: 'rep', name: 'Rep', contentTypes: { [ACCOUNT]: { read: 'group' } } }],
  contentTypes: {
    [ACCOUNT]: {
      group: { attribute: 'country' },
      fields: { phone: { mask: { strategy: 'partial' } } },
    },
  },
  sharingRules: [{ contentType: ACCOUNT, where: {}, principal: 'group:emea', level: 'read' }],
  audiences: { public: { contentTypes: { [ACCOUNT]: { read: 'all' } } }, superAdmin: 'audited' },
};
const REP = DOCUMENT.profiles[0]!;

describe('groups of a document', () => {
  it('are moved, added, changed', () => {
    expect(moveGroup(DOCUMENT, 'sweden', null).groups[2]).toEqual({
      code: 'sweden',
      name: 'Sweden',
      parent: null,
    });
    const baltics = { code: 'baltics', name: 'Baltics', parent: 'emea' };
    expect(putGroup(DOCUMENT, baltics, null).groups.at(-1)).toEqual(baltics);
    const north = { code: 'nordics', name: 'North' };
    expect(putGroup(DOCUMENT, north, 'nordics').groups[1]).toEqual(north);
  });

  it('leave what was below them where they were', () => {
    expect(removeGroup(DOCUMENT, 'nordics').groups).toEqual([
      { code: 'emea', name: 'EMEA' },
      { code: 'sweden', name: 'Sweden', parent: 'emea' },
    ]);
  });

  it('have values as people type them', () => {
    expect(readList(' SE, NO;SE\n\nDK ,')).toEqual(['SE', 'NO', 'DK']);
  });
});

describe('profiles of a document', () => {
  it('say a depth, or nothing', () => {
    const wider = setDepth(REP, ACCOUNT, 'update', 'own');
    expect(wider.contentTypes).toEqual({ [ACCOUNT]: { read: 'group', update: 'own' } });
    expect(depthOf(wider, ACCOUNT, 'update')).toBe('own');
    expect(depthOf(wider, ACCOUNT, 'delete')).toBe('none');
    expect(setDepth(REP, ACCOUNT, 'read', 'none').contentTypes).toEqual({});
    expect(REP.contentTypes).toEqual({ [ACCOUNT]: { read: 'group' } });
  });

  it('keep what stands beside a depth', () => {
    const base = setReadonly(setClear(REP, ACCOUNT, 'phone', 'own'), ACCOUNT, ['name']);
    expect(setDepth(base, ACCOUNT, 'read', 'all').contentTypes).toEqual({
      [ACCOUNT]: { read: 'all', clear: { phone: 'own' }, readonly: ['name'] },
    });
    expect(setReadonly(setClear(base, ACCOUNT, 'phone', 'none'), ACCOUNT, [])).toEqual(REP);
  });

  it('have tasks, or no word of them', () => {
    expect(setTasks(REP, ['reveal']).tasks).toEqual(['reveal']);
    expect(setTasks(setTasks(REP, ['reveal']), [])).toEqual(REP);
  });

  it('are added, replaced and taken out', () => {
    const other: ProfileConfig = { code: 'other', name: 'Other' };
    const added = putProfile(DOCUMENT, other);
    expect(added.profiles).toEqual([REP, other]);
    expect(putProfile(added, { ...other, name: 'New' }).profiles[1]?.name).toBe('New');
    expect(removeProfile(added, 'rep').profiles).toEqual([other]);
  });
});

describe('governed types of a document', () => {
  it.each([
    [undefined, { kind: 'none', attributes: [] }],
    [{ attribute: 'country' }, { kind: 'attribute', attributes: ['country'] }],
    [{ relation: 'region' }, { kind: 'relation', attributes: ['region'] }],
    [{ inherit: 'account' }, { kind: 'inherit', attributes: ['account'] }],
    [{ inherit: ['a', 'b'] }, { kind: 'inherit', attributes: ['a', 'b'] }],
    [{ assigned: true as const }, { kind: 'assigned', attributes: [] }],
  ])('keep a placement over the form: %j', (group, form) => {
    expect(readPlacement(group)).toEqual(form);
    const owner = readOwner(undefined);
    const { contentTypes } = govern(DOCUMENT, ACCOUNT, readPlacement(group), owner);
    expect(contentTypes[ACCOUNT]).toEqual({
      ...(group && { group }),
      owner: 'creator',
      fields: DOCUMENT.contentTypes[ACCOUNT]?.fields,
    });
  });

  it.each([['creator' as const], [{ attribute: 'ownerRef' }], [{ relation: 'owner' }]])(
    'keep an owner over the form: %j',
    (owner) => {
      const placement = readPlacement(undefined);
      const { contentTypes } = govern(DOCUMENT, ACCOUNT, placement, readOwner(owner));
      expect(contentTypes[ACCOUNT]?.owner).toEqual(owner);
    }
  );

  it('are complete when they name their attributes', () => {
    const creator = readOwner('creator');
    expect(isComplete({ kind: 'attribute', attributes: [] }, creator)).toBe(false);
    expect(isComplete({ kind: 'assigned', attributes: [] }, creator)).toBe(true);
    const nobody = { kind: 'relation' as const, attribute: null };
    expect(isComplete({ kind: 'none', attributes: [] }, nobody)).toBe(false);
  });

  it('leave no word behind when they are released', () => {
    expect(JSON.stringify(ungovern(DOCUMENT, ACCOUNT))).not.toContain(ACCOUNT);
    expect(ungovern(DOCUMENT, ACCOUNT).audiences?.superAdmin).toBe('audited');
  });
});

describe('paths in the editor', () => {
  const lines = formatDocument(DOCUMENT).split('\n');
  const lineAt = (path: (string | number)[]) => lines[lineOfPath(DOCUMENT, path) - 1]?.trim();

  it.each([
    [[], '{'],
    [['version'], '"version": 1,'],
    [['groups', 1], '{'],
    [['groups', 1, 'parent'], '"parent": "emea",'],
    [['groups', 1, 'matches', 1], '"NO"'],
    [['profiles', 0, 'contentTypes', ACCOUNT, 'read'], '"read": "group"'],
    [['audiences', 'superAdmin'], '"superAdmin": "audited"'],
    [['groups', 1, 'absent', 'deeper'], '{'],
  ])('%j is found on its line', (path, text) => {
    expect(lineAt(path)).toBe(text);
  });

  it('names the line of the very group', () => {
    expect(lines[lineOfPath(DOCUMENT, ['groups', 1])]?.trim()).toBe('"code": "nordics",');
  });

  it('is written as people write it', () => {
    expect(writePath(['groups', 2, 'parent'])).toBe('groups[2].parent');
    expect(writePath(['contentTypes', ACCOUNT, 'group'])).toBe(`contentTypes["${ACCOUNT}"].group`);
    expect(writePath([])).toBe('');
  });
});

describe('keys in the matrix', () => {
  it.each([
    ['ArrowRight', { row: 1, column: 2 }],
    ['ArrowLeft', { row: 1, column: 0 }],
    ['ArrowDown', { row: 1, column: 1 }],
    ['ArrowUp', { row: 0, column: 1 }],
    ['Home', { row: 1, column: 0 }],
    ['End', { row: 1, column: 3 }],
    ['Enter', null],
  ])('%s', (key, expected) => {
    expect(nextCell(key, { row: 1, column: 1 }, 2, 4)).toEqual(expected);
  });

  it('ends at the edges', () => {
    expect(nextCell('ArrowLeft', { row: 0, column: 0 }, 2, 4)).toEqual({ row: 0, column: 0 });
    expect(nextCell('ArrowRight', { row: 0, column: 3 }, 2, 4)).toEqual({ row: 0, column: 3 });
  });
});

describe('a membership', () => {
  const now = new Date('2026-06-01T12:00:00Z');
  it.each([
    [null, null, 'current'],
    ['2026-06-01T12:00:00Z', null, 'current'],
    ['2026-06-01T12:00:01Z', null, 'coming'],
    [null, '2026-06-01T12:00:00Z', 'over'],
    [null, '2026-06-01T12:00:01Z', 'current'],
  ])('from %s to %s is %s', (validFrom, validTo, state) => {
    expect(membershipState({ validFrom, validTo }, now)).toBe(state);
  });
});
