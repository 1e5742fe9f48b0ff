import type { ModelMeta, RelationMeta } from '../../enforcement/strapi-metadata';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, sql, toCondition, type Sql } from '../../platform/sql';
import type { DocumentKey, RecordRow } from './records';

/** What relations lead to, both ways. All lists are about documents or rows of one type. */
export interface Pointers {
  /** Documents of a type of which a version points at one of the rows through an attribute. */
  pointingAt(uid: string, attribute: string, rows: readonly RecordRow[]): Promise<DocumentKey[]>;
  /** Documents that rows point at through an attribute of theirs. */
  pointedAtBy(attribute: string, rows: readonly RecordRow[]): Promise<DocumentKey[]>;
}

export type ModelOf = (uid: string) => ModelMeta | undefined;

/** A condition on a column of ids. */
export const inIds = (dialect: Dialect, column: string, ids: readonly number[]): Sql =>
  toCondition(dialect.inNumbers(id(column), ids));

/** Reads which documents of a type fulfil a condition. */
const createDocumentsWhere =
  (run: RunSql, dialect: Dialect, modelOf: ModelOf) =>
  async (uid: string, condition: Sql): Promise<DocumentKey[]> => {
    const model = modelOf(uid);
    const column = model?.columns.documentId;
    if (!model || !column) return [];
    const found = await run.rows<{ document: string | null }>(
      sql`select distinct ${id(column)} as document from ${dialect.table(model.tableName)} where ${condition} order by ${id(column)}`
    );
    return found.flatMap(({ document }) => (document ? [{ uid, documentId: document }] : []));
  };

/** Writes what leads from rows to others, as a condition on the table of those that lead there. */
const createConditions = (dialect: Dialect, modelOf: ModelOf) => {
  const inRows = (column: string, rows: readonly RecordRow[]): Sql =>
    inIds(
      dialect,
      column,
      rows.map(({ rowId }) => rowId)
    );

  const linked = (near: string, table: string, far: Sql): Sql =>
    sql`id in (select ${id(near)} from ${dialect.table(table)} where ${far})`;

  /** Rows that lead to others, as a condition on their own table. */
  const pointing = (relation: RelationMeta, rows: readonly RecordRow[]): Sql | null => {
    const target = rows[0]?.uid ?? '';
    switch (relation.kind) {
      case 'join-table':
        return linked(relation.nearColumn, relation.table, inRows(relation.farColumn, rows));
      case 'foreign-key':
        return inRows(relation.column, rows);
      case 'inverse-foreign-key': {
        const table = modelOf(target)?.tableName ?? '';
        return linked(relation.targetColumn, table, inRows('id', rows));
      }
      case 'morph-columns':
        return sql`${id(relation.typeColumn)} = ${target} and ${inRows(relation.idColumn, rows)}`;
      case 'morph-table': {
        const far = sql`${id(relation.typeColumn)} = ${target} and ${inRows(relation.idColumn, rows)}`;
        return linked(relation.nearColumn, relation.table, far);
      }
      case 'inverse-morph':
        return null;
    }
  };

  return { inRows, linked, pointing };
};

/** What relations lead to, both ways. */
export const createPointers = (run: RunSql, dialect: Dialect, modelOf: ModelOf): Pointers => {
  const documentsWhere = createDocumentsWhere(run, dialect, modelOf);
  const { inRows, linked, pointing } = createConditions(dialect, modelOf);

  const relationOf = (uid: string | undefined, attribute: string) =>
    uid === undefined
      ? undefined
      : modelOf(uid)?.relations.find((relation) => relation.attribute === attribute);

  /** A polymorphic relation names the type beside each id. */
  const anyPointedAtBy = async (
    relation: Extract<RelationMeta, { typeColumn: string }>,
    own: string,
    rows: readonly RecordRow[]
  ): Promise<DocumentKey[]> => {
    const [table, near] =
      relation.kind === 'morph-table' ? [relation.table, relation.nearColumn] : [own, 'id'];
    const type = id(relation.typeColumn);
    const types = await run.rows<{ type: string | null }>(
      sql`select distinct ${type} as type from ${dialect.table(table)} where ${inRows(near, rows)} order by ${type}`
    );
    const found: DocumentKey[] = [];
    for (const { type: uid } of types) {
      const far = sql`${inRows(near, rows)} and ${type} = ${uid}`;
      if (uid) found.push(...(await documentsWhere(uid, linked(relation.idColumn, table, far))));
    }
    return found;
  };

  return {
    async pointingAt(uid, attribute, rows) {
      const relation = relationOf(uid, attribute);
      if (!relation || rows.length === 0) return [];
      if ('target' in relation && relation.target !== rows[0]?.uid) return [];
      const condition = pointing(relation, rows);
      return condition ? documentsWhere(uid, condition) : [];
    },
    async pointedAtBy(attribute, rows) {
      const relation = relationOf(rows[0]?.uid, attribute);
      const near = modelOf(rows[0]?.uid ?? '');
      if (!relation || !near) return [];
      if (relation.kind === 'join-table')
        return documentsWhere(
          relation.target,
          linked(relation.farColumn, relation.table, inRows(relation.nearColumn, rows))
        );
      if (relation.kind === 'foreign-key')
        return documentsWhere(
          relation.target,
          linked(relation.column, near.tableName, inRows('id', rows))
        );
      if (relation.kind === 'inverse-foreign-key')
        return documentsWhere(relation.target, inRows(relation.targetColumn, rows));
      if (relation.kind === 'inverse-morph' || rows.length === 0) return [];
      return anyPointedAtBy(relation, near.tableName, rows);
    },
  };
};
