import type { Core } from '@strapi/strapi';

/** Where Strapi lists tables that it must not drop (`@strapi/database` schema/diff.js). */
const LIST = { type: 'core', key: 'persisted_tables' };

type Entry = string | { readonly name: string };

const nameOf = (entry: Entry): string => (typeof entry === 'string' ? entry : entry.name);

/**
 * Keeps tables when the plugin is switched off: Strapi drops the tables of a disabled plugin at the
 * next start, and who may see what must survive that.
 */
export const persistTables = async (
  { strapi }: { strapi: Core.Strapi },
  tables: readonly string[]
): Promise<void> => {
  const listed = ((await strapi.store.get(LIST)) ?? []) as Entry[];
  const names = new Set(listed.map(nameOf));
  const missing = tables.filter((table) => !names.has(table));
  if (missing.length === 0) return;
  await strapi.store.set({ ...LIST, value: [...listed, ...missing.map((name) => ({ name }))] });
};
