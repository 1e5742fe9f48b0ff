import fc from 'fast-check';
import type { LinkShape } from '../../../server/src/enforcement/link-shape';
import {
  findPivot,
  keepUnlinked,
  parseRelation,
} from '../../../server/src/enforcement/relation-input';

const TYPE = 'api::contact.contact';

const shape = (changes: Partial<LinkShape> = {}): LinkShape => ({
  kind: 'link',
  attribute: 'contacts',
  many: true,
  target: TYPE,
  typeField: '__type',
  takesDocumentIds: true,
  storage: 'links',
  inverse: null,
  exclusive: false,
  ...changes,
});

const named = (value: unknown, changes?: Partial<LinkShape>) =>
  parseRelation(shape(changes), value, ['contacts']).named.map(
    ({ id, documentId }) => id ?? documentId
  );

describe('parseRelation', () => {
  it.each([
    ['a documentId', 'abc', ['abc'], 'replace'],
    ['a row id', 5, [5], 'replace'],
    ['a row id as text', '5', [5], 'replace'],
    ['a list', ['abc', 5, { id: 6 }, null], ['abc', 5, 6], 'replace'],
    ['nested lists', [[5], [['abc']]], [5, 'abc'], 'replace'],
    ['null', null, [], 'replace'],
    ['a set before a connect', { set: [5], connect: [6] }, [5, 6], 'replace'],
    ['an empty set', { set: [] }, [], 'replace'],
    ['a set of null', { set: null, connect: 'abc' }, ['abc'], 'change'],
    ['connect of one', { connect: { id: 5 } }, [5], 'change'],
    ['disconnect', { disconnect: [5] }, [], 'change'],
    ['an object of nothing', {}, [], 'change'],
    ['nothing', undefined, [], 'nothing'],
  ])('reads %s', (_name, value, targets, mode) => {
    expect(named(value)).toEqual(targets);
    expect(parseRelation(shape(), value, []).mode).toBe(mode);
  });

  it('reads positions by what the item itself is named by', () => {
    const byDocument = { connect: [{ documentId: 'abc', position: { before: 'def' } }] };
    expect(named(byDocument)).toEqual(['abc', 'def']);
    expect(named({ connect: [{ id: 5, position: { after: '6' } }] })).toEqual([5, 6]);
    expect(named({ connect: [{ id: 5, position: { end: true } }] })).toEqual([5]);
  });

  it.each(['12abc', 0, -1, 1.5, '1e3', 2 ** 31, '', true, Number.NaN, { id: '5 ' }])(
    'takes %p for no id that a row has',
    (value) => {
      expect(named([value])).toEqual([null]);
    }
  );

  it('prefers the documentId, as Strapi does', () => {
    expect(named({ id: 5, documentId: 'abc' })).toEqual(['abc']);
    expect(named({ id: 5, documentId: 'abc' }, { takesDocumentIds: false })).toEqual([5]);
  });

  it.each([{ locale: ['fr'] }, { status: ['published'] }, { locale: {} }, { status: 1 }])(
    'finds no version that is named by %j',
    (version) => {
      expect(named({ connect: [{ documentId: 'abc', ...version }] })).toEqual([null]);
      expect(named({ connect: [{ id: 5, ...version }] })).toEqual([5]);
    }
  );

  it('takes an empty locale or status for none', () => {
    const { named: refs } = parseRelation(
      shape(),
      [{ documentId: 'abc', locale: '', status: null }],
      []
    );
    expect(refs).toMatchObject([{ documentId: 'abc', locale: null, status: null }]);
  });

  it('reads the list that Strapi prefers for a column of the row itself', () => {
    const value = { id: 5, set: [6] };
    expect(named(value, { storage: 'own-column', takesDocumentIds: false })).toEqual([5, 6]);
    expect(named(value)).toEqual([5]);
  });

  it('reads the type of a polymorphic target, and of its position', () => {
    const { named: refs } = parseRelation(
      shape({ target: null }),
      { connect: [{ id: 5, __type: 'a', position: { before: 6, __type: 'b' } }] },
      []
    );
    expect(refs.map(({ type, id }) => [type, id])).toEqual([
      ['a', 5],
      ['b', 6],
    ]);
  });

  it('never fails, and names every id it is given, in whatever form', () => {
    const id = fc.integer({ min: 1, max: 1000 });
    const item = id.chain((one) => fc.constantFrom<unknown>(one, String(one), { id: one }));
    const list = fc.oneof(item, fc.array(item));
    const value = fc.oneof(
      list,
      fc.record({ set: list, connect: list, disconnect: list }, { requiredKeys: [] }),
      fc.anything()
    );
    const idsIn = (one: unknown): string[] => JSON.stringify(one).match(/\d+/g) ?? [];
    fc.assert(
      fc.property(value, (one) => {
        expect(() => parseRelation(shape(), one, [])).not.toThrow();
      })
    );
    fc.assert(
      fc.property(list, fc.constantFrom('set', 'connect', 'plain'), (one, form) => {
        const sent = form === 'plain' ? one : { [form]: one };
        expect(named(sent).map(String).sort()).toEqual(idsIn(one).sort());
      })
    );
  });
});

describe('findPivot', () => {
  const pivot = { deal_id: 5 };

  it.each<[unknown, (string | number)[]]>([
    [
      [{ id: 1 }, { id: 2, __pivot: pivot }],
      [1, '__pivot'],
    ],
    [{ connect: [{ id: 1, __pivot: {} }] }, ['connect', 0, '__pivot']],
    [{ set: { documentId: 'abc', __pivot: null } }, ['set', '__pivot']],
    [[[{ id: 1, __pivot: pivot }]], [0, 0, '__pivot']],
  ])('finds it in %j', (value, path) => {
    expect(findPivot(shape(), value, [])).toEqual(path);
  });

  it.each([null, 5, 'abc', { connect: [{ id: 1, position: { end: true } }] }, [1, { id: 2 }]])(
    'finds none in %j',
    (value) => {
      expect(findPivot(shape(), value, [])).toBeNull();
    }
  );

  it('lets code say on which attribute of a polymorphic target a row hangs', () => {
    const rows = { target: null, takesDocumentIds: false };
    const value = (__pivot: object) => [{ id: 1, __type: TYPE, __pivot }];
    expect(findPivot(shape(rows), value({ field: 'photo' }), [])).toBeNull();
    expect(findPivot(shape(rows), value({ field: 'photo', file_id: 2 }), [])).not.toBeNull();
    expect(findPivot(shape({ target: null }), value({ field: 'photo' }), [])).not.toBeNull();
  });
});

describe('keepUnlinked', () => {
  it('leaves out the items that may not be told apart from missing ones', () => {
    const value = { disconnect: [5, { id: 6 }, 'abc'], connect: [7] };
    expect(keepUnlinked(shape(), value, [], ({ id }) => id === 6)).toEqual({
      disconnect: [{ id: 6 }],
      connect: [7],
    });
  });

  it.each([null, 'abc', [5], { id: 5 }, { set: [5] }])('leaves %p alone', (value) => {
    expect(keepUnlinked(shape(), value, [], () => false)).toBe(value);
  });
});
