import type { RowContext } from '../../enforcement/access-rule';
import type { ModelMeta, RelationMeta } from '../../enforcement/strapi-metadata';
import { belongs } from '../../enforcement/belongs';
import type { Dialect } from '../../platform/dialect';
import { id, sql, type Predicate, type Sql } from '../../platform/sql';

/** Finds a model of the database by its uid. */
export type ModelOf = (uid: string) => ModelMeta | undefined;

/** A predicate on the row at the other end of a relation, given that row's alias. */
export type OnTarget = (alias: string) => Predicate;

/** Follows relations in SQL. */
export interface RelationSql {
  /**
   * Rows that a relation links to a row for which the predicate holds; `false` for a relation that
   * the schema does not have, or that does not lead to one type.
   */
  linked(uid: string, attribute: string, context: RowContext, on: OnTarget): Predicate;
  /** The type that a relation leads to. */
  targetOf(uid: string, attribute: string): string | null;
  /** `table as alias`, with the schema where there is one. */
  tableAs(table: string, alias: string): Sql;
}

/** Creates the writer. */
export const createRelationSql = (modelOf: ModelOf, dialect: Dialect): RelationSql => {
  const tableAs = (table: string, alias: string) => sql`${dialect.table(table)} as ${id(alias)}`;
  const find = (uid: string, attribute: string): RelationMeta | undefined =>
    modelOf(uid)?.relations.find((relation) => relation.attribute === attribute);

  const linked: RelationSql['linked'] = (uid, attribute, context, on) => {
    const relation = find(uid, attribute);
    const target = relation && 'target' in relation ? modelOf(relation.target) : undefined;
    if (!relation || !target) return false;
    const { alias, shape } = context;
    const far = context.nextAlias();
    const condition = on(far);
    if (condition === false) return false;
    const farTable = tableAs(target.tableName, far);
    if (relation.kind === 'foreign-key')
      return belongs(shape, `${alias}.${relation.column}`, `${far}.id`, farTable, condition);
    if (relation.kind === 'inverse-foreign-key') {
      const outer = `${alias}.${relation.nearColumn}`;
      return belongs(shape, outer, `${far}.${relation.targetColumn}`, farTable, condition);
    }
    if (relation.kind !== 'join-table') return false;
    const link = context.nextAlias();
    const links = tableAs(relation.table, link);
    const [outer, near] = [`${alias}.id`, `${link}.${relation.nearColumn}`];
    const farColumn = `${link}.${relation.farColumn}`;
    if (shape === 'all' || shape === 'array') {
      // Nested, not joined: without statistics SQLite may start a join at the large link table.
      const onFar = belongs(shape, farColumn, `${far}.id`, farTable, condition);
      return belongs(shape, outer, near, links, onFar);
    }
    const from = sql`${links} inner join ${farTable} on ${id(`${far}.id`)} = ${id(farColumn)}`;
    return belongs(shape, outer, near, from, condition);
  };

  return {
    linked,
    tableAs,
    targetOf(uid, attribute) {
      const relation = find(uid, attribute);
      return relation && 'target' in relation ? relation.target : null;
    },
  };
};
