import type { FieldIndex, OwnedLink, TypeField } from './field-index';
import type { TableCatalogue } from './table-catalogue';
import type { TableReference } from './table-reference';

/** An attribute with a field rule of which a statement's rows hold values. */
export interface Taken {
  /** The content type whose rule it is. */
  readonly uid: string;
  readonly field: string;
  /** The values are columns of the records' own rows. */
  readonly isOwn: boolean;
}

/** A table that a statement names, and which of its columns come out. */
export interface TakenTable extends TableReference {
  /** Null: all of them, or it cannot be told. */
  readonly columns: ReadonlySet<string> | null;
}

/** What is known of a statement. */
export interface StatementTables {
  /** Tables of which something comes out. */
  readonly taken: readonly TakenTable[];
  /** All that it names. */
  readonly named: ReadonlySet<string>;
  /** Null where values stand in the text. */
  readonly bindings: ReadonlySet<unknown> | null;
}

/** Where the attributes with field rules are in the database. */
export interface FieldPlaces {
  readonly catalogue: TableCatalogue;
  readonly index: FieldIndex;
}

const isBound = ({ bindings }: StatementTables, value: string): boolean =>
  bindings === null || bindings.has(value);

/** A component's table serves all attributes that use the component: the link tells which one is read. */
const isOfField = (
  { catalogue }: FieldPlaces,
  statement: StatementTables,
  { uid, view: { steps } }: TypeField
): boolean => {
  const step = steps.at(-1);
  if (!step) return true;
  const parents = catalogue.parentsOf(step.component);
  // Strapi finds the components of a dynamic zone by their ids.
  if (!parents.some(({ table }) => statement.named.has(table))) return true;
  const owner = steps.at(-2)?.component ?? uid;
  const link = parents.find(({ parentUid }) => parentUid === owner);
  return (
    link !== undefined && statement.named.has(link.table) && isBound(statement, step.attribute)
  );
};

/**
 * Finds the attributes with field rules of which a statement hands values out. A column that only
 * filters or sorts does not count; where it cannot be told, it does. Pure.
 */
export const takenFields = (places: FieldPlaces, statement: StatementTables): Taken[] => {
  const { catalogue, index } = places;
  const ofLink = ({ uid, view, where }: OwnedLink): Taken[] =>
    where.every(({ value }) => isBound(statement, value))
      ? [{ uid, field: view.field, isOwn: false }]
      : [];
  return statement.taken.flatMap(({ table: name, columns }) => {
    const has = (column: string) => columns === null || columns.has(column);
    const links = (index.links.get(name) ?? []).flatMap(ofLink);
    const table = catalogue.tables.get(name);
    if (table?.kind !== 'record') return links;
    const own = (index.columns.get(table.uid) ?? [])
      .filter((one) => has(one.column) && isOfField(places, statement, one))
      .map(({ uid, view }) => ({ uid, field: view.field, isOwn: view.steps.length === 0 }));
    const far = (index.farLinks.get(table.uid) ?? [])
      .filter((one) => one.columns.some(has))
      .flatMap(ofLink);
    return [...links, ...own, ...far];
  });
};
