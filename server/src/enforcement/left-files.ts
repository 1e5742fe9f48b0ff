import type { Core } from '@strapi/strapi';
import { bareModel, index } from '../platform/bare-model';
import type { Dialect } from '../platform/dialect';
import { anyOf, id, sql, toCondition, type Predicate, type Sql } from '../platform/sql';
import { joinTransaction } from '../platform/transaction';
import { COMPONENT_TYPE_COLUMN, type ModelMeta } from './strapi-metadata';
import { FILE_UID, hasMedia } from './table-catalogue';

/** Files that have hung on a governed record: once they hang on nothing, they are not everybody's. */
export const LEFT_FILES = 'custodian_left_files';

const COLUMN = 'file_id';

/** The table of such files. A file may be listed twice; that means nothing. */
export const LEFT_FILES_MODEL = bareModel(
  'plugin::custodian.left-file',
  LEFT_FILES,
  { fileId: { type: 'integer' } },
  [index(LEFT_FILES, 'file', [COLUMN])]
);

/** Whether the file behind an alias is listed. */
export const isLeftFile = (dialect: Dialect, fileAlias: string, alias: string): Sql =>
  sql`exists (select 1 from ${dialect.table(LEFT_FILES)} as ${id(alias)} where ${id(`${alias}.${COLUMN}`)} = ${id(`${fileAlias}.id`)})`;

/** Lists files before a record can lose them. */
export interface LeftFiles {
  /** Whether records of a type hold files, in components too. */
  holds(uid: string): boolean;
  /** Lists the files of all versions of a record. Runs as system. */
  mark(uid: string, documentId: string): Promise<void>;
}

/** The rows of a type that belong to one record, as a sub-select of their ids. */
interface Part {
  readonly model: ModelMeta;
  readonly rows: Sql;
}

/** Creates the list. What files hang on is read from Strapi's database metadata. */
export const createLeftFiles = (
  { strapi }: { strapi: Core.Strapi },
  dialect: Dialect,
  modelOf: (uid: string) => ModelMeta | undefined
): LeftFiles => {
  /** A type, then the components below it, each with the rows that hang on those above. */
  const partsOf = (model: ModelMeta, rows: Sql, above: readonly string[]): Part[] => {
    const below = model.relations.flatMap((relation): Part[] => {
      if (relation.kind !== 'join-table' && relation.kind !== 'morph-table') return [];
      const isJoin = relation.kind === 'join-table';
      const uids = isJoin ? (relation.component ? [relation.target] : []) : relation.components;
      const column = isJoin ? relation.farColumn : relation.idColumn;
      return (uids ?? []).flatMap((uid) => {
        const component = modelOf(uid);
        if (!component || above.includes(uid)) return [];
        const inside = sql`select ${id(column)} from ${dialect.table(relation.table)} where ${id(COMPONENT_TYPE_COLUMN)} = ${uid} and ${id(relation.nearColumn)} in (${rows})`;
        return partsOf(component, inside, [...above, uid]);
      });
    });
    return [{ model, rows }, ...below];
  };

  const known = new Map<string, boolean>();
  const holds = (uid: string): boolean => {
    const model = modelOf(uid);
    const held =
      known.get(uid) ??
      (model !== undefined && partsOf(model, sql``, []).some((part) => hasMedia(part.model)));
    known.set(uid, held);
    return held;
  };

  const links = () =>
    modelOf(FILE_UID)?.relations.find(
      (relation) => relation.kind === 'morph-table' && !relation.components
    );

  return {
    holds,
    async mark(uid, documentId) {
      const [model, relation] = [modelOf(uid), links()];
      if (!model || relation?.kind !== 'morph-table') return;
      const { table, nearColumn, idColumn, typeColumn } = relation;
      const own = sql`select id from ${dialect.table(model.tableName)} where document_id = ${documentId}`;
      const hangsOn: Predicate = anyOf(
        partsOf(model, own, [])
          .filter((part) => hasMedia(part.model))
          .map(
            (part) =>
              sql`(${id(`m.${typeColumn}`)} = ${part.model.uid} and ${id(`m.${idColumn}`)} in (${part.rows}))`
          )
      );
      const left = dialect.table(LEFT_FILES);
      const file = id(`m.${nearColumn}`);
      const { text, bindings } =
        sql`insert into ${left} (${id(COLUMN)}) select distinct ${file} from ${dialect.table(table)} as ${id('m')} where ${toCondition(hangsOn)} and not exists (select 1 from ${left} as ${id('k')} where ${id(`k.${COLUMN}`)} = ${file})`;
      const statement = strapi.db.connection.raw(text, bindings as never[]);
      await joinTransaction({ strapi }, statement);
      await statement;
    },
  };
};
