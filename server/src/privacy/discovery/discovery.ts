import type { ModelMeta } from '../../enforcement/strapi-metadata';
import { FILE_UID } from '../../enforcement/table-catalogue';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, sql, toCondition } from '../../platform/sql';
import type { AnnotationMap } from '../annotations/compile';
import { chunksOf, createExpand, type RelatedDocument } from './expand';
import { createFileLinksReader, type LinkedFile } from './files';
import { createNeedles, type Identifier, type Needle } from './needles';
import {
  createRecords,
  type DocumentKey,
  type RecordRow,
  type Records,
  type Values,
} from './records';
import type { FileRow, StoredFiles } from './stored-files';
import { listTextTables } from './tables';
import { createScanText, type CellMention } from './text-scan';

/** Whom to look for. */
export interface SubjectQuery {
  /** E-mail addresses, phone numbers, customer numbers …, and names (kind `name`). */
  readonly identifiers: readonly Identifier[];
  /** The subject's own records, as the identity index knows them. */
  readonly roots: readonly DocumentKey[];
}

/** A row with its values by column. */
export interface LoadedRow extends RecordRow {
  readonly values: Values;
}

/** A row that goes as a whole, of a table that is about other records. */
export interface FoundRow {
  readonly kind: 'row';
  readonly table: string;
  readonly uid: string;
  readonly rowId: number;
  readonly document: DocumentKey;
}

/** A file of the media library whose name or content speaks of the person, whoever's it is. */
export interface TellingFile extends FileRow {
  /** `file-name` or `file-content`. */
  readonly where: string;
  /** Kinds of identifiers found. */
  readonly kinds: readonly string[];
}

/** What discovery finds, in this order: documents, files, versions of history, mentions, and files again. */
export type Found =
  | {
      readonly kind: 'document';
      readonly document: RelatedDocument;
      /** Components first, deeper ones before those around them, then the document's own rows. */
      readonly rows: readonly LoadedRow[];
    }
  | ({ readonly kind: 'file' } & LinkedFile)
  | FoundRow
  | ({ readonly kind: 'mention' } & CellMention)
  | ({ readonly kind: 'telling-file' } & TellingFile);

/** Finds everything about a data subject. */
export interface Discovery {
  /** What to look for in texts. */
  needlesFor(subject: SubjectQuery): Needle[];
  /**
   * Goes through the database in a fixed order, page by page: two runs over the same data find the
   * same, in the same order. Changes nothing. Expects system scope.
   * @throws ApplicationError `SUBJECT_TOO_LARGE` above 100,000 documents
   */
  find(subject: SubjectQuery, annotations: AnnotationMap): AsyncGenerator<Found>;
}

/** What discovery reads from. */
export interface DiscoveryInput {
  readonly run: RunSql;
  readonly dialect: Dialect;
  /** PostgreSQL's schema. */
  readonly schema: string | undefined;
  readonly modelOf: (uid: string) => ModelMeta | undefined;
  /** Tables that are not searched: those that keep what is looked for. */
  readonly ignores: (table: string) => boolean;
  readonly stored: StoredFiles;
}

const HISTORY_UID = 'plugin::content-manager.history-version';

const mark = (uid: string, rowId: number): string => `${uid} ${rowId}`;

/** Reads the values of rows; what is gone meanwhile is left out. */
const createLoad =
  (records: Records) =>
  async (rows: readonly RecordRow[]): Promise<LoadedRow[]> => {
    const values = new Map<string, Map<number, Values>>();
    for (const table of new Set(rows.map((row) => row.table))) {
      const ids = rows.filter((row) => row.table === table).map(({ rowId }) => rowId);
      values.set(table, await records.valuesOf(table, ids));
    }
    return rows.flatMap((row) => {
      const found = values.get(row.table)?.get(row.rowId);
      return found ? [{ ...row, values: found }] : [];
    });
  };

/** Reads the versions that content history keeps of documents. The table is there without a licence. */
const createHistoryOf =
  ({ run, dialect, modelOf }: DiscoveryInput) =>
  async (uid: string, documents: readonly DocumentKey[]): Promise<FoundRow[]> => {
    const model = modelOf(HISTORY_UID);
    const { contentType, relatedDocumentId } = model?.columns ?? {};
    if (!model || !contentType || !relatedDocumentId) return [];
    const which = toCondition(
      dialect.inStrings(
        id(relatedDocumentId),
        documents.map(({ documentId }) => documentId)
      )
    );
    const rows = await run.rows<{ id: number | string; document: string }>(
      sql`select id, ${id(relatedDocumentId)} as document from ${dialect.table(model.tableName)} where ${id(contentType)} = ${uid} and ${which} order by id`
    );
    return rows.map((row) => ({
      kind: 'row',
      table: model.tableName,
      uid: HISTORY_UID,
      rowId: Number(row.id),
      document: { uid, documentId: row.document },
    }));
  };

