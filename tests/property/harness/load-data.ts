import type { Core } from '@strapi/strapi';
import type { RelationAttribute } from '../model/schema';
import { MODEL_UIDS, modelOf } from '../model/schema';
import type { DataSet, Json, Link, Row, Uid } from '../model/types';
import { text } from '../model/types';

/** Rows that the tests create through Strapi's own services rather than from a data set. */
const FOREIGN: Uid[] = ['plugin::users-permissions.user', 'plugin::custodian.group'];

/** The parts of the database layer's metadata that say where things are stored. */
interface JoinTable {
  name: string;
  joinColumn: { name: string };
  inverseJoinColumn?: { name: string };
  morphColumn?: MorphColumn;
  orderColumnName?: string;
  inverseOrderColumnName?: string;
}

interface MorphColumn {
  idColumn: { name: string };
  typeColumn: { name: string };
}

interface StoredAttribute {
  columnName?: string;
  joinColumn?: { name: string };
  joinTable?: JoinTable;
  morphColumn?: MorphColumn;
}

interface Stored {
  tableName: string;
  attributes: Record<string, StoredAttribute | undefined>;
}

type Batch = Record<string, unknown>[];

const stored = (strapi: Core.Strapi, uid: Uid) => strapi.db.metadata.get(uid) as unknown as Stored;

const toDatabase = (uid: Uid, name: string, value: Json): unknown => {
  const attribute = modelOf(uid).attributes[name];
  if (value === null || attribute?.kind !== 'scalar') return value;
  if (attribute.type === 'datetime') return new Date(text(value));
  return attribute.type === 'json' ? JSON.stringify(value) : value;
};

const columnOf = (meta: Stored, key: string): string => {
  const [name = '', part] = key.split('@');
  const attribute = meta.attributes[name];
  const column =
    part === undefined
      ? attribute?.columnName
      : part === 'type'
        ? attribute?.morphColumn?.typeColumn.name
        : (attribute?.joinColumn?.name ?? attribute?.morphColumn?.idColumn.name);
  if (!column) throw new Error(`No column for ${key} of ${meta.tableName}`);
  return column;
};

const rowsToStore = (strapi: Core.Strapi, uid: Uid, rows: Row[]): Batch => {
  const meta = stored(strapi, uid);
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [columnOf(meta, key), toDatabase(uid, key, value)])
    )
  );
};

/** Any attribute of a type that is stored in its table of components. */
const componentTable = (meta: Stored, uid: Uid): JoinTable | undefined => {
  const names = Object.entries(modelOf(uid).attributes).flatMap(([name, attribute]) => {
    const isNested =
      (attribute as RelationAttribute).form === 'component' ||
      (attribute.kind === 'morph' && attribute.form === 'dynamiczone');
    return isNested ? [name] : [];
  });
  return names.map((name) => meta.attributes[name]?.joinTable).find((table) => table !== undefined);
};

const componentRow = (link: Link) => ({
  entity_id: link.from,
  cmp_id: link.to,
  component_type: link.toType,
  field: link.field,
  order: link.order,
});

const relationRow = (link: Link, table: JoinTable): Record<string, unknown> => {
  const row: Record<string, unknown> = { [table.joinColumn.name]: link.from };
  if (table.morphColumn) {
    row[table.morphColumn.idColumn.name] = link.to;
    row[table.morphColumn.typeColumn.name] = link.toType;
    return { ...row, field: link.field === '' ? null : link.field, order: link.order };
  }
  if (table.inverseJoinColumn) row[table.inverseJoinColumn.name] = link.to;
  if (table.orderColumnName) row[table.orderColumnName] = link.order;
  if (table.inverseOrderColumnName) row[table.inverseOrderColumnName] = link.inverseOrder;
  return row;
};

interface LinkTable {
  set: string;
  name: string;
  toRow(link: Link): Record<string, unknown>;
}

/** All link tables of the types in the model. */
const linkTables = (strapi: Core.Strapi): LinkTable[] =>
  MODEL_UIDS.filter((uid) => !FOREIGN.includes(uid)).flatMap((uid) => {
    const meta = stored(strapi, uid);
    const components = componentTable(meta, uid);
    const relations = Object.keys(modelOf(uid).attributes).flatMap((name): LinkTable[] => {
      const attribute = modelOf(uid).attributes[name];
      const table = meta.attributes[name]?.joinTable;
      const isOwn =
        attribute?.kind !== 'scalar' &&
        attribute?.via.kind === 'links' &&
        attribute.via.set === `${uid}#${name}`;
      if (!table || !isOwn) return [];
      return [
        { set: `${uid}#${name}`, name: table.name, toRow: (link) => relationRow(link, table) },
      ];
    });
    return components
      ? [...relations, { set: `${uid}#components`, name: components.name, toRow: componentRow }]
      : relations;
  });

/** Tables that `loadData` fills. */
export const tablesOf = (strapi: Core.Strapi): string[] => [
  ...new Set([
    ...MODEL_UIDS.filter((uid) => !FOREIGN.includes(uid)).map(
      (uid) => stored(strapi, uid).tableName
    ),
    ...linkTables(strapi).map(({ name }) => name),
  ]),
];

const CHUNK = 50;

/** Replaces the contents of the fixture app's tables by a data set, below every hook of Strapi. */
export async function loadData(strapi: Core.Strapi, data: DataSet): Promise<void> {
  const knex = strapi.db.connection;
  const tables = linkTables(strapi);
  const owned = MODEL_UIDS.filter((uid) => !FOREIGN.includes(uid));
  await knex.transaction(async (transaction) => {
    for (const { name } of tables) await transaction(name).delete();
    for (const uid of owned) await transaction(stored(strapi, uid).tableName).delete();
    for (const uid of owned) {
      const batch = rowsToStore(strapi, uid, data.rows[uid] ?? []);
      await transaction.batchInsert(stored(strapi, uid).tableName, batch, CHUNK);
    }
    for (const { set, name, toRow } of tables) {
      await transaction.batchInsert(name, (data.links[set] ?? []).map(toRow), CHUNK);
    }
  });
}
