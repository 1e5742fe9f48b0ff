import type { PolicyDocument } from '../../../server/src/access/policy/types';

export type Path = (string | number)[];

/** A value put at a path of a valid document; `undefined` takes the member away. */
export type Edit = [path: Path, value: unknown];

export interface BrokenDocument {
  title: string;
  edits: Edit[];
  /** Every issue expected, and no other: path and code. */
  issues: [path: Path, code: string][];
}

const ACCOUNT = 'api::account.account';
const CONTACT = 'api::contact.contact';
const DEAL = 'api::deal.deal';
const TICKET = 'api::ticket.ticket';
const type = (uid: string, ...rest: Path): Path => ['contentTypes', uid, ...rest];
const inherit = (uid: string): Path => type(uid, 'group', 'inherit');
const RULE: Path = ['sharingRules', 0];
const REP: Path = ['profiles', 0, 'contentTypes'];

/** One edit and the one issue it causes, at the same path. */
const single = (title: string, path: Path, value: unknown, code: string): BrokenDocument => ({
  title,
  edits: [[path, value]],
  issues: [[path, code]],
});

/** One edit whose issue shows at another path. */
const elsewhere = (
  title: string,
  edit: Edit,
  ...issues: [path: Path, code: string][]
): BrokenDocument => ({ title, edits: [edit], issues });

const where = (title: string, condition: unknown, rest: Path, code: string): BrokenDocument => ({
  title: `where: ${title}`,
  edits: [[[...RULE, 'where'], condition]],
  issues: [[[...RULE, 'where', ...rest], code]],
});

const mask = (title: string, field: string, value: unknown, rest: Path, code: string) =>
  elsewhere(
    `mask: ${title}`,
    [type(CONTACT, 'fields', field), { mask: value }],
    [type(CONTACT, 'fields', field, ...rest), code]
  );

const STRUCTURE: BrokenDocument[] = [
  single('version missing', ['version'], undefined, 'REQUIRED'),
  single('version 2', ['version'], 2, 'UNKNOWN_VERSION'),
  single('version as text', ['version'], '1', 'UNKNOWN_VERSION'),
  elsewhere(
    'groups missing',
    [['groups'], undefined],
    [['groups'], 'REQUIRED'],
    [[...RULE, 'principal'], 'UNKNOWN_GROUP']
  ),
  elsewhere(
    'groups as an object',
    [['groups'], {}],
    [['groups'], 'WRONG_TYPE'],
    [[...RULE, 'principal'], 'UNKNOWN_GROUP']
  ),
  single('unknown key at the top', ['contentType'], {}, 'UNKNOWN_KEY'),
  single('unknown key of a group', ['groups', 1, 'match'], ['SE'], 'UNKNOWN_KEY'),
  single('unknown key of a profile', ['profiles', 0, 'contentType'], {}, 'UNKNOWN_KEY'),
  single('unknown key of a type', type(DEAL, 'owners'), 'creator', 'UNKNOWN_KEY'),
  elsewhere(
    'unknown key of a placement',
    [type(ACCOUNT, 'group'), { atribute: 'country' }],
    [type(ACCOUNT, 'group', 'atribute'), 'UNKNOWN_KEY']
  ),
  elsewhere(
    'unknown key of an owner',
    [type(ACCOUNT, 'owner'), { relation: 'manager', kind: 'user' }],
    [type(ACCOUNT, 'owner', 'kind'), 'UNKNOWN_KEY']
  ),
  single('unknown key of a sharing rule', [...RULE, 'reason'], 'why', 'UNKNOWN_KEY'),
  single('unknown key of the audiences', ['audiences', 'publik'], {}, 'UNKNOWN_KEY'),
  single('super admin mode', ['audiences', 'superAdmin'], 'god', 'UNKNOWN_MODE'),
];

