import { createHash } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import type { RecordKey } from '../../access/rights/record-rights';
import type { SchemaModel } from '../../access/policy/types';
import { joinTransaction } from '../../platform/transaction';
import type { AnnotationMap } from '../annotations/compile';
import { identifiersIn, identifierSource, populateFor } from './identifier-paths';
import { IDENTIFIER_UID, SUBJECT_TABLES } from './models';
import { normalise, type Identifier } from './normalise';

const USERS_PERMISSIONS_USER = 'plugin::users-permissions.user';

/** Documents whose identifiers are read at once. */
export const INDEX_CHUNK = 100;

/** A record, and the kinds of identifier by which it was found. */
export type Match = RecordKey & { readonly kinds: string[] };

/** An identifier as the index keeps it. */
export interface Digest {
  readonly kind: string;
  readonly hash: string;
}

/** Finds the records of data subjects by keyed digests of their identifiers. */
export interface IdentityIndex {
  /** The keyed digest of a normalised identifier: the same on every node, readable on none. */
  hashOf(identifier: Identifier): string;
  /** All digests it may have been stored under: the current one, and those of earlier keys. */
  hashesOf(identifier: Identifier): readonly string[];
  /**
   * Brings the index in line with the rows of these documents as they are now, in the transaction
   * that is open.
   */
  sync(annotations: AnnotationMap, uid: string, documentIds: readonly string[]): Promise<void>;
  /** The records that carry any of the identifiers, each with the kinds it matched by. */
  find(identifiers: readonly Identifier[]): Promise<Match[]>;
  /** The digests by which records are found. */
  digestsOf(records: readonly RecordKey[]): Promise<Digest[]>;
  /** The records that carry any of these digests. */
  carrying(digests: readonly Digest[]): Promise<Match[]>;
  /** Drops what is indexed of types that are not among these. */
  keepOnly(uids: readonly string[]): Promise<void>;
  /** What an index has been built from: another digest means another key or other annotations. */
  digestFor(annotations: AnnotationMap): string;
}

interface IndexInput {
  readonly strapi: Core.Strapi;
  readonly schemas: () => SchemaModel;
  /** Keyed digests of an identifier, under the current key first, then under those before it. */
  readonly namesOf: (kind: string, value: string) => readonly string[];
  /** ISO 3166 country of phone numbers without a country code. */
  readonly country: () => string | undefined;
}

interface Entry extends RecordKey, Digest {}

const markOf = ({ documentId, kind, hash }: Entry): string => `${documentId} ${kind} ${hash}`;

/** Reads documents and what they are known by. */
const createReader = (
  { strapi, schemas, country }: IndexInput,
  hashOf: IdentityIndex['hashOf']
) => {
  const known = (uid: string, row: Record<string, unknown>, annotations: AnnotationMap) => {
    const found = identifiersIn(row, identifierSource(uid, schemas(), annotations));
    const account =
      uid === USERS_PERMISSIONS_USER ? [{ kind: 'account' as const, value: row.id }] : [];
    return [...found, ...account]
      .map(({ kind, value }) => normalise(kind, value, country()))
      .filter((identifier) => identifier !== null);
  };

  return async (
    annotations: AnnotationMap,
    uid: string,
    documentIds: readonly string[]
  ): Promise<Map<string, Entry>> => {
    const populate = populateFor(identifierSource(uid, schemas(), annotations));
    const rows = (await strapi.db
      .query(uid)
      .findMany({ where: { documentId: { $in: documentIds } }, populate })) as Record<
      string,
      unknown
    >[];
    const entries = rows.flatMap((row) =>
      known(uid, row, annotations).map((identifier) => ({
        contentType: uid,
        documentId: String(row.documentId),
        kind: identifier.kind,
        hash: hashOf(identifier),
      }))
    );
    return new Map(entries.map((entry) => [markOf(entry), entry]));
  };
};

