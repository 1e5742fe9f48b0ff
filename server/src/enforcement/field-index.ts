import type { FieldView, ViewRule } from './access-rule';
import { FIELD_COLUMN, type RelationMeta } from './strapi-metadata';
import type { TableCatalogue } from './table-catalogue';

/** A field rule of one governed type. */
export interface TypeField {
  readonly uid: string;
  readonly view: FieldView;
}

/** A column of a record's or component's own row. */
export interface OwnColumn extends TypeField {
  readonly column: string;
  /** The column holds a link: nothing stands in for it. */
  readonly isLink: boolean;
}

/** Something that is there for some owners only: the owner's id stands in a column. */
export interface OwnedLink extends TypeField {
  /** Column with the id of the record or component whose attribute it is. */
  readonly ownerColumn: string;
  /** Columns that tell these links from others that share the table. */
  readonly where: readonly { readonly column: string; readonly value: string }[];
}

/** Columns of a row that are part of a link which belongs to another row's attribute. */
export interface FarLink extends OwnedLink {
  readonly columns: readonly string[];
}

/** Where the masked attributes of an actor are in the database. */
export interface FieldIndex {
  /** By content type or component: columns of its own table. */
  readonly columns: ReadonlyMap<string, readonly OwnColumn[]>;
  /** By link table: rows that are there only where the owner's attribute is clear. */
  readonly links: ReadonlyMap<string, readonly OwnedLink[]>;
  /** By content type or component: columns that hold links of another row's attribute. */
  readonly farLinks: ReadonlyMap<string, readonly FarLink[]>;
}

type Groups<T> = Map<string, T[]>;

const add = <T>(groups: Groups<T>, key: string, ...items: readonly T[]): void => {
  groups.set(key, [...(groups.get(key) ?? []), ...items]);
};

interface Building {
  readonly catalogue: TableCatalogue;
  readonly columns: Groups<OwnColumn>;
  readonly links: Groups<OwnedLink>;
  readonly farLinks: Groups<FarLink>;
}

/** The far side of a polymorphic relation: rows of its link table, or two columns of the target. */
const indexInverseMorph = (
  { catalogue, links, farLinks }: Building,
  field: TypeField,
  owner: string,
  relation: Extract<RelationMeta, { kind: 'inverse-morph' }>
): void => {
  const { attribute, target, morphBy } = relation;
  const near = catalogue.model(target).relations.find((one) => one.attribute === morphBy);
  if (near?.kind === 'morph-table') {
    const ofOwner = { column: near.typeColumn, value: owner };
    const ofAttribute = { column: FIELD_COLUMN, value: attribute };
    add(links, near.table, { ...field, ownerColumn: near.idColumn, where: [ofOwner, ofAttribute] });
  } else if (near?.kind === 'morph-columns') {
    const { idColumn, typeColumn } = near;
    const where = [{ column: typeColumn, value: owner }];
    add(farLinks, target, {
      ...field,
      ownerColumn: idColumn,
      where,
      columns: [idColumn, typeColumn],
    });
  } else throw new Error(`'${target}' has no polymorphic relation '${morphBy}'`);
};

const indexRelation = (
  building: Building,
  field: TypeField,
  owner: string,
  relation: RelationMeta
): void => {
  const { columns, links, farLinks } = building;
  const own = (column: string): OwnColumn => ({ ...field, column, isLink: true });
  if (relation.kind === 'join-table' || relation.kind === 'morph-table') {
    const isPart = relation.kind === 'join-table' ? relation.component : relation.components;
    // All component attributes of a type share one table; a relation has one of its own.
    const where = isPart ? [{ column: FIELD_COLUMN, value: relation.attribute }] : [];
    add(links, relation.table, { ...field, ownerColumn: relation.nearColumn, where });
  } else if (relation.kind === 'foreign-key') {
    add(columns, owner, own(relation.column));
  } else if (relation.kind === 'morph-columns') {
    add(columns, owner, own(relation.idColumn), own(relation.typeColumn));
  } else if (relation.kind === 'inverse-foreign-key') {
    const { target, targetColumn } = relation;
    const far = { ownerColumn: targetColumn, where: [], columns: [targetColumn] };
    add(farLinks, target, { ...field, ...far });
  } else indexInverseMorph(building, field, owner, relation);
};

/**
 * Finds the columns and link rows that show masked attributes. Pure.
 * @throws if an attribute is not in the database: what cannot be masked must not be shown
 */
export const createFieldIndex = (
  catalogue: TableCatalogue,
  rules: Iterable<readonly [uid: string, rule: Pick<ViewRule, 'fields'>]>
): FieldIndex => {
  const building: Building = {
    catalogue,
    columns: new Map(),
    links: new Map(),
    farLinks: new Map(),
  };
  for (const [uid, { fields }] of rules) {
    for (const view of fields) {
      const field: TypeField = { uid, view };
      const owner = view.steps.at(-1)?.component ?? uid;
      const model = catalogue.model(owner);
      const column = model.columns[view.attribute];
      const relation = model.relations.find((one) => one.attribute === view.attribute);
      if (column !== undefined) add(building.columns, owner, { ...field, column, isLink: false });
      else if (relation) indexRelation(building, field, owner, relation);
      else throw new Error(`'${owner}' has no attribute '${view.attribute}' to mask`);
    }
  }
  return building;
};
