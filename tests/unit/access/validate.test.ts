import { validatePolicy } from '../../../server/src/access/policy/validate';
import type { CompiledPolicy, PolicyIssue } from '../../../server/src/access/policy/types';

import { BROKEN_DOCUMENTS, breakDocument, type Edit } from './broken-documents';
import { SCHEMAS, emptyDocument, readExample } from './fixtures';

const issuesOf = (input: unknown): PolicyIssue[] => {
  const result = validatePolicy(input, SCHEMAS);
  return result.ok ? [] : result.issues;
};

const spotsOf = (issues: readonly PolicyIssue[]): string[] =>
  issues.map(({ path, code }) => `${path.join(' / ')}: ${code}`).sort();

const policyOf = (edits: readonly Edit[] = []): CompiledPolicy => {
  const result = validatePolicy(breakDocument(readExample(), edits), SCHEMAS);
  if (!result.ok) {
    throw new Error(JSON.stringify(result.issues));
  }
  return result.policy;
};

describe('a broken document', () => {
  it.each(BROKEN_DOCUMENTS.map((broken) => [broken.title, broken] as const))(
    'is refused with its paths: %s',
    (_title, { edits, issues }) => {
      const expected = issues.map(([path, code]) => `${path.join(' / ')}: ${code}`).sort();
      expect(spotsOf(issuesOf(breakDocument(readExample(), edits)))).toEqual(expected);
    }
  );

  it.each([
    ['null', null],
    ['nothing', undefined],
    ['a text', 'policy'],
    ['a list', []],
    ['a number', 1],
  ])('is refused when it is %s', (_title, input) => {
    expect(issuesOf(input).map(({ path }) => path)).toEqual([[]]);
  });

  it('is refused once for each part that is missing', () => {
    expect(spotsOf(issuesOf({}))).toEqual([
      'contentTypes: REQUIRED',
      'groups: REQUIRED',
      'profiles: REQUIRED',
      'version: REQUIRED',
    ]);
  });

  it('shows all its mistakes at once, of structure and of meaning, in every part', () => {
    const edits: Edit[] = [
      [['version'], 3],
      [['groups', 1, 'match'], []],
      [['groups', 1, 'parent'], 'europe'],
      [['groups', 3, 'code'], 'nordics'],
      [['profiles', 0, 'contentTypes', 'api::deal.deal', 'read'], 'team'],
      [['profiles', 0, 'contentTypes', 'api::contact.contact', 'readonly', 0], 'limit'],
      [['contentTypes', 'api::account.account', 'owner'], 5],
      [['contentTypes', 'api::account.account', 'group', 'attribute'], 'settings'],
      [['contentTypes', 'api::contact.contact', 'fields', 'email', 'mask', 'strategy'], 'year'],
      [['sharingRules', 0, 'level'], 'write'],
      [['sharingRules', 0, 'where', 'sector'], 'energy'],
    ];
    expect(spotsOf(issuesOf(breakDocument(readExample(), edits)))).toEqual(
      [
        'version: UNKNOWN_VERSION',
        'groups / 1 / match: UNKNOWN_KEY',
        'groups / 1 / parent: UNKNOWN_GROUP',
        'groups / 3 / code: DUPLICATE_CODE',
        'profiles / 0 / contentTypes / api::deal.deal / read: UNKNOWN_DEPTH',
        'profiles / 0 / contentTypes / api::contact.contact / readonly / 0: UNKNOWN_ATTRIBUTE',
        'contentTypes / api::account.account / owner: WRONG_TYPE',
        'contentTypes / api::account.account / group / attribute: WRONG_ATTRIBUTE_KIND',
        'contentTypes / api::contact.contact / fields / email / mask / strategy: WRONG_STRATEGY',
        'sharingRules / 0 / level: UNKNOWN_LEVEL',
        'sharingRules / 0 / where / sector: UNKNOWN_ATTRIBUTE',
      ].sort()
    );
  });

  it('does not make references to a mistyped part look like mistakes', () => {
    const document = breakDocument(readExample(), [
      [['groups', 4, 'name'], ''],
      [['contentTypes', 'api::account.account'], 'governed'],
    ]);
    expect(spotsOf(issuesOf(document))).toEqual([
      'contentTypes / api::account.account: WRONG_TYPE',
      'groups / 4 / name: EMPTY',
    ]);
  });

  it('names the cycle and the culprits in its messages', () => {
    const messages = issuesOf(
      breakDocument(readExample(), [
        [['contentTypes', 'api::account.account', 'group'], { inherit: 'contacts' }],
        [['contentTypes', 'api::x.x'], {}],
        [['groups', 0, 'parent'], 'benelux'],
        [['groups', 3, 'parent'], 'oceania'],
      ])
    ).map(({ message }) => message);
    expect(messages).toEqual(
      expect.arrayContaining([
        'Cyclic inherit: api::account.account > api::contact.contact > api::account.account',
        "Unknown content type 'api::x.x'",
        'Cyclic parents: emea > benelux > emea',
        "Unknown group 'oceania'",
      ])
    );
  });

  it('may nest a condition as deep as it likes without harm', () => {
    let condition: unknown = { name: 'x' };
    for (let level = 0; level < 500; level += 1) {
      condition = { $not: condition };
    }
    const [issue] = issuesOf(
      breakDocument(readExample(), [[['sharingRules', 0, 'where'], condition]])
    );
    expect(issue?.code).toBe('OUT_OF_RANGE');
  });
});

