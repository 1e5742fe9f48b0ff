import type { Shape } from './access-rule';

/** The few parts of a knex where-statement that are looked at. */
interface WhereStatement {
  readonly grouping?: string;
  readonly type?: string;
  readonly bool?: string;
  readonly not?: boolean;
  readonly column?: unknown;
  readonly operator?: string;
  readonly value?: unknown;
}

/** A statement's parts as knex groups them. */
export interface Statement {
  readonly where?: readonly unknown[];
  readonly columns?: readonly unknown[];
  readonly order?: readonly unknown[];
  readonly join?: readonly unknown[];
  readonly single?: { readonly limit?: unknown };
}

const isAggregate = (column: unknown): boolean =>
  typeof column === 'object' && column !== null && 'type' in column && column.type === 'aggregate';

/** Runs a nested `where(callback)` on a scratch builder and returns its statements. */
export type ExpandNested = (callback: unknown) => readonly unknown[];

/** More known keys than this are treated like a list. */
const KEY_LIMIT = 500;

const KEY_COLUMN = /(?:^|\.)(?:id|document_id|[a-z0-9_]*_id)$/i;

const pinsKey = (where: WhereStatement): boolean => {
  if (where.not || typeof where.column !== 'string' || !KEY_COLUMN.test(where.column)) return false;
  if (where.type === 'whereIn')
    return Array.isArray(where.value) && where.value.length <= KEY_LIMIT;
  return where.type === 'whereBasic' && where.operator === '=';
};

const conjunctionPins = (statements: readonly unknown[], expand: ExpandNested): boolean => {
  const wheres = (statements as WhereStatement[]).filter((one) => one.grouping === 'where');
  // One `or` at this level and no condition is certain to hold.
  if (wheres.some((where, index) => index > 0 && where.bool === 'or')) return false;
  return wheres.some((where) => {
    if (pinsKey(where)) return true;
    if (where.type !== 'whereWrapped' || where.not || typeof where.value !== 'function')
      return false;
    return conjunctionPins(expand(where.value), expand);
  });
};

const isById = (order: unknown): boolean =>
  typeof order === 'object' &&
  order !== null &&
  'value' in order &&
  typeof order.value === 'string' &&
  /(?:^|\.)id$/.test(order.value);

/** Whether the rows come out in their natural order and the database may stop after a few. */
const stepsThrough = ({ columns, order, join, single }: Statement): boolean =>
  single?.limit !== undefined &&
  !(columns ?? []).some(isAggregate) &&
  (join ?? []).length === 0 &&
  (order ?? []).every(isById);

/**
 * Chooses how a view's predicate is written for one query: `key` where the query is certain to
 * touch few rows (detail, populate), `page` where it takes the first few in the order of their ids,
 * `all` for everything else. A wrong guess costs time only.
 */
export const chooseShape = (statement: Statement, expand: ExpandNested): Shape => {
  if (conjunctionPins(statement.where ?? [], expand)) return 'key';
  return stepsThrough(statement) ? 'page' : 'all';
};
