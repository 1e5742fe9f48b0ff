import type { ModelMeta } from '../../enforcement/strapi-metadata';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, sql, toCondition } from '../../platform/sql';
import type { AnnotationMap } from '../annotations/compile';
import { chunksOf, createExpand, type RelatedDocument } from './expand';
import { createFileLinksReader, type LinkedFile } from './files';
import { createNeedles, type Identifier, type Needle } from './needles';
import { createRecords, type DocumentKey, type RecordRow, type Values } from './records';
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

/** What discovery finds, in this order: documents, files, versions of history, mentions. */
export type Found =
  | {
      readonly kind: 'document';
      readonly document: RelatedDocument;
      /** Components first, deeper ones before those around them, then the document's own rows. */
      readonly rows: readonly LoadedRow[];
    }
  | ({ readonly kind: 'file' } & LinkedFile)
  | {
      /** A row that goes as a whole, of a table that is about other records. */
      readonly kind: 'row';
      readonly table: string;
      readonly uid: string;
      readonly rowId: number;
      readonly document: DocumentKey;
    }
  | ({ readonly kind: 'mention' } & CellMention);

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
}

const HISTORY_UID = 'plugin::content-manager.history-version';

const mark = (uid: string, rowId: number): string => `${uid} ${rowId}`;

/** Creates the search. */
export const createDiscovery = (input: DiscoveryInput): Discovery => {
  const { run, dialect, schema, modelOf, ignores } = input;
  const records = createRecords(run, dialect, modelOf);
  const expand = createExpand(records);
  const files = createFileLinksReader(run, dialect, modelOf);
  const scan = createScanText(run, dialect);

  const load = async (rows: readonly RecordRow[]): Promise<LoadedRow[]> => {
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

  const historyOf = async (uid: string, documents: readonly DocumentKey[]): Promise<Found[]> => {
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

  return {
    needlesFor: ({ identifiers }) => createNeedles(identifiers),
    async *find(subject, annotations) {
      const needles = createNeedles(subject.identifiers);
      const documents = await expand(subject.roots, annotations);
      const own = new Set<string>();
      const read = new Set<string>();
      const held = new Set<number>();

      for (const chunk of chunksOf(documents)) {
        const uid = chunk[0]?.uid ?? '';
        const ids = chunk.map(({ documentId }) => documentId);
        const rows = await records.rowsOf(uid, ids);
        const all = [...(await records.componentsOf(rows)), ...rows];
        const loaded = await load(all);
        for (const document of chunk) {
          const { documentId, role } = document;
          const mine = loaded.filter((row) => row.document.documentId === documentId);
          if (mine.length === 0) continue;
          for (const row of mine) {
            read.add(mark(row.table, row.rowId));
            if (role === 'owner') own.add(mark(row.uid, row.rowId));
          }
          yield { kind: 'document', document, rows: mine };
        }
        const owned = all.filter(({ uid: type, rowId }) => own.has(mark(type, rowId)));
        for (const type of new Set(owned.map((row) => row.uid))) {
          const found = await files.on(
            type,
            owned.filter((row) => row.uid === type)
          );
          found.forEach((fileId) => held.add(fileId));
        }
      }
      yield* describeFiles(held, own);
      for (const chunk of chunksOf(documents.filter(({ role }) => role === 'owner')))
        for (const version of await historyOf(chunk[0]?.uid ?? '', chunk)) {
          if (version.kind === 'row') read.add(mark(version.table, version.rowId));
          yield version;
        }
      const tables = await listTextTables(run, dialect, schema);
      const searched = tables.filter(({ name }) => !ignores(name));
      for await (const mention of scan(searched, needles)) {
        const isRead = mention.rowId !== null && read.has(mark(mention.table, mention.rowId));
        if (!isRead) yield { kind: 'mention', ...mention };
      }
    },
  };

  async function* describeFiles(
    held: ReadonlySet<number>,
    own: ReadonlySet<string>
  ): AsyncGenerator<Found> {
    const isOwn = (uid: string, rowId: number) => own.has(mark(uid, rowId));
    for await (const file of files.describe(held, isOwn)) yield { kind: 'file', ...file };
  }
};
