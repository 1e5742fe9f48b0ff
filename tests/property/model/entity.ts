import { createAliases } from './aliases';
import type { Context } from './context';
import { compileOrder } from './order';
import type { PopulateOptions } from './populate-params';
import type { Query } from './select';
import { isDeepSort } from './select';
import type { Row, Uid } from './types';
import { text } from './types';
import { compileWhere } from './where';

/** A row on its way to the answer. */
export interface Entity {
  uid: Uid;
  row: Row;
  /** Names of the scalars to show; all of them when absent. */
  fields?: Set<string>;
  relations: Record<string, Populated>;
  /** `{ name: uid }` that a polymorphic attribute adds. */
  tag?: { name: string; uid: Uid };
}

export type Populated =
  | { kind: 'one'; entity: Entity | null }
  | { kind: 'many'; entities: Entity[]; ordered: boolean }
  | { kind: 'count'; count: number };

/** Reads `fields`: the names asked for plus the identifiers that always come along. */
export function selectedFields(fields: unknown): Set<string> | undefined {
  if (fields === undefined || fields === '*') return undefined;
  const names = Array.isArray(fields) ? fields.map(text) : text(fields).split(',');
  return new Set(['id', 'documentId', ...names.map((name) => name.trim())]);
}

/** A row with the fields asked for; `SELECT DISTINCT` drags the columns of the order along. */
export function toEntity(
  uid: Uid,
  row: Row,
  fields: Set<string> | undefined,
  query: Query
): Entity {
  const shown = fields && new Set(fields);
  if (shown && query.aliases.joined() && !isDeepSort(query)) {
    for (const { column } of query.orderBy) shown.add(column);
  }
  return { uid, row, fields: shown, relations: {} };
}

/** The query for the rows of one type that are populated with these options. */
export function populateQuery(uid: Uid, options: PopulateOptions, context: Context): Query {
  const aliases = createAliases(context.database, uid);
  const orderBy = compileOrder(options.sort, aliases);
  const where = options.filters === undefined ? [] : [compileWhere(options.filters, aliases)];
  const { limit, offset } = options;
  return { uid, aliases, orderBy, where, rootFilters: [context.statusFilter(uid)], limit, offset };
}
