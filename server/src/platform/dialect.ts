import { joinSql, sql, type Identifier, type Predicate, type Sql } from './sql';

/** Strapi's names of the databases it supports (`db.dialect.client`). */
export type Client = 'sqlite' | 'postgres' | 'mysql';

/** Above this many values a list travels as one JSON value: SQLite allows 32,766 bindings a statement. */
const INLINE_LIST_LIMIT = 200;

/** What differs between the databases, in one place. */
export interface Dialect {
  readonly client: Client;
  /** Column equals one of the strings, compared byte for byte on every database. */
  inStrings(column: Identifier, values: readonly string[]): Predicate;
  /** Column equals one of the numbers. */
  inNumbers(column: Identifier, values: readonly number[]): Predicate;
  /** The name of a table, with the schema where one is configured (PostgreSQL). */
  table(name: string): Identifier;
}

const inlineList = (values: readonly (string | number)[]): Sql =>
  joinSql(
    values.map((value) => sql`${value}`),
    ', '
  );

const jsonList: Record<Client, (json: string, numeric: boolean) => Sql> = {
  sqlite: (json) => sql`select value from json_each(${json})`,
  postgres: (json, numeric) =>
    numeric
      ? sql`select value::bigint from json_array_elements_text(${json}::json)`
      : sql`select value from json_array_elements_text(${json}::json)`,
  mysql: (json, numeric) =>
    numeric
      ? sql`select v from json_table(${json}, '$[*]' columns (v bigint path '$')) jt`
      : sql`select v from json_table(${json}, '$[*]' columns (v varchar(255) path '$')) jt`,
};

/** Creates the dialect of a database; `schema` is PostgreSQL's `connection.schema` option. */
export const createDialect = (client: Client, schema?: string): Dialect => {
  const list = (values: readonly (string | number)[], numeric: boolean): Sql =>
    values.length <= INLINE_LIST_LIMIT
      ? inlineList(values)
      : jsonList[client](JSON.stringify(values), numeric);

  return {
    client,
    inStrings(column, values) {
      if (values.length === 0) return false;
      if (client !== 'mysql') return sql`${column} in (${list(values, false)})`;
      // MariaDB compares by collation ('se' = 'SE'): the first test can use an index, the second is exact.
      const inline = inlineList(values);
      return sql`(${column} in (${inline}) and binary ${column} in (${inline}))`;
    },
    inNumbers(column, values) {
      if (values.length === 0) return false;
      return sql`${column} in (${list(values, true)})`;
    },
    table: (name) => ({ kind: 'identifier', name: schema ? `${schema}.${name}` : name }),
  };
};
