import type { Core } from '@strapi/strapi';
import type { Uid } from '../../model/types';

/** A column that holds the id of a row of a type, which another column may name. */
export interface End {
  column: string;
  uid?: Uid;
  typeColumn?: string;
}

/** Rows that connect two others. */
export interface LinkTable {
  kind: 'links';
  name: string;
  /** `uid#attribute` of the side that owns the link; `uid#components` for components. */
  set: string;
  from: End;
  to: End;
  fieldColumn?: string;
}

/** Rows of a content type, a component, or anything else that Strapi has a model of. */
export interface TypeTable {
  kind: 'type';
  name: string;
  uid: Uid;
  /** Columns of scalar attributes, by attribute. */
  columns: Record<string, string>;
  /** Columns that hold links: foreign keys and polymorphic ones. */
  keys: { attribute: string; end: End }[];
}

export type Table = LinkTable | TypeTable;

interface Column {
  name: string;
}

interface JoinTable {
  name: string;
  joinColumn: Column;
  inverseJoinColumn?: Column;
  morphColumn?: { idColumn: Column; typeColumn: Column };
  on?: { field?: string };
}

interface StoredAttribute {
  type: string;
  target?: Uid;
  columnName?: string;
  owner?: boolean;
  mappedBy?: string;
  joinColumn?: Column & { referencedTable?: string };
  joinTable?: JoinTable;
  morphColumn?: { idColumn: Column; typeColumn: Column };
}

interface Stored {
  uid: Uid;
  tableName: string;
  attributes: Record<string, StoredAttribute>;
}

const linkTable = (uid: Uid, name: string, attribute: StoredAttribute): LinkTable[] => {
  const { joinTable: table, target } = attribute;
  if (!table) return [];
  if (table.name.endsWith('_cmps')) {
    return [
      {
        kind: 'links',
        name: table.name,
        set: `${uid}#components`,
        from: { column: 'entity_id', uid },
        to: { column: 'cmp_id', typeColumn: 'component_type' },
        fieldColumn: 'field',
      },
    ];
  }
  const { morphColumn, inverseJoinColumn } = table;
  const to: End | undefined = morphColumn
    ? { column: morphColumn.idColumn.name, typeColumn: morphColumn.typeColumn.name }
    : inverseJoinColumn && { column: inverseJoinColumn.name, uid: target };
  if (!to) return [];
  const from: End = { column: table.joinColumn.name, uid };
  const fieldColumn = morphColumn ? { fieldColumn: 'field' } : {};
  return [{ kind: 'links', name: table.name, set: `${uid}#${name}`, from, to, ...fieldColumn }];
};

const keysOf = (attributes: Record<string, StoredAttribute>): TypeTable['keys'] =>
  Object.entries(attributes).flatMap(
    ([attribute, { joinColumn, morphColumn, target, owner }]): TypeTable['keys'] => {
      if (morphColumn) {
        const end = { column: morphColumn.idColumn.name, typeColumn: morphColumn.typeColumn.name };
        return [{ attribute, end }];
      }
      return joinColumn && owner === true && target
        ? [{ attribute, end: { column: joinColumn.name, uid: target } }]
        : [];
    }
  );

const typeTable = ({ uid, tableName, attributes }: Stored): TypeTable => ({
  kind: 'type',
  name: tableName,
  uid,
  columns: Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { columnName }]) =>
      columnName ? [[name, columnName]] : []
    )
  ),
  keys: keysOf(attributes),
});

/** Every table that Strapi has a model of, from its own metadata, by name. */
export function describeTables(strapi: Core.Strapi): Map<string, Table> {
  const tables = new Map<string, Table>();
  const models = [...strapi.db.metadata.values()] as unknown as Stored[];
  for (const model of models) tables.set(model.tableName, typeTable(model));
  for (const { uid, attributes } of models) {
    for (const [name, attribute] of Object.entries(attributes)) {
      // The inverse side describes the same table the other way round.
      if (attribute.mappedBy !== undefined) continue;
      for (const table of linkTable(uid, name, attribute)) tables.set(table.name, table);
    }
  }
  return tables;
}
