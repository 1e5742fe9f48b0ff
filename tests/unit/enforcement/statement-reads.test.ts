import type { ReadTable } from '../../../server/src/enforcement/read-tables';
import type { FieldView } from '../../../server/src/enforcement/access-rule';
import type { FieldIndex } from '../../../server/src/enforcement/field-index';
import type { RuledFields } from '../../../server/src/enforcement/ruled-fields';
import type { FieldPlaces } from '../../../server/src/enforcement/statement-fields';
import { findReads, type Found } from '../../../server/src/enforcement/statement-reads';
import knex from 'knex';

const CONTACT = 'api::contact.contact';
const db = knex({ client: 'better-sqlite3', useNullAsDefault: true });

const tables = new Map<string, ReadTable>([
  ['contacts', { kind: 'record', uid: CONTACT }],
  ['phones', { kind: 'part', uid: 'shared.phone', of: [CONTACT] }],
  ['versions', { kind: 'copy', typeColumn: 'content_type', documentColumn: 'related' }],
]);
const types = new Set([CONTACT]);

const viewOf = (field: string): FieldView => ({
  field,
  steps: [],
  attribute: field,
  clear: () => true,
  unrevealed: null,
  mask: () => ({ kind: 'sql', text: 'null', bindings: [] }),
  absent: false,
});

/** `email` is clear in some rows, `phone` in all, `notes` in none; `tags` is a link, in some. */
const ANSWERS: Record<string, boolean | number> = { email: 0, phone: true, notes: false, tags: 0 };
const ruled: RuledFields = {
  fields: Object.keys(ANSWERS).map(viewOf),
  questions: [() => false],
  answerOf: (field) => ANSWERS[field] ?? false,
};

const columns = ['email', 'phone', 'notes'].map((column) => ({
  uid: CONTACT,
  view: viewOf(column),
  column,
  isLink: false,
}));
const tagsLink = { uid: CONTACT, view: viewOf('tags'), ownerColumn: 'contact_id', where: [] };
const index: FieldIndex = {
  columns: new Map([[CONTACT, columns]]),
  links: new Map([['tags_lnk', [tagsLink]]]),
  farLinks: new Map(),
};
const catalogue = {
  tables: new Map([['contacts', { kind: 'record', uid: CONTACT, references: [] }]]),
  parentsOf: () => [],
} as unknown as FieldPlaces['catalogue'];

const source = { tables, types, places: { catalogue, index }, ruledOf: () => ruled };
const sentAs = (statement: object) => ({
  sql: (statement as { toString(): string }).toString(),
  bindings: [],
});
const all = (statement: object, result: unknown) =>
  findReads(source, statement, sentAs(statement), result);
/** What is found of records, without what is said of their attributes. */
const found = (statement: object, result: unknown) =>
  all(statement, result)
    .filter(({ parts }) => parts === undefined)
    .map(({ uid, documentIds, rowIds, unidentified, partOf }: Found) => ({
      ...{ uid, documentIds, rowIds, unidentified },
      ...(partOf && { partOf }),
    }));
const ids = { documentIds: [], rowIds: [], unidentified: 0 };