const GROUPS: BrokenDocument[] = [
  single('blank group name', ['groups', 0, 'name'], '  ', 'EMPTY'),
  single('group without name', ['groups', 0, 'name'], undefined, 'REQUIRED'),
  single('empty code', ['groups', 3, 'code'], '', 'EMPTY'),
  single('code in upper case', ['groups', 3, 'code'], 'APAC', 'BAD_FORMAT'),
  single('code beginning with a hyphen', ['groups', 3, 'code'], '-apac', 'BAD_FORMAT'),
  single('unknown kind', ['groups', 0, 'kind'], 'continent', 'UNKNOWN_KIND'),
  single('duplicate code', ['groups', 3, 'code'], 'nordics', 'DUPLICATE_CODE'),
  single('unknown parent', ['groups', 1, 'parent'], 'europe', 'UNKNOWN_GROUP'),
  single('empty parent', ['groups', 1, 'parent'], '', 'EMPTY'),
  single('group as its own parent', ['groups', 3, 'parent'], 'apac', 'SELF_PARENT'),
  {
    title: 'cyclic parents',
    edits: [[['groups', 0, 'parent'], 'nordics']],
    issues: [
      [['groups', 0, 'parent'], 'CYCLIC_GROUPS'],
      [['groups', 1, 'parent'], 'CYCLIC_GROUPS'],
    ],
  },
  single('empty value to match', ['groups', 1, 'matches', 2], '', 'EMPTY'),
  single('value to match as a number', ['groups', 1, 'matches', 0], 46, 'WRONG_TYPE'),
  single('duplicate value to match', ['groups', 1, 'matches', 3], 'SE', 'DUPLICATE_VALUE'),
  {
    title: 'values that no whole number can equal',
    edits: [
      [type(ACCOUNT, 'group', 'attribute'), 'headcount'],
      [
        ['groups', 1, 'matches'],
        ['46', '-1', '007', '1.5'],
      ],
      [['groups', 2, 'matches'], ['NL']],
      [['groups', 3, 'matches'], []],
    ],
    issues: [
      [['groups', 1, 'matches', 2], 'WRONG_VALUE'],
      [['groups', 1, 'matches', 3], 'WRONG_VALUE'],
      [['groups', 2, 'matches', 0], 'WRONG_VALUE'],
    ],
  },
];

const PROFILES: BrokenDocument[] = [
  single('duplicate profile code', ['profiles', 1, 'code'], 'representative', 'DUPLICATE_CODE'),
  single('profile code with a dot', ['profiles', 1, 'code'], 'a.b', 'BAD_FORMAT'),
  single('unknown depth', [...REP, DEAL, 'read'], 'team', 'UNKNOWN_DEPTH'),
  single('depth as a flag', [...REP, DEAL, 'read'], true, 'UNKNOWN_DEPTH'),
  single('unknown action', [...REP, DEAL, 'approve'], 'own', 'UNKNOWN_ACTION'),
  single('type not governed', [...REP, TICKET], { read: 'own' }, 'NOT_GOVERNED'),
  single('type unknown', [...REP, 'api::x.x'], { read: 'own' }, 'UNKNOWN_CONTENT_TYPE'),
  single('clear: attribute', [...REP, CONTACT, 'clear', 'mail'], 'own', 'UNKNOWN_ATTRIBUTE'),
  single(
    'clear: inherited name',
    [...REP, CONTACT, 'clear', 'toString'],
    'own',
    'UNKNOWN_ATTRIBUTE'
  ),
  single('clear: depth', [...REP, CONTACT, 'clear', 'phone'], 'any', 'UNKNOWN_DEPTH'),
  single('readonly: attribute', [...REP, CONTACT, 'readonly', 0], 'limit', 'UNKNOWN_ATTRIBUTE'),
  single('readonly: not a list', [...REP, CONTACT, 'readonly'], 'phone', 'WRONG_TYPE'),
  single('task twice', ['profiles', 0, 'tasks', 1], 'reveal', 'DUPLICATE_VALUE'),
  single('task badly written', ['profiles', 0, 'tasks', 0], 'Read Audit', 'BAD_FORMAT'),
];

