import type { FetchClient } from '@strapi/strapi/admin';

import type { NamedRecord } from './types';

interface Configuration {
  data: { contentType: { settings: { mainField: string } } };
}

type Row = { documentId: string } & Record<string, unknown>;

/** Names of attributes by content type; configurations change rarely, and a reload forgets them. */
const mainFields = new Map<string, Promise<string>>();

/**
 * Records by name, through the content manager's own API: whoever may not read a type there, or a
 * record, learns nothing here either.
 */
export const createRecordsApi = (client: FetchClient) => {
  const readMainField = async (uid: string): Promise<string> => {
    const url = `/content-manager/content-types/${uid}/configuration`;
    const { data } = await client.get<Configuration>(url);
    return data.data.contentType.settings.mainField;
  };

  const mainFieldOf = (uid: string): Promise<string> => {
    const known = mainFields.get(uid) ?? readMainField(uid);
    mainFields.set(uid, known);
    known.catch(() => mainFields.delete(uid));
    return known;
  };

  const find = async (uid: string, params: object): Promise<NamedRecord[]> => {
    const mainField = await mainFieldOf(uid);
    const url = `/content-manager/collection-types/${uid}`;
    const { data } = await client.get<{ results: Row[] }>(url, { params });
    return data.results.map((row) => {
      const value = row[mainField];
      const isText = typeof value === 'string' || typeof value === 'number';
      return { documentId: row.documentId, name: isText ? String(value) : row.documentId };
    });
  };

  return {
    /** The first records that match a text. */
    searchRecords: (uid: string, text: string) =>
      find(uid, { page: 1, pageSize: 20, ...(text && { _q: text }) }),
    /** Names of the given records, as far as the admin user sees them. */
    nameRecords: (uid: string, documentIds: readonly string[]) =>
      find(uid, {
        page: 1,
        pageSize: 100,
        filters: { documentId: { $in: documentIds } },
      }),
  };
};
