import type { EntryFacts, NewEntry } from './entry';

/** An entry as it is stored. */
export interface StoredEntry extends EntryFacts {
  readonly id: number;
  readonly digest: string;
  readonly mac: string;
  /** Its place in the chain; null until it is sealed. */
  readonly seq: number | null;
  /** The chain's hash at its place. Without a place: null, or why it was refused one. */
  readonly hash: string | null;
}

/** An entry with its payload, if that is still there. */
export interface ReadEntry extends StoredEntry {
  readonly salt: string | null;
  readonly payload: string | null;
}

/** A row as the drivers hand it out. */
export interface RawEntry {
  id: number | string;
  at: string;
  type: string;
  caused_by: string;
  content_type: string | null;
  document_id: string | null;
  commitment: string;
  digest: string;
  mac: string;
  seq: number | string | null;
  hash: string | null;
  salt?: string | null;
  payload?: string | null;
}

/** A row as the rest of the domain knows it. */
export const toEntry = (row: RawEntry): ReadEntry => ({
  id: Number(row.id),
  at: row.at,
  type: row.type,
  causedBy: row.caused_by,
  contentType: row.content_type,
  documentId: row.document_id,
  commitment: row.commitment,
  digest: row.digest,
  mac: row.mac,
  // PostgreSQL's driver hands 64-bit integers out as text.
  seq: row.seq === null ? null : Number(row.seq),
  hash: row.hash,
  salt: row.salt ?? null,
  payload: row.payload ?? null,
});

/** A new entry as it is inserted. */
export const toRow = (entry: NewEntry) => ({
  at: entry.at,
  type: entry.type,
  caused_by: entry.causedBy,
  content_type: entry.contentType,
  document_id: entry.documentId,
  commitment: entry.commitment,
  digest: entry.digest,
  mac: entry.mac,
});
