/** A table as a query names it. */
export interface TableReference {
  readonly table: string;
  /** What the rest of the query calls it. */
  readonly alias: string;
}

const ALIASED = /^\s*(\S+)\s+as\s+(\S+)\s*$/i;

const unqualified = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/**
 * Reads the table references knex accepts: `'contacts'`, `'contacts as t0'`, `'schema.contacts'`,
 * `{ t0: 'contacts' }`. Sub-queries and raw fragments answer null: the first are compiled on their
 * own, the second are left to the tripwire.
 */
export const parseTableReference = (value: unknown): TableReference | null => {
  if (typeof value === 'string') {
    const aliased = ALIASED.exec(value);
    const table = unqualified(aliased?.[1] ?? value.trim());
    return { table, alias: aliased?.[2] ?? table };
  }
  if (typeof value !== 'object' || value === null) return null;
  if (Object.getPrototypeOf(value) !== Object.prototype) return null;
  const entries = Object.entries(value);
  const [alias, table] = entries[0] ?? [];
  if (entries.length !== 1 || typeof alias !== 'string' || typeof table !== 'string') return null;
  return { table: unqualified(table), alias };
};
