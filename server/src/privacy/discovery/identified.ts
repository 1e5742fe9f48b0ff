import type { ModelMeta } from '../../enforcement/strapi-metadata';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, joinSql, sql } from '../../platform/sql';
import type { AnnotationMap } from '../annotations/compile';
import type { Identifier } from './needles';
import type { DocumentKey } from './records';

/** Somebody's identifier, and the record that has it. */
export interface Identified {
  readonly document: DocumentKey;
  readonly identifier: Identifier;
}

const PAGE = 2_000;

/**
 * Walks, in pages, through all identifiers that data subjects' own records hold, as they stand there. Those in
 * components are left out: nothing is recognised by them alone.
 */
export const createIdentified = (
  run: RunSql,
  dialect: Dialect,
  modelOf: (uid: string) => ModelMeta | undefined
) =>
  async function* identified(annotations: AnnotationMap): AsyncGenerator<Identified[]> {
    for (const { uid, identifiers } of annotations.subjects) {
      const model = modelOf(uid);
      const documentId = model?.columns.documentId;
      const sources = [...identifiers].flatMap(([attribute, kind]) => {
        const column = model?.columns[attribute];
        return column === undefined || kind === 'account' ? [] : [{ column, kind }];
      });
      if (!model || !documentId || sources.length === 0) continue;
      const columns = joinSql(
        [documentId, ...sources.map(({ column }) => column)].map((column) => sql`${id(column)}`),
        ', '
      );
      for (let after = 0; ;) {
        const rows = await run.rows<Record<string, unknown>>(
          sql`select ${id('id')}, ${columns} from ${dialect.table(model.tableName)} where id > ${after} order by id limit ${PAGE}`
        );
        yield rows.flatMap((row) => {
          const document = { uid, documentId: String(row[documentId]) };
          return sources.flatMap(({ column, kind }) => {
            const value = row[column];
            if (typeof value !== 'string' && typeof value !== 'number') return [];
            return [{ document, identifier: { kind, value: String(value) } }];
          });
        });
        if (rows.length < PAGE) break;
        after = Number(rows.at(-1)?.id);
      }
    }
  };
