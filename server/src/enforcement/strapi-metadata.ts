import type { Core } from '@strapi/strapi';

/** How an attribute of a model points at other rows, in terms of tables and columns. */
export type RelationMeta =
  | {
      readonly kind: 'join-table';
      readonly attribute: string;
      readonly table: string;
      readonly nearColumn: string;
      readonly farColumn: string;
      readonly target: string;
      /** True where the far side is a component: the table is then the owner's `_cmps` table. */
      readonly component: boolean;
    }
  | {
      readonly kind: 'morph-table';
      readonly attribute: string;
      readonly table: string;
      readonly nearColumn: string;
      readonly idColumn: string;
      readonly typeColumn: string;
      /** The component types of a dynamic zone; absent for a true polymorphic relation. */
      readonly components?: readonly string[];
    }
  | {
      readonly kind: 'foreign-key';
      readonly attribute: string;
      readonly column: string;
      readonly target: string;
    }
  | {
      readonly kind: 'inverse-foreign-key';
      readonly attribute: string;
      /** Column of the target's table that points back. */
      readonly targetColumn: string;
      readonly nearColumn: string;
      readonly target: string;
    }
  | {
      /** The far side of a polymorphic relation, such as a media attribute. */
      readonly kind: 'inverse-morph';
      readonly attribute: string;
      readonly target: string;
      /** The polymorphic attribute of the target that holds the links. */
      readonly morphBy: string;
    }
  | {
      readonly kind: 'morph-columns';
      readonly attribute: string;
      readonly idColumn: string;
      readonly typeColumn: string;
    };

/** A content type or component as the database sees it. */
export interface ModelMeta {
  readonly uid: string;
  readonly tableName: string;
  readonly isComponent: boolean;
  /** Attribute → column, scalar attributes only. */
  readonly columns: Readonly<Record<string, string>>;
  readonly relations: readonly RelationMeta[];
}

/** Column that names the component's type in every `_cmps` table. */
export const COMPONENT_TYPE_COLUMN = 'component_type';

/** Column of `_cmps` and polymorphic link tables that names the attribute of the row linked from. */
export const FIELD_COLUMN = 'field';

interface RawAttribute {
  type?: string;
  target?: string;
  morphBy?: string;
  owner?: boolean;
  columnName?: string;
  joinColumn?: { name: string; referencedColumn?: string };
  morphColumn?: { idColumn: { name: string }; typeColumn: { name: string } };
  joinTable?: {
    name: string;
    joinColumn: { name: string };
    inverseJoinColumn?: { name: string };
    morphColumn?: { idColumn: { name: string }; typeColumn: { name: string }; typeField?: string };
  };
}

interface RawModel {
  uid: string;
  tableName: string;
  attributes: Record<string, RawAttribute>;
}

const toRelation = (
  attribute: string,
  raw: RawAttribute,
  isComponent: (uid: string) => boolean,
  zoneComponents: () => readonly string[]
): RelationMeta | null => {
  const { joinTable, morphColumn, joinColumn, target } = raw;
  if (joinTable?.morphColumn) {
    const { idColumn, typeColumn, typeField } = joinTable.morphColumn;
    return {
      kind: 'morph-table',
      attribute,
      table: joinTable.name,
      nearColumn: joinTable.joinColumn.name,
      idColumn: idColumn.name,
      typeColumn: typeColumn.name,
      ...(typeField === '__component' ? { components: zoneComponents() } : {}),
    };
  }
  if (joinTable?.inverseJoinColumn && target) {
    return {
      kind: 'join-table',
      attribute,
      table: joinTable.name,
      nearColumn: joinTable.joinColumn.name,
      farColumn: joinTable.inverseJoinColumn.name,
      target,
      component: isComponent(target),
    };
  }
  if (morphColumn) {
    const { idColumn, typeColumn } = morphColumn;
    return {
      kind: 'morph-columns',
      attribute,
      idColumn: idColumn.name,
      typeColumn: typeColumn.name,
    };
  }
  if (raw.morphBy && target)
    return { kind: 'inverse-morph', attribute, target, morphBy: raw.morphBy };
  if (!joinColumn || !target) return null;
  if (raw.owner === true)
    return { kind: 'foreign-key', attribute, column: joinColumn.name, target };
  // The inverse side carries a joinColumn too, with the columns' roles swapped.
  if (!joinColumn.referencedColumn) return null;
  return {
    kind: 'inverse-foreign-key',
    attribute,
    targetColumn: joinColumn.referencedColumn,
    nearColumn: joinColumn.name,
    target,
  };
};

const toModel = (strapi: Core.Strapi, raw: RawModel): ModelMeta => {
  const components = strapi.components as unknown as Record<string, RawSchema>;
  const contentTypes = strapi.contentTypes as unknown as Record<string, RawSchema>;
  const isComponent = (uid: string) => uid in components;
  const schema = contentTypes[raw.uid] ?? components[raw.uid];

  const columns: Record<string, string> = {};
  const relations: RelationMeta[] = [];
  for (const [name, attribute] of Object.entries(raw.attributes)) {
    if (attribute.type !== 'relation') {
      columns[name] = attribute.columnName ?? name;
      continue;
    }
    const zone = () => schema?.attributes[name]?.components ?? [];
    const relation = toRelation(name, attribute, isComponent, zone);
    if (relation) relations.push(relation);
  }
  return {
    uid: raw.uid,
    tableName: raw.tableName,
    isComponent: isComponent(raw.uid),
    columns,
    relations,
  };
};

interface RawSchema {
  attributes: Record<string, { components?: string[] } | undefined>;
}

/**
 * Reads Strapi's database metadata (`@strapi/database` metadata/relations.js, filled in `db.init`).
 * Guarded by the self-test: a shape that changed leaves links unguarded, which its canaries notice.
 */
export const readMetadata = (strapi: Core.Strapi): readonly ModelMeta[] => {
  const metadata = strapi.db.metadata as unknown as ReadonlyMap<string, RawModel>;
  return [...metadata.values()].map((raw) => toModel(strapi, raw));
};
