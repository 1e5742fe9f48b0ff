import {
  allOf,
  anyOf,
  failsFor,
  id,
  joinSql,
  sql,
  type Predicate,
  type Sql,
} from '../platform/sql';
import type { Dialect } from '../platform/dialect';
import type { PartStep, RowContext, Shape } from './access-rule';
import { belongs } from './belongs';
import type { OwnedLink, TypeField } from './field-index';
import { FIELD_COLUMN } from './strapi-metadata';
import type { TableCatalogue } from './table-catalogue';

/** What the SQL of masked attributes is written with. */
export interface MaskedPartsInput {
  readonly catalogue: TableCatalogue;
  readonly dialect: Dialect;
  readonly shape: Shape;
  readonly nextAlias: () => string;
}

/** Asks in SQL whether attributes are clear, of rows that are known by an id column only. */
export interface MaskedParts {
  /** The component behind an id column is part of a record that does not show the attribute. */
  isMasked(field: TypeField, column: string): Predicate;
  /** A link row is not of the attribute, or its owner shows the attribute. */
  isLinkShown(link: OwnedLink, alias: string): Predicate;
}

/** The tables from a component's row up to its record. */
interface Climb {
  readonly tables: Sql[];
  readonly where: Sql[];
  /** Columns with the id of the component, and of the record. */
  readonly component: string;
  readonly record: string;
}

const createClimb = ({ catalogue, dialect, nextAlias }: MaskedPartsInput) => {
  const linkOf = (parent: string, { component }: PartStep) => {
    const link = catalogue.parentsOf(component).find(({ parentUid }) => parentUid === parent);
    if (!link) throw new Error(`'${parent}' has no component '${component}'`);
    return { ...link, alias: nextAlias() };
  };
  return ({ uid, view }: TypeField): Climb => {
    const climbed = view.steps.map((step, index) => ({
      step,
      link: linkOf(view.steps[index - 1]?.component ?? uid, step),
    }));
    const upwards = [...climbed].reverse();
    const tables = upwards.map(({ link }, index) => {
      const table = sql`${dialect.table(link.table)} as ${id(link.alias)}`;
      const below = upwards[index - 1]?.link;
      if (!below) return table;
      const [up, down] = [
        `${link.alias}.${link.componentColumn}`,
        `${below.alias}.${below.parentColumn}`,
      ];
      return sql`inner join ${table} on ${id(up)} = ${id(down)}`;
    });
    const where = upwards.flatMap(({ step, link }) => [
      sql`${id(`${link.alias}.${link.typeColumn}`)} = ${step.component}`,
      sql`${id(`${link.alias}.${FIELD_COLUMN}`)} = ${step.attribute}`,
    ]);
    const [first, last] = [upwards[0]?.link, upwards.at(-1)?.link];
    if (!first || !last) throw new Error(`'${view.field}' is no attribute of a component`);
    return {
      tables,
      where,
      component: `${first.alias}.${first.componentColumn}`,
      record: `${last.alias}.${last.parentColumn}`,
    };
  };
};

/** Creates the questions of one statement. */
export const createMaskedParts = (input: MaskedPartsInput): MaskedParts => {
  const { catalogue, dialect, shape, nextAlias } = input;
  const climb = createClimb(input);
  const context = (alias: string): RowContext => ({ alias, shape, nextAlias });
  const recordsAs = (uid: string, alias: string): Sql =>
    sql`${dialect.table(catalogue.model(uid).tableName)} as ${id(alias)}`;

  const isMasked: MaskedParts['isMasked'] = (field, column) => {
    const record = nextAlias();
    const clear = field.view.clear(context(record));
    if (clear === true) return false;
    const { tables, where, component, record: recordId } = climb(field);
    if (clear !== false) {
      const on = sql`${id(`${record}.id`)} = ${id(recordId)}`;
      tables.push(sql`inner join ${recordsAs(field.uid, record)} on ${on}`);
      where.push(failsFor(clear));
    }
    return belongs(shape, column, component, joinSql(tables, ' '), allOf(where));
  };

  const isShown = (field: TypeField, column: string): Predicate => {
    if (field.view.steps.length > 0) {
      const masked = isMasked(field, column);
      return masked === false || failsFor(masked);
    }
    const record = nextAlias();
    const clear = field.view.clear(context(record));
    if (typeof clear === 'boolean') return clear;
    return belongs(shape, column, `${record}.id`, recordsAs(field.uid, record), clear);
  };

  return {
    isMasked,
    isLinkShown(link, alias) {
      const others = link.where.map(({ column, value }) => {
        const name = id(`${alias}.${column}`);
        return sql`(${name} <> ${value} or ${name} is null)`;
      });
      return anyOf([...others, isShown(link, `${alias}.${link.ownerColumn}`)]);
    },
  };
};
