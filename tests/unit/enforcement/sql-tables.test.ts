import { findTables } from '../../../server/src/enforcement/sql-tables';
import { trustAlias, trustedAliases } from '../../../server/src/enforcement/trusted-alias';
import { sql } from '../../../server/src/platform/sql';

const tables = (text: string) => findTables(text).map(({ table }) => table);

describe('findTables', () => {
  it.each([
    ['select * from contacts', ['contacts']],
    [
      'select * from "contacts" as "t0" left join `accounts` as `t1` on 1 = 1',
      ['contacts', 'accounts'],
    ],
    ['select * from public.contacts c', ['contacts']],
    ['select * from "public"."contacts"', ['contacts']],
    ['select * from a, contacts', ['a', 'contacts']],
    ['select * from a join b on a.x = b.x, contacts', ['a', 'b', 'contacts']],
    ['select (select count(*) from contacts) from a', ['contacts', 'a']],
    ['select * from (contacts)', ['contacts']],
    ['select * from (a cross join contacts)', ['a', 'contacts']],
    ['insert into contacts (name) values (?)', ['contacts']],
    ['update only contacts set name = ?', ['contacts']],
    ['delete from contacts', ['contacts']],
    ['truncate table contacts', ['contacts']],
    ['with x as (select * from contacts) select * from x', ['contacts', 'x']],
    ['select * from a union select * from contacts', ['a', 'contacts']],
    ['SELECT/**/*/**/FROM/**/contacts', ['contacts']],
    ['select * from -- a comment\n contacts', ['contacts']],
  ])('%s', (text, expected) => {
    expect(tables(text)).toEqual(expect.arrayContaining(expected));
  });

  it('does not take columns, values or aliases for tables', () => {
    expect(tables("select contacts, a.contacts from a where b = 'from contacts'")).toEqual(['a']);
    expect(tables('select a.x as contacts from a order by contacts, contacts')).toEqual(['a']);
    expect(tables('select a from t group by a, contacts')).toEqual(['t']);
  });

  it('reads the alias with or without as', () => {
    expect(findTables('select * from contacts as t0 join accounts t1 on 1 = 1')).toEqual([
      { table: 'contacts', alias: 't0' },
      { table: 'accounts', alias: 't1' },
    ]);
  });
});

describe('trusted aliases', () => {
  it('are those that a view marked', () => {
    const { text } = trustAlias('t1', sql`a = ${1}`);
    expect(text).toBe('(a = ?) /*custodian:t1*/');
    expect([...trustedAliases(`select 1 from a as t1 on ${text}`)]).toEqual(['t1']);
  });

  it('cannot be anything but a word', () => {
    expect(() => trustAlias('t1*/ x', true)).toThrow('Cannot mark');
  });
});