const TYPES: BrokenDocument[] = [
  elsewhere(
    'two placements, one of them malformed, and an unknown key',
    [type(DEAL, 'group'), { attribute: 5, relation: 'account', inherits: 'account' }],
    [type(DEAL, 'group'), 'EXACTLY_ONE'],
    [type(DEAL, 'group', 'attribute'), 'WRONG_TYPE'],
    [type(DEAL, 'group', 'inherits'), 'UNKNOWN_KEY']
  ),
  single('unknown content type', type('api::x.x'), {}, 'UNKNOWN_CONTENT_TYPE'),
  single('name every object has', type('constructor'), {}, 'UNKNOWN_CONTENT_TYPE'),
  single('admin type', type('admin::user'), {}, 'NOT_GOVERNABLE'),
  single('admin type not in the schemas', type('admin::role'), {}, 'NOT_GOVERNABLE'),
  single('core type', type('strapi::core-store'), {}, 'NOT_GOVERNABLE'),
  single("the plugin's own type", type('plugin::custodian.group'), {}, 'NOT_GOVERNABLE'),
  single("another plugin's type", type('plugin::upload.file'), {}, 'NOT_GOVERNABLE'),
  single('component', type('shared.address'), {}, 'NOT_GOVERNABLE'),
  single('empty placement', type(DEAL, 'group'), {}, 'EXACTLY_ONE'),
  single(
    'two placements',
    type(DEAL, 'group'),
    { assigned: true, inherit: 'account' },
    'EXACTLY_ONE'
  ),
  single('assigned: false', type(DEAL, 'group', 'assigned'), false, 'WRONG_VALUE'),
  single(
    'group attribute unknown',
    type(ACCOUNT, 'group', 'attribute'),
    'land',
    'UNKNOWN_ATTRIBUTE'
  ),
  ...['region', 'address', 'settings', 'secret', 'active', 'since', 'revenue'].map((name) =>
    single(
      `group attribute of a wrong kind: ${name}`,
      type(ACCOUNT, 'group', 'attribute'),
      name,
      'WRONG_ATTRIBUTE_KIND'
    )
  ),
  ...(
    [
      ['contacts', 'WRONG_TARGET'],
      ['name', 'WRONG_ATTRIBUTE_KIND'],
      ['area', 'UNKNOWN_ATTRIBUTE'],
    ] as const
  ).map(([name, code]) =>
    elsewhere(
      `group relation: ${name}`,
      [type(ACCOUNT, 'group'), { relation: name }],
      [type(ACCOUNT, 'group', 'relation'), code]
    )
  ),
  single('inherit: unknown attribute', inherit(CONTACT), 'company', 'UNKNOWN_ATTRIBUTE'),
  single('inherit: no relation', inherit(CONTACT), 'email', 'WRONG_ATTRIBUTE_KIND'),
  single('inherit: a number', inherit(CONTACT), 7, 'WRONG_TYPE'),
  single('inherit: an empty list', inherit(CONTACT), [], 'EMPTY'),
  elsewhere(
    'inherit: twice the same',
    [inherit(CONTACT), ['account', 'account']],
    [[...inherit(CONTACT), 1], 'DUPLICATE_VALUE']
  ),
  elsewhere(
    'inherit: a target that is not governed',
    [type(ACCOUNT, 'group'), { inherit: ['manager'] }],
    [[...inherit(ACCOUNT), 0], 'WRONG_TARGET']
  ),
  elsewhere(
    'inherit: a relation to anything',
    [type(DEAL, 'group'), { inherit: ['account', 'subject'] }],
    [[...inherit(DEAL), 1], 'WRONG_TARGET']
  ),
  elsewhere(
    'inherit: from itself',
    [type(ACCOUNT, 'group'), { inherit: 'parent' }],
    [inherit(ACCOUNT), 'CYCLIC_INHERIT']
  ),
  {
    title: 'inherit: a cycle, and a type that leads into it',
    edits: [
      [type(ACCOUNT, 'group'), { inherit: ['contacts'] }],
      [type(DEAL, 'group'), { inherit: 'contacts' }],
    ],
    issues: [
      [inherit(ACCOUNT), 'CYCLIC_INHERIT'],
      [inherit(CONTACT), 'CYCLIC_INHERIT'],
    ],
  },
  single('owner: unknown word', type(ACCOUNT, 'owner'), 'author', 'UNKNOWN_OWNER'),
  single('owner: neither', type(ACCOUNT, 'owner'), {}, 'EXACTLY_ONE'),
  ...(
    [
      ['attribute', 'headcount', 'WRONG_ATTRIBUTE_KIND'],
      ['attribute', 'boss', 'UNKNOWN_ATTRIBUTE'],
      ['relation', 'parent', 'WRONG_TARGET'],
      ['relation', 'ownerRef', 'WRONG_ATTRIBUTE_KIND'],
      ['relation', 'team', 'WRONG_ATTRIBUTE_KIND'],
    ] as const
  ).map(([key, name, code]) =>
    elsewhere(
      `owner ${key}: ${name}`,
      [type(ACCOUNT, 'owner'), { [key]: name }],
      [type(ACCOUNT, 'owner', key), code]
    )
  ),
];

