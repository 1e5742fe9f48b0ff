import type { Core } from '@strapi/strapi';

/** Knows the real columns of tables, those of other plugins included. */
export interface ColumnReader {
  /** Reads them from the database. Call once the schema is in sync. */
  load(tables: readonly string[]): Promise<void>;
  /** @throws if the table was not loaded: a view never guesses its columns */
  readonly of: (table: string) => readonly string[];
}

/** Creates the reader. Touches `db.schema`'s tables only through knex' public `columnInfo`. */
export const createColumnReader = (strapi: Core.Strapi): ColumnReader => {
  const columns = new Map<string, readonly string[]>();
  return {
    async load(tables) {
      for (const table of tables) {
        if (columns.has(table)) continue;
        const info = (await strapi.db.getConnection(table).columnInfo()) as Record<string, unknown>;
        columns.set(table, Object.keys(info));
      }
    },
    of(table) {
      const known = columns.get(table);
      if (!known) throw new Error(`The columns of table '${table}' are not known`);
      return known;
    },
  };
};
