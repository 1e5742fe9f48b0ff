import {
  COMPONENT_TYPE_COLUMN,
  type ModelMeta,
  type RelationMeta,
} from '../../enforcement/strapi-metadata';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, sql, toCondition } from '../../platform/sql';
import { createPointers, inIds, type ModelOf, type Pointers } from './pointers';

/** A content type and the document that is meant, whatever its versions. */
export interface DocumentKey {
  readonly uid: string;
  readonly documentId: string;
}

/** One row of a document or of a component below it. */
export interface RecordRow {
  readonly uid: string;
  readonly table: string;
  readonly rowId: number;
  readonly document: DocumentKey;
  readonly locale: string | null;
  readonly published: boolean;
  /** Attributes from the document's row down to the component; empty for the row itself. */
  readonly path: readonly string[];
}

/** A row's values by column. */
export type Values = Readonly<Record<string, unknown>>;

/** Reads which rows make up documents. All lists are about documents or rows of one type. */
export interface Records extends Pointers {
  model(uid: string): ModelMeta | undefined;
  /** All rows of documents (each locale, draft and published), by document and id. */
  rowsOf(uid: string, documentIds: readonly string[]): Promise<RecordRow[]>;
  /** The rows of components below rows, at any depth; deeper ones first. */
  componentsOf(rows: readonly RecordRow[]): Promise<RecordRow[]>;
  /** The values of rows of one table, by id. */
  valuesOf(table: string, rowIds: readonly number[]): Promise<Map<number, Values>>;
}

interface IdRow {
  id: number | string;
  document: string;
  locale?: string | null;
  published?: unknown;
}

interface LinkRow {
  parent: number | string;
  child: number | string;
  type: string;
  field: string;
}

type TableRelation = Extract<RelationMeta, { table: string }>;

/** The links to components below a type: all its component attributes share one table. */
const componentLinks = (model: ModelMeta): TableRelation[] => {
  const tables = new Set<string>();
  return model.relations.flatMap((relation) => {
    const isJoin = relation.kind === 'join-table' && relation.component;
    const isZone = relation.kind === 'morph-table' && relation.components !== undefined;
    if ((!isJoin && !isZone) || tables.has(relation.table)) return [];
    tables.add(relation.table);
    return [relation];
  });
};

const createRowsOf =
  (run: RunSql, dialect: Dialect, modelOf: ModelOf): Records['rowsOf'] =>
  async (uid, documentIds) => {
    const model = modelOf(uid);
    const { documentId, locale, publishedAt } = model?.columns ?? {};
    if (!model || !documentId) return [];
    const versions = sql`${locale ? sql`${id(locale)}` : sql`null`} as locale, ${publishedAt ? sql`${id(publishedAt)}` : sql`null`} as published`;
    const which = toCondition(dialect.inStrings(id(documentId), documentIds));
    const rows = await run.rows<IdRow>(
      sql`select id, ${id(documentId)} as document, ${versions} from ${dialect.table(model.tableName)} where ${which} order by ${id(documentId)}, id`
    );
    return rows.map((row) => ({
      uid,
      table: model.tableName,
      rowId: Number(row.id),
      document: { uid, documentId: row.document },
      locale: row.locale ?? null,
      published: row.published !== null && row.published !== undefined,
      path: [],
    }));
  };

const createComponentsOf = (
  run: RunSql,
  dialect: Dialect,
  modelOf: ModelOf
): Records['componentsOf'] => {
  const childrenOf = async (uid: string, rows: readonly RecordRow[]): Promise<RecordRow[]> => {
    const model = modelOf(uid);
    const byId = new Map(rows.map((row) => [row.rowId, row]));
    const children: RecordRow[] = [];
    for (const relation of model ? componentLinks(model) : []) {
      const far = relation.kind === 'join-table' ? relation.farColumn : relation.idColumn;
      const links = await run.rows<LinkRow>(
        sql`select ${id(relation.nearColumn)} as parent, ${id(far)} as child, ${id(COMPONENT_TYPE_COLUMN)} as type, field from ${dialect.table(relation.table)} where ${inIds(dialect, relation.nearColumn, [...byId.keys()])} order by id`
      );
      for (const { parent, child, type, field } of links) {
        const [above, component] = [byId.get(Number(parent)), modelOf(type)];
        if (!above || !component) continue;
        const path = [...above.path, field];
        const table = component.tableName;
        children.push({ ...above, uid: type, table, rowId: Number(child), path });
      }
    }
    return children;
  };

  const componentsOf: Records['componentsOf'] = async (rows) => {
    const found: RecordRow[] = [];
    for (const uid of [...new Set(rows.map((row) => row.uid))].sort()) {
      const ofType = rows.filter((row) => row.uid === uid);
      found.push(...(await childrenOf(uid, ofType)));
    }
    return found.length === 0 ? [] : [...(await componentsOf(found)), ...found];
  };
  return componentsOf;
};

/** Creates the reader over Strapi's metadata. Runs as system. */
export const createRecords = (run: RunSql, dialect: Dialect, modelOf: ModelOf): Records => ({
  model: modelOf,
  rowsOf: createRowsOf(run, dialect, modelOf),
  componentsOf: createComponentsOf(run, dialect, modelOf),
  async valuesOf(table, rowIds) {
    if (rowIds.length === 0) return new Map();
    const rows = await run.rows<Values>(
      sql`select * from ${dialect.table(table)} where ${inIds(dialect, 'id', rowIds)}`
    );
    return new Map(rows.map((row) => [Number(row.id), row]));
  },
  ...createPointers(run, dialect, modelOf),
});
