import { chooseShape } from '../../../server/src/enforcement/choose-shape';
import { createProvenColumns } from '../../../server/src/enforcement/proven-columns';
import { parseTableReference } from '../../../server/src/enforcement/table-reference';

const where = (part: object) => ({ grouping: 'where', type: 'whereBasic', bool: 'and', ...part });
const none = () => [];

describe('parseTableReference', () => {
  it.each([
    ['contacts', { table: 'contacts', alias: 'contacts' }],
    ['contacts as t0', { table: 'contacts', alias: 't0' }],
    ['crm.contacts AS t0', { table: 'contacts', alias: 't0' }],
    ['crm.contacts', { table: 'contacts', alias: 'contacts' }],
    [{ t0: 'contacts' }, { table: 'contacts', alias: 't0' }],
  ])('%j', (value, expected) => {
    expect(parseTableReference(value)).toEqual(expected);
  });

  it('leaves sub-queries and fragments alone', () => {
    expect(parseTableReference(() => undefined)).toBeNull();
    expect(parseTableReference(new Date())).toBeNull();
    expect(parseTableReference({ a: 'x', b: 'y' })).toBeNull();
    expect(parseTableReference(undefined)).toBeNull();
  });
});

describe('chooseShape', () => {
  it('is key where the statement is pinned to known ids', () => {
    expect(
      chooseShape({ where: [where({ column: 't0.document_id', operator: '=', value: 'x' })] }, none)
    ).toBe('key');
    expect(
      chooseShape(
        { where: [where({ type: 'whereIn', column: 't1.contact_id', value: [1, 2] })] },
        none
      )
    ).toBe('key');
  });

  it('looks into nested conditions, but not into alternatives or negations', () => {
    const pin = where({ column: 't0.id', operator: '=', value: 1 });
    const nested = where({ type: 'whereWrapped', value: () => undefined });
    expect(chooseShape({ where: [nested] }, () => [pin])).toBe('key');
    expect(chooseShape({ where: [nested] }, () => [pin, { ...pin, bool: 'or' }])).toBe('all');
    expect(chooseShape({ where: [{ ...pin, not: true }] }, none)).toBe('all');
  });

  it('is page where the first rows in the order of their ids are taken', () => {
    const single = { limit: 25 };
    expect(chooseShape({ single, order: [{ value: 't0.id' }] }, none)).toBe('page');
    expect(chooseShape({ single }, none)).toBe('page');
  });

  it('is all where every row is visited: counts, other orders, joins, no limit', () => {
    const single = { limit: 25 };
    expect(chooseShape({ single, columns: [{ type: 'aggregate' }] }, none)).toBe('all');
    expect(chooseShape({ single, order: [{ value: 't0.name' }] }, none)).toBe('all');
    expect(chooseShape({ single, join: [{}] }, none)).toBe('all');
    expect(chooseShape({}, none)).toBe('all');
  });

  it('treats very many keys like a list', () => {
    const value = Array.from({ length: 501 }, (_item, index) => index);
    expect(chooseShape({ where: [where({ type: 'whereIn', column: 'id', value })] }, none)).toBe(
      'all'
    );
  });
});

describe('proven columns', () => {
  const contact = new Map([['id', 'contact']]);
  const link = new Map([
    ['contact_id', 'contact'],
    ['account_id', 'account'],
  ]);
  const tie = (column: string, value: string, bool = 'and') => ({
    type: 'onBasic',
    operator: '=',
    column,
    value,
    bool,
  });

  it('knows the end of a link that is joined to a visible record', () => {
    const proven = createProvenColumns();
    proven.add('t0', contact);
    expect([...proven.tiedBy([tie('t0.id', 't1.contact_id')], 't1', link)]).toEqual(['contact_id']);
    expect([...proven.tiedBy([tie('t1.contact_id', 't0.id')], 't1', link)]).toEqual(['contact_id']);
  });

  it('does not trust an alternative, another type, or a column nobody proved', () => {
    const proven = createProvenColumns();
    proven.add('t0', contact);
    expect(
      proven.tiedBy([tie('t0.id', 't1.contact_id'), tie('a', 'b', 'or')], 't1', link).size
    ).toBe(0);
    expect(proven.tiedBy([tie('t0.id', 't1.account_id')], 't1', link).size).toBe(0);
    expect(proven.tiedBy([tie('t0.name', 't1.contact_id')], 't1', link).size).toBe(0);
    expect(proven.tiedBy([tie('t9.id', 't1.contact_id')], 't1', link).size).toBe(0);
  });
});
