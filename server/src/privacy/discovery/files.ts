import type { ModelMeta } from '../../enforcement/strapi-metadata';
import { FILE_UID } from '../../enforcement/table-catalogue';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, sql, toCondition } from '../../platform/sql';
import type { RecordRow } from './records';

/** A file of the media library that hangs on a data subject's records. */
export interface LinkedFile {
  readonly fileId: number;
  readonly documentId: string | null;
  /** Hangs on other records too: it stays, and only leaves these. */
  readonly shared: boolean;
  /** The rows that it hangs on, whoever's they are, with the attribute. */
  readonly holders: readonly FileHolder[];
}

/** A row that shows a file. */
export interface FileHolder {
  readonly uid: string;
  readonly rowId: number;
  readonly attribute: string;
}

interface Link {
  file: number | string;
  holder: number | string;
  type: string;
  field: string;
}

const PAGE = 200;

/** Reads which files hang on rows. Runs as system. */
export const createFileLinksReader = (
  run: RunSql,
  dialect: Dialect,
  modelOf: (uid: string) => ModelMeta | undefined
) => {
  const relationOf = () => {
    const found = modelOf(FILE_UID)?.relations.find(
      (relation) => relation.kind === 'morph-table' && !relation.components
    );
    return found?.kind === 'morph-table' ? found : null;
  };

  const linksWhere = async (column: 'holder' | 'file', ids: readonly number[], type?: string) => {
    const relation = relationOf();
    if (!relation || ids.length === 0) return [];
    const { table, nearColumn, idColumn, typeColumn } = relation;
    const by = toCondition(dialect.inNumbers(id(column === 'holder' ? idColumn : nearColumn), ids));
    const typed = type === undefined ? sql`` : sql` and ${id(typeColumn)} = ${type}`;
    return run.rows<Link>(
      sql`select ${id(nearColumn)} as file, ${id(idColumn)} as holder, ${id(typeColumn)} as type, field from ${dialect.table(table)} where ${by}${typed} order by ${id(nearColumn)}, id`
    );
  };

  const documentIds = async (files: readonly number[]) => {
    const model = modelOf(FILE_UID);
    const column = model?.columns.documentId;
    if (!model || !column || files.length === 0) return new Map<number, string>();
    const rows = await run.rows<{ id: number | string; document: string }>(
      sql`select id, ${id(column)} as document from ${dialect.table(model.tableName)} where ${toCondition(dialect.inNumbers(id('id'), files))}`
    );
    return new Map(rows.map((row) => [Number(row.id), row.document]));
  };

  return {
    /** The files that hang on rows of one type. */
    async on(uid: string, rows: readonly RecordRow[]): Promise<number[]> {
      const ids = rows.map(({ rowId }) => rowId);
      const links = await linksWhere('holder', ids, uid);
      return links.map(({ file }) => Number(file));
    },
    /** Which of the files hang on nothing but rows that the test names. */
    async *describe(
      files: ReadonlySet<number>,
      isOwn: (uid: string, rowId: number) => boolean
    ): AsyncGenerator<LinkedFile> {
      const ids = [...files].sort((one, other) => one - other);
      for (let at = 0; at < ids.length; at += PAGE) {
        const page = ids.slice(at, at + PAGE);
        const [links, documents] = [await linksWhere('file', page), await documentIds(page)];
        for (const fileId of page) {
          const holders = links
            .filter(({ file }) => Number(file) === fileId)
            .map((link) => ({
              uid: link.type,
              rowId: Number(link.holder),
              attribute: link.field,
            }));
          const shared = holders.some(({ uid, rowId }) => !isOwn(uid, rowId));
          yield { fileId, documentId: documents.get(fileId) ?? null, shared, holders };
        }
      }
    },
  };
};
