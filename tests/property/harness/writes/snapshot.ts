import type { Core } from '@strapi/strapi';

export type RawRow = Record<string, unknown>;

/** Every row of every table, by table and primary key (or all of it), as text to compare. */
export type Snapshot = Map<string, Map<string, RawRow>>;

interface Inspector {
  getTables(): Promise<string[]>;
}

/** All tables of the database, whoever made them. */
export async function listTables(strapi: Core.Strapi): Promise<string[]> {
  const { schemaInspector } = strapi.db.dialect as unknown as { schemaInspector: Inspector };
  return schemaInspector.getTables();
}

const keyOf = (row: RawRow): string =>
  row.id === undefined || row.id === null ? JSON.stringify(row) : JSON.stringify(row.id);

/** Reads everything, as the system. */
export async function takeSnapshot(strapi: Core.Strapi, tables: string[]): Promise<Snapshot> {
  const knex = strapi.db.connection;
  const snapshot: Snapshot = new Map();
  const read = async (table: string) => {
    const rows = await knex.select<RawRow[]>('*').from(table);
    snapshot.set(table, new Map(rows.map((row) => [keyOf(row), row])));
  };
  await Promise.all(tables.map(read));
  return snapshot;
}

/** A row that is there before, after, or both and not the same. */
export interface RowChange {
  table: string;
  before?: RawRow;
  after?: RawRow;
}

const isSame = (left: RawRow, right: RawRow) => JSON.stringify(left) === JSON.stringify(right);

/** Every row that differs. */
export function diffSnapshots(before: Snapshot, after: Snapshot): RowChange[] {
  const changes: RowChange[] = [];
  for (const [table, rows] of after) {
    const old = before.get(table) ?? new Map<string, RawRow>();
    for (const [key, row] of rows) {
      const earlier = old.get(key);
      if (!earlier) changes.push({ table, after: row });
      else if (!isSame(earlier, row)) changes.push({ table, before: earlier, after: row });
    }
    for (const [key, row] of old) if (!rows.has(key)) changes.push({ table, before: row });
  }
  return changes;
}
