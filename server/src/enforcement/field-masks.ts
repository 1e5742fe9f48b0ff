import type { Dialect } from '../platform/dialect';
import {
  allOf,
  anyOf,
  failsFor,
  id,
  joinSql,
  sql,
  toCondition,
  type Predicate,
  type Sql,
} from '../platform/sql';
import type { RowContext, Shape } from './access-rule';
import { belongs } from './belongs';
import type { FarLink, FieldIndex, OwnColumn, OwnedLink, TypeField } from './field-index';
import { FIELD_COLUMN } from './strapi-metadata';
import type { TableCatalogue } from './table-catalogue';

/** What the SQL of masked attributes is written with. */
export interface FieldMasksInput {
  readonly catalogue: TableCatalogue;
  readonly index: FieldIndex;
  readonly dialect: Dialect;
  readonly shape: Shape;
  readonly nextAlias: () => string;
}

/** Says in SQL what an actor is shown of masked attributes. */
export interface FieldMasks {
  /**
   * Columns of the row behind an alias that show something else than they hold.
   * @param shown what they would show without field rules
   */
  columns(uid: string, alias: string, shown: ReadonlyMap<string, Sql>): Map<string, Sql>;
  /** Whether a field rule leaves the row of a link table there. */
  link(table: string, alias: string): Predicate;
}

/** Creates the writer of one statement. */
export const createFieldMasks = (input: FieldMasksInput): FieldMasks => {
  const { catalogue, index, dialect, shape, nextAlias } = input;
  const tableAs = (table: string, alias: string): Sql =>
    sql`${dialect.table(table)} as ${id(alias)}`;
  const context = (alias: string): RowContext => ({ alias, shape, nextAlias });

  /** The tables between a component's row and its record, from below: `from`, conditions, the record's id. */
  const climb = (uid: string, { view }: TypeField) => {
    const joins: Sql[] = [];
    const where: Sql[] = [];
    let below: string | null = null;
    let first: string | null = null;
    for (let at = view.steps.length - 1; at >= 0; at -= 1) {
      const step = view.steps[at] as (typeof view.steps)[number];
      const parent = at === 0 ? uid : (view.steps[at - 1] as typeof step).component;
      const link = catalogue
        .parentsOf(step.component)
        .find(({ parentUid }) => parentUid === parent);
      if (!link) throw new Error(`'${parent}' has no component '${step.component}'`);
      const alias = nextAlias();
      const table = tableAs(link.table, alias);
      const component = `${alias}.${link.componentColumn}`;
      joins.push(
        below === null ? table : sql`inner join ${table} on ${id(component)} = ${id(below)}`
      );
      where.push(
        sql`${id(`${alias}.${link.typeColumn}`)} = ${step.component}`,
        sql`${id(`${alias}.${FIELD_COLUMN}`)} = ${step.attribute}`
      );
      first ??= component;
      below = `${alias}.${link.parentColumn}`;
    }
    return { joins, where, component: first ?? '', record: below ?? '' };
  };

  /** The component behind an id column is part of a record that does not show the attribute. */
  const isMaskedPart = (field: TypeField, column: string): Predicate => {
    const { joins, where, component, record } = climb(field.uid, field);
    const parent = nextAlias();
    const clear = field.view.clear(context(parent));
    if (clear === true) return false;
    if (clear !== false) {
      const table = tableAs(catalogue.model(field.uid).tableName, parent);
      joins.push(sql`inner join ${table} on ${id(`${parent}.id`)} = ${id(record)}`);
      where.push(failsFor(clear));
    }
    return belongs(shape, column, component, joinSql(joins, ' '), allOf(where));
  };

  /** The record or component behind an id column shows the attribute. */
  const isShown = (field: TypeField, column: string): Predicate => {
    if (field.view.steps.length > 0) {
      const masked = isMaskedPart(field, column);
      return masked === false || failsFor(masked);
    }
    const record = nextAlias();
    const clear = field.view.clear(context(record));
    if (typeof clear === 'boolean') return clear;
    const table = tableAs(catalogue.model(field.uid).tableName, record);
    return belongs(shape, column, `${record}.id`, table, clear);
  };

  const isLinkShown = (link: OwnedLink, alias: string): Predicate => {
    const shown = isShown(link, `${alias}.${link.ownerColumn}`);
    const others = link.where.map(({ column, value }) => {
      const name = id(`${alias}.${column}`);
      return sql`(${name} <> ${value} or ${name} is null)`;
    });
    return anyOf([...others, shown]);
  };

  /** Columns of one row that have the same rule ask the same question. */
  const createClear = (alias: string) => {
    const known = new Map<unknown, Predicate>();
    return ({ view }: TypeField): Predicate => {
      const clear = known.get(view.clear) ?? view.clear(context(alias));
      known.set(view.clear, clear);
      return clear;
    };
  };

  const maskOf = ({ view, column, isLink }: OwnColumn, alias: string): Sql => {
    const name = id(`${alias}.${column}`);
    return isLink ? sql`case when 1 = 0 then ${name} end` : view.mask(name);
  };

  const ownColumn = (
    own: OwnColumn,
    alias: string,
    shown: Sql,
    clearOf: (field: TypeField) => Predicate
  ): Sql => {
    const mask = maskOf(own, alias);
    if (own.view.steps.length === 0) {
      const clear = clearOf(own);
      if (clear === true) return shown;
      if (clear === false) return mask;
      return sql`case when ${clear} then ${shown} else ${mask} end`;
    }
    const masked = isMaskedPart(own, `${alias}.id`);
    return masked === false
      ? shown
      : sql`case when ${toCondition(masked)} then ${mask} else ${shown} end`;
  };

  const farColumns = (far: FarLink, alias: string, shown: Map<string, Sql>): void => {
    const visible = isLinkShown(far, alias);
    if (visible === true) return;
    for (const column of far.columns) {
      const value = shown.get(column) ?? sql`${id(`${alias}.${column}`)}`;
      shown.set(column, sql`case when ${toCondition(visible)} then ${value} end`);
    }
  };

  return {
    columns(uid, alias, before) {
      const shown = new Map(before);
      const clearOf = createClear(alias);
      for (const own of index.columns.get(uid) ?? []) {
        const value = shown.get(own.column) ?? sql`${id(`${alias}.${own.column}`)}`;
        shown.set(own.column, ownColumn(own, alias, value, clearOf));
      }
      for (const far of index.farLinks.get(uid) ?? []) farColumns(far, alias, shown);
      return shown;
    },
    link: (table, alias) =>
      allOf((index.links.get(table) ?? []).map((link) => isLinkShown(link, alias))),
  };
};
