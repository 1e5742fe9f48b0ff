import type { AuditEvent } from '../audit/audit';
import { clearOf, type Fresh, type Tallies, type Tally } from './read-tally';
import type { RecordKey } from './statement-reads';

/** By which door records were read. */
export interface Door {
  readonly door: string;
  readonly method?: string;
  /** The path as the route is written, without anybody's data. */
  readonly route?: string;
}

/** Attributes that the policy masks, and the records of an entry that showed them as they are. */
export interface ClearFields {
  readonly fields: readonly string[];
  /** Absent where all of the entry's records did. */
  readonly records?: readonly string[];
  /** Of the rows that do not tell which records they are, and so perhaps masked. */
  readonly unidentified?: true;
}

/** An entry that lists more records than this is written as several. */
const LONGEST = 1000;

/** What the entries are made of, besides what was read. */
export interface ReadEventParts {
  /** The documents that rows belong to, asked as the system; rows that are gone are left out. */
  readonly documentsOf: (
    uid: string,
    rowIds: readonly number[]
  ) => Promise<ReadonlyMap<number, string>>;
}

/** By document, the attributes that were seen clear. */
type Documents = ReadonlyMap<string, ReadonlySet<string>>;

/** What waits, as events, and what is recorded once they are stored. */
export interface ReadEvents {
  readonly events: readonly AuditEvent[];
  readonly documents: ReadonlyMap<string, Documents>;
}

/** Pieces of a list; one empty piece for an empty list. */
const listsOf = (records: readonly string[]): (readonly string[])[] =>
  Array.from({ length: Math.max(1, Math.ceil(records.length / LONGEST)) }, (_, at) =>
    records.slice(at * LONGEST, (at + 1) * LONGEST)
  );

/** Groups records that showed the same attributes. */
const groupClear = (records: readonly string[], documents: Documents): ClearFields[] => {
  const groups = new Map<string, { readonly fields: string[]; readonly records: string[] }>();
  for (const record of records) {
    const fields = [...(documents.get(record) ?? [])].sort();
    if (fields.length === 0) continue;
    const key = JSON.stringify(fields);
    const group = groups.get(key) ?? { fields, records: [] };
    groups.set(key, group);
    group.records.push(record);
  }
  return [...groups.values()].map(({ fields, records: of }) =>
    of.length === records.length ? { fields } : { fields, records: of }
  );
};

const toEvent = (
  contentType: string,
  records: readonly string[],
  details: Record<string, unknown>
): AuditEvent => {
  const [documentId] = records;
  const isOne = records.length === 1 && documentId !== undefined;
  return {
    type: 'record.read',
    contentType,
    ...(isOne ? { documentId } : {}),
    details: isOne || records.length === 0 ? details : { ...details, records },
  };
};

/** Each document, with the attributes that any of its rows showed clear. */
const toDocuments = async (
  { documentsOf }: ReadEventParts,
  uid: string,
  tally: Tally,
  keys: Iterable<RecordKey>
): Promise<Map<string, Set<string>>> => {
  const all = [...keys];
  const rowIds = all.filter((key) => typeof key === 'number');
  const byRow = rowIds.length > 0 ? await documentsOf(uid, rowIds) : new Map<number, string>();
  const documents = new Map<string, Set<string>>();
  for (const key of all) {
    const documentId = typeof key === 'string' ? key : byRow.get(key);
    if (documentId === undefined) continue;
    const clear = documents.get(documentId) ?? new Set(tally.recorded.get(documentId));
    clearOf(tally, key).forEach((field) => clear.add(field));
    documents.set(documentId, clear);
  }
  return documents;
};

const isNew = ({ recorded }: Tally, documentId: string, clear: ReadonlySet<string>): boolean =>
  clear.size > (recorded.get(documentId)?.size ?? -1);

/** Creates what turns all that a request has read into events. */
export const createReadEvents =
  (parts: ReadEventParts) =>
  async (tallies: Tallies, taken: ReadonlyMap<string, Fresh>, door: Door): Promise<ReadEvents> => {
    const events: AuditEvent[] = [];
    const recorded = new Map<string, Documents>();
    for (const [uid, { keys, unidentified, untold }] of taken) {
      const tally = tallies.get(uid);
      if (!tally) continue;
      const documents = await toDocuments(parts, uid, tally, keys);
      recorded.set(uid, documents);
      const fresh = [...documents].filter(([one, clear]) => isNew(tally, one, clear));
      // Parts are read with the records they are part of; by themselves only past Strapi's services.
      const isCovered = tally.partOf.some((owner) => tallies.has(owner));
      const isOpen = unidentified > 0 && !isCovered;
      if (fresh.length === 0 && !isOpen) continue;
      const perhaps: ClearFields[] =
        untold.size > 0 ? [{ fields: [...untold].sort(), unidentified: true }] : [];
      const toDetails = (list: readonly string[]) => {
        const clear = [...groupClear(list, documents), ...perhaps];
        const open = isOpen ? { unidentified } : {};
        return { ...door, ...open, ...(clear.length > 0 ? { clear } : {}) };
      };
      const lists = listsOf(fresh.map(([documentId]) => documentId));
      events.push(...lists.map((list) => toEvent(uid, list, toDetails(list))));
    }
    return { events, documents: recorded };
  };