/** Writes entries so that the index says what the documents say. */
const createWriter = (
  { strapi }: Pick<IndexInput, 'strapi'>,
  read: ReturnType<typeof createReader>
) => {
  const table = () => strapi.db.query(IDENTIFIER_UID);

  /** Two writes to one document may both add what they share: the second then adds nothing. */
  const add = async (entries: readonly Entry[]): Promise<void> => {
    if (entries.length === 0) return;
    const rows = entries.map(({ contentType, documentId, kind, hash }) => ({
      content_type: contentType,
      document_id: documentId,
      kind,
      hash,
    }));
    const insert = strapi.db
      .getConnection(SUBJECT_TABLES.identifiers)
      .insert(rows)
      .onConflict(['content_type', 'document_id', 'kind', 'hash'])
      .ignore();
    await joinTransaction({ strapi }, insert);
    await insert;
  };

  const sync = async (annotations: AnnotationMap, uid: string, ids: readonly string[]) => {
    const wanted = annotations.contentTypes.get(uid)?.subject
      ? await read(annotations, uid, ids)
      : new Map<string, Entry>();
    const where = { contentType: uid, documentId: { $in: [...ids] } };
    const present = (await table().findMany({ where })) as (Entry & { id: number })[];
    const marks = new Set(present.map(markOf));
    const stale = present.filter((entry) => !wanted.has(markOf(entry)));
    if (stale.length > 0)
      await table().deleteMany({ where: { id: { $in: stale.map(({ id }) => id) } } });
    await add([...wanted].filter(([mark]) => !marks.has(mark)).map(([, entry]) => entry));
  };

  return sync;
};

/** Asks the index. */
const createSearch = ({
  strapi,
}: Pick<IndexInput, 'strapi'>): Pick<IdentityIndex, 'carrying' | 'digestsOf'> => {
  const entriesWhere = async (where: object): Promise<Entry[]> => {
    const orderBy = [{ contentType: 'asc' }, { documentId: 'asc' }, { kind: 'asc' }];
    return (await strapi.db.query(IDENTIFIER_UID).findMany({ where, orderBy })) as Entry[];
  };
  return {
    async carrying(digests) {
      if (digests.length === 0) return [];
      const $or = digests.map(({ kind, hash }) => ({ kind, hash }));
      const found = new Map<string, Match>();
      for (const { contentType, documentId, kind } of await entriesWhere({ $or })) {
        const record = found.get(`${contentType} ${documentId}`);
        if (record) record.kinds.push(kind);
        else found.set(`${contentType} ${documentId}`, { contentType, documentId, kinds: [kind] });
      }
      return [...found.values()];
    },
    async digestsOf(records) {
      if (records.length === 0) return [];
      const $or = records.map(({ contentType, documentId }) => ({ contentType, documentId }));
      const entries = await entriesWhere({ $or });
      return [...new Map(entries.map(({ kind, hash }) => [hash, { kind, hash }])).values()];
    },
  };
};

/** Creates the index; calls expect system scope. */
export const createIdentityIndex = (input: IndexInput): IdentityIndex => {
  const { strapi, schemas, namesOf, country } = input;
  const table = () => strapi.db.query(IDENTIFIER_UID);
  const hashesOf: IdentityIndex['hashesOf'] = ({ kind, value }) => namesOf(kind, value);
  const hashOf: IdentityIndex['hashOf'] = (identifier) => hashesOf(identifier)[0] ?? '';
  const syncChunk = createWriter(input, createReader(input, hashOf));
  const search = createSearch(input);

  return {
    hashOf,
    hashesOf,
    async sync(annotations, uid, documentIds) {
      for (let at = 0; at < documentIds.length; at += INDEX_CHUNK)
        await syncChunk(annotations, uid, documentIds.slice(at, at + INDEX_CHUNK));
    },
    find: (identifiers) =>
      search.carrying(
        identifiers.flatMap((one) => hashesOf(one).map((hash) => ({ kind: one.kind, hash })))
      ),
    ...search,
    async keepOnly(uids) {
      await table().deleteMany({ where: { contentType: { $notIn: [...uids] } } });
    },
    digestFor(annotations) {
      const places = annotations.subjects.map(({ uid }) => [
        uid,
        JSON.stringify(identifierSource(uid, schemas(), annotations), (_, value: unknown) =>
          value instanceof Map ? [...value] : value
        ),
      ]);
      const keyMark = hashOf({ kind: 'account', value: '0' });
      const parts = [keyMark, country() ?? '', places.sort()];
      return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
    },
  };
};
