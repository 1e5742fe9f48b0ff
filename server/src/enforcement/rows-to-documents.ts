import type { Core } from '@strapi/strapi';
import { joinTransaction } from '../platform/transaction';
import type { ModelMeta } from './strapi-metadata';

/** Few enough bindings for every database. */
const CHUNK = 500;

/** Creates what tells the documents of database rows; expects system scope. */
export const createDocumentsOf =
  ({ strapi }: { strapi: Core.Strapi }, modelOf: (uid: string) => ModelMeta | undefined) =>
  async (uid: string, rowIds: readonly number[]): Promise<readonly string[]> => {
    const model = modelOf(uid);
    if (!model) return [];
    const documents = new Set<string>();
    for (let at = 0; at < rowIds.length; at += CHUNK) {
      const ids = rowIds.slice(at, at + CHUNK);
      const statement = strapi.db
        .getConnection(model.tableName)
        .whereIn('id', ids)
        .select('document_id');
      await joinTransaction({ strapi }, statement);
      const rows = (await statement) as { document_id: string | null }[];
      rows.forEach(({ document_id: one }) => one !== null && documents.add(one));
    }
    return [...documents];
  };
