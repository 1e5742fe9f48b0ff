import { allOf, id, sql, toCondition, type Predicate, type Sql } from '../platform/sql';
import type { FarLink, FieldIndex, OwnColumn, TypeField } from './field-index';
import { createMaskedParts, type MaskedPartsInput } from './masked-parts';

/** What the SQL of masked attributes is written with. */
export interface FieldMasksInput extends MaskedPartsInput {
  readonly index: FieldIndex;
}

/** Says in SQL what an actor is shown of masked attributes. */
export interface FieldMasks {
  /**
   * Columns of the row behind an alias that show something else than they hold.
   * @param before what they would show without field rules
   */
  columns(uid: string, alias: string, before: ReadonlyMap<string, Sql>): Map<string, Sql>;
  /** Whether a field rule leaves the row of a link table there. */
  link(table: string, alias: string): Predicate;
}

/** What a masked column shows of a record that is not clear. */
const maskOf = ({ view, column, isLink }: OwnColumn, alias: string): Sql => {
  const name = id(`${alias}.${column}`);
  // NULL of the column's own type.
  return isLink ? sql`case when 1 = 0 then ${name} end` : view.mask(name);
};

/** Creates the writer of one statement. */
export const createFieldMasks = (input: FieldMasksInput): FieldMasks => {
  const { index, shape, nextAlias } = input;
  const parts = createMaskedParts(input);

  /** Columns of one row that have the same rule ask the same question. */
  const createClear = (alias: string) => {
    const known = new Map<unknown, Predicate>();
    return ({ view }: TypeField): Predicate => {
      const clear = known.get(view.clear) ?? view.clear({ alias, shape, nextAlias });
      known.set(view.clear, clear);
      return clear;
    };
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
      if (typeof clear === 'boolean') return clear ? shown : mask;
      return sql`case when ${clear} then ${shown} else ${mask} end`;
    }
    const masked = parts.isMasked(own, `${alias}.id`);
    return masked === false
      ? shown
      : sql`case when ${toCondition(masked)} then ${mask} else ${shown} end`;
  };

  const farColumns = (far: FarLink, alias: string, shown: Map<string, Sql>): void => {
    const visible = parts.isLinkShown(far, alias);
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
      allOf((index.links.get(table) ?? []).map((link) => parts.isLinkShown(link, alias))),
  };
};
