import type { AuditEvent } from '../audit/audit';
import type { Actor } from '../platform/actor';
import type { Found } from './statement-reads';

/** By which door records were read. */
export interface Door {
  readonly door: string;
  readonly method?: string;
  /** The path as the route is written, without anybody's data. */
  readonly route?: string;
}

/** What was read of one content type. */
interface Seen {
  readonly documentIds: Set<string>;
  readonly rowIds: Set<number>;
  unidentified: number;
  partOf: readonly string[];
}

/** What one request has read. */
export interface PendingReads {
  waiting: Map<string, Seen>;
  /** What is recorded already: a record that is read twice for one answer is read once. */
  readonly recorded: Map<string, Set<string>>;
}

/** An entry that lists more records than this is written as several. */
const LONGEST = 1000;

/** Adds what a statement has found to what waits to be recorded. */
export const collectReads = (waiting: Map<string, Seen>, found: readonly Found[]): void => {
  for (const { uid, documentIds, rowIds, unidentified, partOf = [] } of found) {
    const seen: Seen = waiting.get(uid) ?? {
      documentIds: new Set(),
      rowIds: new Set(),
      unidentified: 0,
      partOf,
    };
    waiting.set(uid, seen);
    documentIds.forEach((documentId) => seen.documentIds.add(documentId));
    rowIds.forEach((id) => seen.rowIds.add(id));
    seen.unidentified += unidentified;
  }
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

/** What the entries are made of, besides what was read. */
export interface ReadEventParts {
  /** The documents that rows belong to, asked as the system; rows that are gone are left out. */
  readonly documentsOf: (uid: string, rowIds: readonly number[]) => Promise<readonly string[]>;
  /** The attributes of a type that the actor sees clear though others do not; null: there are none. */
  readonly clearAttributes: (actor: Actor, uid: string) => readonly string[] | null;
}

/** What waits, as events, and what is recorded once they are stored. */
export interface ReadEvents {
  readonly events: readonly AuditEvent[];
  readonly records: ReadonlyMap<string, readonly string[]>;
}

/** Pieces of a list; one empty piece for an empty list. */
const listsOf = (records: readonly string[]): (readonly string[])[] =>
  Array.from({ length: Math.max(1, Math.ceil(records.length / LONGEST)) }, (_, at) =>
    records.slice(at * LONGEST, (at + 1) * LONGEST)
  );

/** Creates what turns all that a request has read into events. */
export const createReadEvents =
  ({ documentsOf, clearAttributes }: ReadEventParts) =>
  async (actor: Actor, { waiting, recorded }: PendingReads, door: Door): Promise<ReadEvents> => {
    const events: AuditEvent[] = [];
    const records = new Map<string, readonly string[]>();
    for (const [uid, { documentIds, rowIds, unidentified, partOf }] of waiting) {
      const byRow = rowIds.size > 0 ? await documentsOf(uid, [...rowIds]) : [];
      const all = [...new Set([...documentIds, ...byRow])];
      const fresh = all.filter((one) => !recorded.get(uid)?.has(one));
      records.set(uid, fresh);
      // Parts are read with the records they are part of; by themselves only past Strapi's services.
      const isCovered = partOf.some((owner) => waiting.has(owner) || recorded.has(owner));
      const isOpen = unidentified > 0 && !isCovered;
      if (fresh.length === 0 && !isOpen) continue;
      const clear = clearAttributes(actor, uid);
      const details = {
        ...door,
        ...(isOpen ? { unidentified } : {}),
        ...(clear ? { clear } : {}),
      };
      events.push(...listsOf(fresh).map((list) => toEvent(uid, list, details)));
    }
    return { events, records };
  };