/** Where a file's own name is kept: what is stored, wherever that is, was called after it. */
const createNamedIn = ({ modelOf }: DiscoveryInput) => {
  const model = modelOf(FILE_UID);
  return ({ table, column, confidence }: CellMention): boolean =>
    confidence === 'identifier' && table === model?.tableName && column === model.columns.name;
};

/** Files of the media library that say something; those that have no row are for the scan to report. */
const createTellingFiles = (stored: StoredFiles) =>
  async function* tellingFiles(
    needles: readonly Needle[],
    named: ReadonlyMap<number, readonly string[]>
  ): AsyncGenerator<TellingFile> {
    const told = new Set(named.keys());
    for (const row of await stored.rowsWith([...named.keys()]))
      yield { ...row, where: 'file-name', kinds: named.get(row.fileId) ?? [] };
    for await (const { where, path, found } of stored.search(needles)) {
      const row = found.length > 0 ? await stored.rowOf(path) : null;
      // A derived format says what its original says.
      if (!row || told.has(row.fileId)) continue;
      told.add(row.fileId);
      yield { ...row, where, kinds: found };
    }
  };

/** What one search has read so far. */
interface Seen {
  /** Rows that are the person's own, by type and id. */
  readonly own: Set<string>;
  /** Rows that were looked at, by table and id: the search of texts leaves them out. */
  readonly read: Set<string>;
  /** Files that hang on the person's own rows. */
  readonly files: Set<number>;
}

/** Finds what texts say, of rows that were not looked at otherwise, and then what files say. */
const createTextsOf = (input: DiscoveryInput) => {
  const { run, dialect, schema, ignores, stored } = input;
  const scan = createScanText(run, dialect);
  const tellingFiles = createTellingFiles(stored);

  return async function* textsOf(
    needles: readonly Needle[],
    { read }: Pick<Seen, 'read'>
  ): AsyncGenerator<Found> {
    const tables = await listTextTables(run, dialect, schema);
    const searched = tables.filter(({ name }) => !ignores(name));
    const named = new Map<number, readonly string[]>();
    const isFileName = createNamedIn(input);
    for await (const mention of scan(searched, needles)) {
      const { table, rowId, kinds } = mention;
      if (rowId !== null && isFileName(mention)) named.set(rowId, kinds);
      const isRead = rowId !== null && read.has(mark(table, rowId));
      if (!isRead) yield { kind: 'mention', ...mention };
    }
    for await (const file of tellingFiles(needles, named)) yield { kind: 'telling-file', ...file };
  };
};

/** Creates the search. */
export const createDiscovery = (input: DiscoveryInput): Discovery => {
  const { run, dialect, modelOf } = input;
  const records = createRecords(run, dialect, modelOf);
  const [expand, load, historyOf] = [
    createExpand(records),
    createLoad(records),
    createHistoryOf(input),
  ];
  const files = createFileLinksReader(run, dialect, modelOf);
  const textsOf = createTextsOf(input);

  async function* documentsOf(
    documents: readonly RelatedDocument[],
    seen: Seen
  ): AsyncGenerator<Found> {
    for (const chunk of chunksOf(documents)) {
      const ids = chunk.map(({ documentId }) => documentId);
      const rows = await records.rowsOf(chunk[0]?.uid ?? '', ids);
      const all = [...(await records.componentsOf(rows)), ...rows];
      const loaded = await load(all);
      for (const document of chunk) {
        const { documentId, role } = document;
        const mine = loaded.filter((row) => row.document.documentId === documentId);
        for (const { table, uid, rowId } of mine) {
          seen.read.add(mark(table, rowId));
          if (role === 'owner') seen.own.add(mark(uid, rowId));
        }
        if (mine.length > 0) yield { kind: 'document', document, rows: mine };
      }
      const owned = all.filter(({ uid, rowId }) => seen.own.has(mark(uid, rowId)));
      for (const type of new Set(owned.map(({ uid }) => uid))) {
        const ofType = owned.filter(({ uid }) => uid === type);
        (await files.on(type, ofType)).forEach((fileId) => seen.files.add(fileId));
      }
    }
  }

  return {
    needlesFor: ({ identifiers }) => createNeedles(identifiers),
    async *find(subject, annotations) {
      const documents = await expand(subject.roots, annotations);
      const seen: Seen = { own: new Set(), read: new Set(), files: new Set() };
      yield* documentsOf(documents, seen);
      const isOwn = (uid: string, rowId: number) => seen.own.has(mark(uid, rowId));
      for await (const file of files.describe(seen.files, isOwn)) yield { kind: 'file', ...file };
      for (const chunk of chunksOf(documents.filter(({ role }) => role === 'owner')))
        for (const version of await historyOf(chunk[0]?.uid ?? '', chunk)) {
          seen.read.add(mark(version.table, version.rowId));
          yield version;
        }
      yield* textsOf(createNeedles(subject.identifiers), seen);
    },
  };
};