const MASKS: BrokenDocument[] = [
  mask('attribute', 'mail', { strategy: 'email' }, [], 'UNKNOWN_ATTRIBUTE'),
  mask('strategy', 'email', { strategy: 'blur' }, ['mask', 'strategy'], 'UNKNOWN_STRATEGY'),
  mask('no strategy', 'email', {}, ['mask', 'strategy'], 'REQUIRED'),
  mask('year of a text', 'email', { strategy: 'year' }, ['mask', 'strategy'], 'WRONG_STRATEGY'),
  mask(
    'email of a number',
    'creditLimit',
    { strategy: 'email' },
    ['mask', 'strategy'],
    'WRONG_STRATEGY'
  ),
  mask(
    'bucket of a date',
    'birthDate',
    { strategy: 'bucket', step: 10 },
    ['mask', 'strategy'],
    'WRONG_STRATEGY'
  ),
  mask(
    'initials of a relation',
    'account',
    { strategy: 'initials' },
    ['mask', 'strategy'],
    'WRONG_STRATEGY'
  ),
  mask('bucket without step', 'creditLimit', { strategy: 'bucket' }, ['mask', 'step'], 'REQUIRED'),
  mask(
    'bucket of step 0',
    'creditLimit',
    { strategy: 'bucket', step: 0 },
    ['mask', 'step'],
    'WRONG_PARAMETER'
  ),
  mask(
    'broken whole numbers',
    'creditLimit',
    { strategy: 'bucket', step: 0.5 },
    ['mask', 'step'],
    'WRONG_PARAMETER'
  ),
  mask(
    'negative count',
    'phone',
    { strategy: 'partial', keepLast: -1 },
    ['mask', 'keepLast'],
    'WRONG_PARAMETER'
  ),
  mask(
    'foreign parameter',
    'phone',
    { strategy: 'partial', step: 2 },
    ['mask', 'step'],
    'UNKNOWN_PARAMETER'
  ),
  mask(
    'unknown parameter',
    'phone',
    { strategy: 'partial', keep: 2 },
    ['mask', 'keep'],
    'UNKNOWN_PARAMETER'
  ),
  mask(
    'text for a date',
    'birthDate',
    { strategy: 'redact', text: '-' },
    ['mask', 'text'],
    'WRONG_PARAMETER'
  ),
  ...(
    [
      ['documentId', 'NOT_MASKABLE'],
      ['id', 'NOT_MASKABLE'],
      ['publishedAt', 'NOT_MASKABLE'],
      ['createdAt', 'NOT_MASKABLE'],
      ['password', 'NOT_MASKABLE'],
      ['address.pin', 'NOT_MASKABLE'],
      ['address.id', 'NOT_MASKABLE'],
      ['address.town', 'UNKNOWN_ATTRIBUTE'],
      ['email.local', 'WRONG_FIELD_PATH'],
      ['account.name', 'WRONG_FIELD_PATH'],
      ['address[shared.address].street', 'WRONG_FIELD_PATH'],
      ['blocks.text', 'WRONG_FIELD_PATH'],
      ['blocks[blocks.quote]', 'WRONG_FIELD_PATH'],
      ['blocks[blocks.link].url', 'WRONG_FIELD_PATH'],
      ['blocks[blocks.quote].author', 'UNKNOWN_ATTRIBUTE'],
      ['address..street', 'WRONG_FIELD_PATH'],
      ['address.', 'WRONG_FIELD_PATH'],
    ] as const
  ).map(([field, code]) => mask(`of ${field}`, field, { strategy: 'hidden' }, [], code)),
  mask(
    'text strategy for a relation in a component',
    'address.site',
    { strategy: 'email' },
    ['mask', 'strategy'],
    'WRONG_STRATEGY'
  ),
];

