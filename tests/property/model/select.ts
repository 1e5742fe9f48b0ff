import type { Aliases, Tuple } from './aliases';
import type { Database } from './database';
import type { Dialect } from './dialect';
import type { OrderKey } from './order';
import { compareTuples } from './order';
import type { Row, Uid } from './types';
import { must } from './types';
import type { Where } from './where';
import { evaluateWhere } from './where';

export interface Query {
  uid: Uid;
  aliases: Aliases;
  where: Where[];
  /** Conditions on the root row that no filter parameter can express or override. */
  rootFilters: ((row: Row) => boolean)[];
  orderBy: OrderKey[];
  limit?: number;
  offset?: number;
  /** Alias of the link table through which rows are populated. */
  linkAlias?: number;
  /** Whether the position in that table comes first in the order. */
  linkOrdered?: boolean;
}

export interface Hit {
  row: Row;
  /** Row of the populating link, when there is one. */
  link: Tuple[number];
}

const ID_ORDER: OrderKey = { alias: 0, column: 'id', type: 'id', descending: false };

const rootOf = (tuple: Tuple) => must(tuple[0], 'root row') as Row;

const matching = (query: Query, database: Database, dialect: Dialect): Tuple[] =>
  database
    .rows(query.uid)
    .filter((row) => query.rootFilters.every((filter) => filter(row)))
    .flatMap((row) => query.aliases.expand(row))
    .filter((tuple) => query.where.every((where) => evaluateWhere(where, tuple, dialect) === true));

/** Whether the order mentions a joined table: Strapi then sorts each row by the first of its tuples. */
export const isDeepSort = (query: Query) => query.orderBy.some(({ alias }) => alias !== 0);

const distinct = (tuples: Tuple[], linkAlias: number | undefined): Tuple[] => {
  const seen = new Map<string, Tuple>();
  for (const tuple of tuples) {
    const link = linkAlias === undefined ? null : tuple[linkAlias];
    const key = `${rootOf(tuple).id}|${JSON.stringify(link)}`;
    if (!seen.has(key)) seen.set(key, tuple);
  }
  return [...seen.values()];
};

const slice = <T>(items: T[], limit: number | undefined, offset = 0): T[] =>
  items.slice(offset, limit === undefined ? undefined : offset + limit);

/** The rows that a query selects, in order. Rows that tie keep the order of their ids. */
export function select(query: Query, database: Database, dialect: Dialect): Hit[] {
  const { linkAlias } = query;
  const linkOrder: OrderKey[] =
    linkAlias !== undefined && query.linkOrdered
      ? [{ alias: linkAlias, column: 'order', type: 'number', descending: false }]
      : [];
  const keys = [...linkOrder, ...query.orderBy, ID_ORDER];
  // Sorting first makes the tuple that `distinct` keeps the first one of its row, as a deep sort needs.
  const sorted = matching(query, database, dialect).sort((left, right) =>
    compareTuples(left, right, keys, dialect)
  );
  const hits = slice(distinct(sorted, linkAlias), query.limit, query.offset);
  return hits.map((tuple) => ({
    row: rootOf(tuple),
    link: linkAlias === undefined ? null : (tuple[linkAlias] ?? null),
  }));
}

/** The number of rows that a query selects, whatever its limit. */
export function count(query: Query, database: Database, dialect: Dialect): number {
  return distinct(matching(query, database, dialect), undefined).length;
}

/** The number of joined tuples per value of a column of the populating link. */
export function countByLink(
  query: Query,
  column: string,
  database: Database,
  dialect: Dialect
): Map<number, number> {
  const linkAlias = must(query.linkAlias, 'link to count by');
  const counts = new Map<number, number>();
  for (const tuple of matching(query, database, dialect)) {
    const key = Number(tuple[linkAlias]?.[column]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