describe('what a statement reads', () => {
  afterAll(() => db.destroy());

  it.each([
    [
      'documents',
      db('contacts as t0').select('t0.*'),
      [{ id: 1, document_id: 'a' }],
      { documentIds: ['a'] },
    ],
    ['rows by id', db('contacts').select('id', 'name'), [{ id: 4, name: 'x' }], { rowIds: [4] }],
    ['one row', db('contacts').first('document_id'), { document_id: 'a' }, { documentIds: ['a'] }],
    ['plucked values', db('contacts').pluck('email'), ['a@b.c', 'd@e.f'], { unidentified: 2 }],
    ['the highest value', db('contacts').max('score'), [{ m: 9 }], { unidentified: 1 }],
    [
      'distinct rows',
      db('contacts as t0').distinct().select('t0.id'),
      [{ id: 2 }],
      { rowIds: [2] },
    ],
    [
      'a sub-query',
      db.from(db('contacts').as('x')).select('x.name'),
      [{ name: 'n' }],
      { unidentified: 1 },
    ],
    [
      'a union',
      db('tags').select('name').union(db('contacts').select('name')),
      [{ name: 'n' }],
      { unidentified: 1 },
    ],
    [
      'columns of a join',
      db('tags as t0').join('contacts as t1', 't1.id', 't0.c').select('t0.id', 't1.email'),
      [{ id: 1, email: 'a@b.c' }],
      { unidentified: 1 },
    ],
    [
      'SQL by hand',
      db.raw('select email from contacts'),
      [{ email: 'a@b.c' }],
      { unidentified: 1 },
    ],
  ])('%s', (_what, statement, result, expected) => {
    expect(found(statement, result)).toEqual([{ uid: CONTACT, ...ids, ...expected }]);
  });

  it.each([
    ['counts', db('contacts').count('id as n'), [{ n: 3 }]],
    [
      'counts by a link',
      db('contacts as t0')
        .join('links as t1', 't1.x', 't0.id')
        .select('t1.y', db.raw('count(*) as count')),
      [{ y: 1, count: 2 }],
    ],
    ['no rows', db('contacts').select('*'), []],
    [
      'what only filters',
      db('tags as t0').join('contacts as t1', 't1.id', 't0.c').select('t0.*').where('t1.name', 'x'),
      [{ id: 1 }],
    ],
    ['other tables', db('tags').select('*'), [{ id: 1, document_id: 'a' }]],
    ['writes', db('contacts').where({ id: 1 }).update({ name: 'x' }), 1],
  ])('not %s', (_what, statement, result) => {
    expect(found(statement, result)).toEqual([]);
  });

  it('parts and copies, of marked types only', () => {
    expect(found(db('phones').select('*'), [{ id: 1 }])).toEqual([
      { uid: 'shared.phone', ...ids, unidentified: 1, partOf: [CONTACT] },
    ]);
    const rows = [
      { content_type: CONTACT, related: 'a' },
      { content_type: 'api::tag.tag', related: 'b' },
    ];
    expect(found(db('versions').select('*'), rows)).toEqual([
      { uid: CONTACT, ...ids, documentIds: ['a'] },
    ]);
  });

  describe('of attributes with field rules', () => {
    const rows = [
      { id: 1, document_id: 'a', _custodian_clear_0: 1 },
      { id: 2, document_id: 'b', _custodian_clear_0: 0 },
    ];
    const [email, phone] = [
      ['email', ['a']],
      ['phone', ['a', 'b']],
    ] as const;

    it('says which rows show them, and which were selected', () => {
      const [one] = all(db('contacts as t0').select('t0.id', 't0.email', 't0.notes'), rows);
      expect(one).toMatchObject({ own: ['email', 'notes'], untold: [] });
      expect([...(one?.clear ?? [])]).toEqual([email, phone, ['tags', ['a']]]);
    });

    it.each([
      ['all columns', db('contacts').select('*'), ['email', 'phone', 'notes']],
      ['no list', db('contacts'), ['email', 'phone', 'notes']],
      [
        'raw columns',
        db('contacts').select('id', db.raw('upper(email)')),
        ['email', 'phone', 'notes'],
      ],
      [
        'a filter and an order',
        db('contacts').select('id').where('email', 'x').orderBy('phone'),
        [],
      ],
    ])('takes %s for what it is', (_what, statement, own) => {
      expect(all(statement, rows)[0]?.own).toEqual(own);
    });

    it('does not guess where rows do not tell', () => {
      const pluck = db('contacts').pluck('email');
      expect(all(pluck, ['a@b.c'])[0]).toMatchObject({ untold: ['email'], unidentified: 1 });
      const plain = [{ id: 1, document_id: 'a' }];
      expect(all(db('contacts').select('*'), plain)[0]).toMatchObject({ untold: ['email'] });
      const max = db('contacts').max('phone');
      expect(all(max, [{ m: 1 }])[0]?.untold).toEqual(['email', 'phone']);
    });

    it('finds links by their table, if it is read and not only filtered by', () => {
      const tags = db('tags as t0').join('tags_lnk as t1', 't1.tag_id', 't0.id');
      const result = [{ id: 1, contact_id: 1 }];
      expect(all(tags.clone().select('t0.id', 't1.contact_id'), result)).toEqual([
        { uid: CONTACT, ...ids, parts: ['tags'] },
      ]);
      expect(all(tags.clone().select('t0.id'), result)).toEqual([]);
    });
  });
});