const SHARING: BrokenDocument[] = [
  single('rule: unknown type', [...RULE, 'contentType'], 'api::x.x', 'UNKNOWN_CONTENT_TYPE'),
  single('rule: ungoverned type', [...RULE, 'contentType'], 'admin::user', 'NOT_GOVERNED'),
  single('rule: level', [...RULE, 'level'], 'write', 'UNKNOWN_LEVEL'),
  single('rule: no level', [...RULE, 'level'], undefined, 'REQUIRED'),
  single('rule: group', [...RULE, 'principal'], 'group:vip', 'UNKNOWN_GROUP'),
  single('rule: profile', [...RULE, 'principal'], 'profile:boss', 'UNKNOWN_PROFILE'),
  ...['public', 'user:', 'user:0', 'user:abc', 'robot:1', 'nordics', 'User:1'].map((principal) =>
    single(`rule: principal ${principal}`, [...RULE, 'principal'], principal, 'UNKNOWN_PRINCIPAL')
  ),
  single('rule: empty principal', [...RULE, 'principal'], '', 'EMPTY'),
  where('not an object', 'industry', [], 'WRONG_TYPE'),
  where('empty', {}, [], 'EMPTY'),
  where('empty inside', { $or: [{ name: 'x' }, {}] }, ['$or', 1], 'EMPTY'),
  where('unknown attribute', { sector: 'energy' }, ['sector'], 'UNKNOWN_ATTRIBUTE'),
  where('relation', { parent: { name: 'x' } }, ['parent'], 'WRONG_ATTRIBUTE_KIND'),
  where('password', { secret: 'x' }, ['secret'], 'WRONG_ATTRIBUTE_KIND'),
  where('unknown operator', { name: { $like: 'x' } }, ['name', '$like'], 'UNKNOWN_OPERATOR'),
  where('operator above', { $in: ['x'] }, ['$in'], 'UNKNOWN_OPERATOR'),
  where('$and of one', { $and: { name: 'x' } }, ['$and'], 'WRONG_TYPE'),
  where('list of none', { name: { $in: [] } }, ['name', '$in'], 'WRONG_VALUE'),
  where('list as value', { name: ['x'] }, ['name'], 'WRONG_VALUE'),
  where('null as value', { name: null }, ['name'], 'WRONG_VALUE'),
  where('text for a number', { headcount: { $gt: '9' } }, ['headcount', '$gt'], 'WRONG_VALUE'),
  where('range of one', { headcount: { $between: [1] } }, ['headcount', '$between'], 'WRONG_VALUE'),
  where('no day', { since: { $gte: '2024-13-01' } }, ['since', '$gte'], 'WRONG_VALUE'),
  where('order of flags', { active: { $gt: true } }, ['active', '$gt'], 'WRONG_OPERATOR'),
  where(
    'text in a number',
    { headcount: { $contains: '1' } },
    ['headcount', '$contains'],
    'WRONG_OPERATOR'
  ),
  where(
    'nested $not',
    { name: { $not: { $foo: 1 } } },
    ['name', '$not', '$foo'],
    'UNKNOWN_OPERATOR'
  ),
];

const AUDIENCES: BrokenDocument[] = [
  elsewhere(
    'public: depth between none and all',
    [['audiences', 'public', 'contentTypes', ACCOUNT], { read: 'group' }],
    [['audiences', 'public', 'contentTypes', ACCOUNT, 'read'], 'UNKNOWN_DEPTH']
  ),
  single(
    'public: type not governed',
    ['audiences', 'public', 'contentTypes', TICKET],
    { read: 'all' },
    'NOT_GOVERNED'
  ),
  single(
    'public: type unknown',
    ['audiences', 'public', 'contentTypes', 'api::x.x'],
    { read: 'all' },
    'UNKNOWN_CONTENT_TYPE'
  ),
];
/** Documents with one mistake (or one mistake that shows in several places), and what is expected. */
export const BROKEN_DOCUMENTS: BrokenDocument[] = [
  ...STRUCTURE,
  ...GROUPS,
  ...PROFILES,
  ...TYPES,
  ...MASKS,
  ...SHARING,
  ...AUDIENCES,
];

/** Applies edits to a document that is then no longer trusted to be one. */
export const breakDocument = (document: PolicyDocument, edits: readonly Edit[]): unknown => {
  const root: unknown = document;
  for (const [path, value] of edits) {
    put(root, path, value);
  }
  return root;
};

const put = (root: unknown, path: Path, value: unknown): void => {
  const [step = '', ...rest] = path;
  if (typeof root !== 'object' || root === null) {
    throw new Error(`Nothing to edit at '${step}'`);
  }
  if (rest.length > 0) {
    put(Reflect.get(root, step), rest, value);
  } else if (value === undefined) {
    Reflect.deleteProperty(root, step);
  } else {
    Reflect.defineProperty(root, step, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
};
