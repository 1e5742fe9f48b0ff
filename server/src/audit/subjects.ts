import type { StoredEntry } from './entry-rows';
import { chunksOf } from '../platform/chunks';
import type { LogTables } from './log-tables';

/** The records that a payload lists; none if it lists none, or is gone. */
export const recordsOf = (payload: string | null): readonly string[] => {
  if (payload === null) return [];
  const { records } = JSON.parse(payload) as { records?: unknown };
  if (!Array.isArray(records)) return [];
  return records.filter((one): one is string => typeof one === 'string');
};

/**
 * Makes entries about several records findable by each of them. Done when they are sealed, so that
 * whoever causes an entry pays for one row, not for a hundred.
 */
export const createSubjectIndex =
  (tables: LogTables) =>
  async (sealed: readonly StoredEntry[]): Promise<void> => {
    const lists = sealed.filter(
      ({ type, contentType, documentId }) =>
        contentType !== null && documentId === null && /\.(read|exported)$/.test(type)
    );
    const payloads = await tables.payloadsOf(lists.map(({ commitment }) => commitment));
    const rows = lists.flatMap(({ commitment, contentType }) =>
      [...new Set(recordsOf(payloads.get(commitment) ?? null))].map((documentId) => ({
        commitment,
        content_type: contentType,
        document_id: documentId,
      }))
    );
    for (const part of chunksOf(rows)) await tables.run(tables.on('subjects').insert(part));
  };
