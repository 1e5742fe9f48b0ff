import type { ReadTable } from '../../../server/src/enforcement/read-tables';
import { findReads } from '../../../server/src/enforcement/statement-reads';
import knex from 'knex';

const CONTACT = 'api::contact.contact';
const db = knex({ client: 'better-sqlite3', useNullAsDefault: true });

const tables = new Map<string, ReadTable>([
  ['contacts', { kind: 'record', uid: CONTACT }],
  ['phones', { kind: 'part', uid: 'shared.phone', of: [CONTACT] }],
  ['versions', { kind: 'copy', typeColumn: 'content_type', documentColumn: 'related' }],
]);
const types = new Set([CONTACT]);

const found = (statement: object, result: unknown) =>
  findReads(tables, types, statement, (statement as { toString(): string }).toString(), result);
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
});
