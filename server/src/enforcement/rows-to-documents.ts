import type { Core } from '@strapi/strapi';
import { chunksOf } from '../platform/chunks';
import { joinTransaction } from '../platform/transaction';
import type { ModelMeta } from './strapi-metadata';

/** Few enough bindings for every database. */
const CHUNK = 500;

/** Creates what tells the documents of database rows; expects system scope. */
export const createDocumentsOf =
  ({ strapi }: { strapi: Core.Strapi }, modelOf: (uid: string) => ModelMeta | undefined) =>
  async (uid: string, rowIds: readonly number[]): Promise<ReadonlyMap<number, string>> => {
    const model = modelOf(uid);
    const documents = new Map<number, string>();
    if (!model) return documents;
    for (const ids of chunksOf(rowIds, CHUNK)) {
      const statement = strapi.db
        .getConnection(model.tableName)
        .whereIn('id', ids)
        .select('id', 'document_id');
      await joinTransaction({ strapi }, statement);
      const rows = (await statement) as { id: number | string; document_id: string | null }[];
      rows.forEach(({ id, document_id: one }) => one !== null && documents.set(Number(id), one));
    }
    return documents;
  };