describe('a valid document', () => {
  it('is the example of the contract, as it stands', () => {
    expect(issuesOf(readExample())).toEqual([]);
  });

  it('is the smallest one', () => {
    expect(issuesOf(emptyDocument())).toEqual([]);
  });

  it.each<[string, Edit]>([
    [
      'group by relation',
      [['contentTypes', 'api::account.account', 'group'], { relation: 'region' }],
    ],
    ['group absent', [['contentTypes', 'api::deal.deal', 'group'], undefined]],
    [
      'inherit through several relations',
      [['contentTypes', 'api::deal.deal', 'group'], { inherit: ['account', 'contacts'] }],
    ],
    ['users as a governed type', [['contentTypes', 'plugin::users-permissions.user'], {}]],
    ['root with a parent of null', [['groups', 0, 'parent'], null]],
    ['kind left out', [['groups', 0, 'kind'], undefined]],
    ['public access', [['audiences', 'public', 'contentTypes', 'api::deal.deal'], { read: 'all' }]],
    ['no audiences', [['audiences'], undefined]],
    ['share with a user', [['sharingRules', 0, 'principal'], 'user:17']],
    [
      'every operator',
      [
        ['sharingRules', 0, 'where'],
        {
          name: { $startsWith: 'A', $endsWith: 'z', $contains: 'b', $ne: 'Abz' },
          industry: { $notIn: ['oil'], $notNull: true },
          headcount: { $between: [1, 50] },
          revenue: { $gt: 1.5, $lte: '99999999999999999.99' },
          $or: [{ active: true }, { since: { $gte: '2024-01-31', $lt: '2025-01-01' } }],
          $not: { country: { $null: true } },
          $and: [{ country: { $not: { $eq: 'SE' } } }],
        },
      ],
    ],
    [
      'hidden relation and media',
      [
        ['contentTypes', 'api::contact.contact', 'fields', 'photo'],
        { mask: { strategy: 'hidden' } },
      ],
    ],
    ...[
      'createdBy',
      'address',
      'address.street',
      'address.position',
      'address.position.label',
      'blocks[blocks.quote].text',
      'blocks[shared.address].position.floor',
    ].map((field): [string, [(string | number)[], unknown]] => [
      `a hidden ${field}`,
      [['contentTypes', 'api::contact.contact', 'fields', field], { mask: { strategy: 'hidden' } }],
    ]),
    [
      'a clear depth for parts of components',
      [
        ['profiles', 0, 'contentTypes', 'api::contact.contact', 'clear'],
        {
          '*': 'own',
          address: 'group',
          'address.position.label': 'none',
          'blocks[blocks.quote].text': 'all',
        },
      ],
    ],
  ])('may have: %s', (_title, edit) => {
    expect(issuesOf(breakDocument(readExample(), [edit]))).toEqual([]);
  });

  it('may match texts when one type of several is placed by a number', () => {
    const document = breakDocument(readExample(), [
      [['contentTypes', 'api::ticket.ticket'], { group: { attribute: 'area' } }],
    ]);
    expect(issuesOf(document)).toEqual([]);
  });
});

