import { id, sql, toCondition, type Predicate, type Sql } from '../platform/sql';
import type { Shape } from './access-rule';

/**
 * Rows of `inner` that belong to `outer`: asked row by row where few rows are looked at, as a set
 * otherwise. Under a page's `limit` PostgreSQL would still compute the set; `offset 0` keeps it from
 * that, and means nothing to the others.
 */
export const belongs = (
  shape: Shape,
  outer: string,
  inner: string,
  from: Sql,
  where: Predicate
): Sql => {
  const condition = toCondition(where);
  if (shape === 'all')
    return sql`${id(outer)} in (select ${id(inner)} from ${from} where ${condition})`;
  if (shape === 'array')
    return sql`${id(outer)} = any(array(select ${id(inner)} from ${from} where ${condition}))`;
  const match = sql`select 1 from ${from} where ${id(inner)} = ${id(outer)} and ${condition}`;
  return shape === 'page' ? sql`exists (${match} limit 1 offset 0)` : sql`exists (${match})`;
};
