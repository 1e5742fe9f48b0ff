import type { Client, Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { sql, type Sql } from '../../platform/sql';

/** A table that can hold text, of Strapi, of a plugin or of somebody else in the same database. */
export interface TextTable {
  readonly name: string;
  /** Columns of text or JSON, sorted by name. */
  readonly columns: readonly string[];
  /** Columns whose content is JSON by the database's own type. */
  readonly json: ReadonlySet<string>;
  /** Whether rows have an `id` to page by; Strapi's all do. */
  readonly hasId: boolean;
}

interface ColumnRow {
  table: string;
  column: string;
  type: string | null;
}

const COLUMNS: Record<Client, (schema: string) => Sql> = {
  sqlite: () =>
    sql`select m.name as "table", p.name as "column", lower(p.type) as "type" from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite_%'`,
  postgres: (schema) =>
    sql`select c.table_name as "table", c.column_name as "column", lower(c.data_type) as "type" from information_schema.columns c join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name where t.table_type = 'BASE TABLE' and c.table_schema = ${schema}`,
  mysql: () =>
    sql`select c.table_name as \`table\`, c.column_name as \`column\`, lower(c.column_type) as \`type\` from information_schema.columns c join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name where t.table_type = 'BASE TABLE' and c.table_schema = database()`,
};

/** An empty type is SQLite's: such a column holds anything. */
const isText = (type: string): boolean =>
  type === '' || /char|text|clob|json|enum|set\(|user-defined/.test(type);

/** By code units, so that the order is the same on every database. */
const byName = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Lists the tables of the database, whoever made them, sorted by name. */
export const listTextTables = async (
  run: RunSql,
  dialect: Dialect,
  schema: string | undefined
): Promise<TextTable[]> => {
  const found = await run.rows<ColumnRow>(COLUMNS[dialect.client](schema ?? 'public'));
  const tables = new Map<string, ColumnRow[]>();
  for (const row of found) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  return [...tables]
    .map(([name, rows]): TextTable => {
      const text = rows.filter(({ type }) => isText(type ?? ''));
      return {
        name,
        columns: text.map(({ column }) => column).sort(byName),
        json: new Set(text.filter(({ type }) => /json/.test(type ?? '')).map((row) => row.column)),
        hasId: rows.some(({ column }) => column === 'id'),
      };
    })
    .filter(({ columns }) => columns.length > 0)
    .sort((one, other) => byName(one.name, other.name));
};