describe('the compiled policy', () => {
  it('has the groups with their ancestors and subtrees', () => {
    const { groups } = policyOf();
    expect(groups.get('nordics')).toMatchObject({ ancestors: ['emea'], subtree: ['nordics'] });
    expect(groups.get('emea')).toMatchObject({ subtree: ['emea', 'nordics', 'benelux'] });
    expect(groups.get('key-accounts')).toMatchObject({ parent: null, kind: 'team', matches: [] });
  });

  it('fills in depth none for every action a profile is silent about', () => {
    const representative = policyOf().profiles.get('representative');
    expect(representative?.depths['api::deal.deal']).toEqual({
      create: 'group',
      read: 'own',
      update: 'own',
      delete: 'own',
      publish: 'none',
      share: 'own',
      export: 'none',
      import: 'none',
    });
    expect(representative?.clear['api::contact.contact']).toEqual({ '*': 'own', phone: 'group' });
    expect(representative?.readonly['api::contact.contact']).toEqual(['creditLimit']);
    expect(representative?.readonly['api::deal.deal']).toEqual([]);
    expect(representative?.tasks).toEqual(['reveal']);
  });

  it('has the four placements, and none', () => {
    const { types } = policyOf([
      [['contentTypes', 'api::ticket.ticket'], {}],
      [['contentTypes', 'plugin::users-permissions.user'], { group: { assigned: true } }],
      [['contentTypes', 'api::account.account', 'group'], { relation: 'region' }],
      [['contentTypes', 'api::deal.deal', 'group'], { inherit: ['account', 'contacts'] }],
    ]);
    expect(types.get('api::ticket.ticket')?.group).toEqual({ kind: 'none' });
    expect(types.get('plugin::users-permissions.user')?.group).toEqual({ kind: 'assigned' });
    expect(types.get('api::account.account')?.group).toEqual({
      kind: 'relation',
      attribute: 'region',
    });
    expect(types.get('api::contact.contact')?.group).toEqual({
      kind: 'inherit',
      attributes: ['account'],
    });
    expect(types.get('api::deal.deal')?.group).toEqual({
      kind: 'inherit',
      attributes: ['account', 'contacts'],
    });
    expect(policyOf().types.get('api::account.account')?.group).toEqual({
      kind: 'attribute',
      attribute: 'country',
    });
  });

  it.each([
    [undefined, { kind: 'creator' }],
    ['creator', { kind: 'creator' }],
    [{ attribute: 'ownerRef' }, { kind: 'attribute', attribute: 'ownerRef' }],
    [{ relation: 'manager' }, { kind: 'relation', attribute: 'manager', principalKind: 'user' }],
    [{ relation: 'curator' }, { kind: 'relation', attribute: 'curator', principalKind: 'admin' }],
  ])('places the owner by %j', (owner, expected) => {
    const { types } = policyOf([[['contentTypes', 'api::account.account', 'owner'], owner]]);
    expect(types.get('api::account.account')?.owner).toEqual(expected);
  });

  it('has the audiences, with super admins audited unless said otherwise', () => {
    const policy = policyOf([
      [['audiences'], { public: { contentTypes: { 'api::deal.deal': { read: 'all' } } } }],
    ]);
    expect(policy.superAdmin).toBe('audited');
    expect(policy.publicDepths.get('api::deal.deal')).toEqual({ read: 'all' });
    expect(policyOf([[['audiences', 'superAdmin'], 'governed']]).superAdmin).toBe('governed');
  });
});
