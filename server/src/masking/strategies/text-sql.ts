import type { Client, Dialect } from '../../platform/dialect';
import { joinSql, sql, type Sql } from '../../platform/sql';

/**
 * What stands for the part that is not shown. Always the same, so that it does not tell how long
 * that part is.
 */
export const FILLER = '•••';

/** A number or constant of the code as SQL text, where a placeholder would have no type. */
export const literal = (value: number | string): Sql => ({
  kind: 'sql',
  text: typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`,
  bindings: [],
});

/**
 * The few functions on text that all masks are written with. All count characters as Unicode code
 * points, on every database: none of them knows grapheme clusters by itself, and a value must not
 * be masked differently where one does.
 */
export interface TextSql {
  length(value: Sql): Sql;
  /** The first `count` characters. */
  first(value: Sql, count: number): Sql;
  /** The last `count` characters. */
  last(value: Sql, count: number): Sql;
  /** What follows the first `count` characters. */
  after(value: Sql, count: Sql): Sql;
  /** What stands before the first `mark`; all of it where there is none. */
  before(value: Sql, mark: string): Sql;
  concat(...parts: readonly Sql[]): Sql;
  /** Without any occurrence of the characters, each a single one. */
  without(value: Sql, characters: readonly string[]): Sql;
  /** Whether all characters are in a class such as `A-Z0-9.-`: ASCII only, case matters. */
  consistsOf(value: Sql, characterClass: string): Sql;
}

type Shared = Pick<TextSql, 'length' | 'first' | 'last' | 'after' | 'without'>;

const without = (value: Sql, characters: readonly string[]): Sql =>
  characters.reduce((rest, character) => sql`replace(${rest}, ${literal(character)}, '')`, value);

/** The same on PostgreSQL, MySQL and MariaDB. */
const standard: Shared = {
  length: (value) => sql`char_length(${value})`,
  first: (value, count) => sql`left(${value}, ${literal(count)})`,
  last: (value, count) => sql`right(${value}, ${literal(count)})`,
  after: (value, count) => sql`substr(${value}, ${count} + 1)`,
  without,
};

const TEXT_SQL: Readonly<Record<Client, TextSql>> = {
  sqlite: {
    length: (value) => sql`length(${value})`,
    first: (value, count) => sql`substr(${value}, 1, ${literal(count)})`,
    // A negative start counts from the end, and none at all would be the whole.
    last: (value, count) => (count === 0 ? sql`''` : sql`substr(${value}, ${literal(-count)})`),
    after: standard.after,
    without,
    before: (value, mark) =>
      sql`substr(${value}, 1, instr(${value} || ${literal(mark)}, ${literal(mark)}) - 1)`,
    concat: (...parts) => sql`(${joinSql(parts, ' || ')})`,
    consistsOf: (value, characterClass) =>
      sql`${value} not glob ${literal(`*[^${characterClass}]*`)}`,
  },
  postgres: {
    ...standard,
    before: (value, mark) => sql`split_part(${value}, ${literal(mark)}, 1)`,
    concat: (...parts) => sql`(${joinSql(parts, ' || ')})`,
    consistsOf: (value, characterClass) => sql`${value} !~ ${literal(`[^${characterClass}]`)}`,
  },
  mysql: {
    ...standard,
    // `instr` would compare by collation, in which other characters may equal the mark.
    before: (value, mark) => sql`substring_index(${value}, ${literal(mark)}, 1)`,
    concat: (...parts) => sql`concat(${joinSql(parts, ', ')})`,
    // Bound: the question mark is no placeholder. Without it the collation decides about case.
    consistsOf: (value, characterClass) => sql`${value} not regexp ${`(?-i)[^${characterClass}]`}`,
  },
};

/** The functions as a database writes them. */
export const textSql = ({ client }: Dialect): TextSql => TEXT_SQL[client];

/** The characters of a text as databases count them. */
export const charactersOf = (text: string): string[] => Array.from(text);
