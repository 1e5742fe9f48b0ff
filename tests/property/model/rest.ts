import { createAliases } from './aliases';
import type { Context } from './context';
import type { Database } from './database';
import type { Dialect } from './dialect';
import { selectedFields, toEntity } from './entity';
import { compileOrder } from './order';
import { paginationMeta, parsePagination } from './pagination';
import { populate } from './populate';
import { parsePopulate } from './populate-params';
import { renderEntity } from './render';
import { FILE_UID, modelOf } from './schema';
import { compileSearch } from './search';
import type { Query } from './select';
import { count, select } from './select';
import type { Status } from './status';
import { createStatusFilter } from './status';
import type { Answer, Expected, Params, Uid } from './types';
import { isObject, text, unordered } from './types';
import { compileWhere } from './where';

export interface Server {
  database: Database;
  dialect: Dialect;
}

const DEFAULT_LOCALE = 'en';

const NOT_FOUND: Answer = {
  status: 404,
  body: {
    data: null,
    error: { status: 404, name: 'NotFoundError', message: 'Not Found', details: {} },
  },
};

const statusOf = (params: Params): Status => (params.status === 'draft' ? 'draft' : 'published');

/**
 * Conditions that Strapi puts next to the user's filters. They are merged key by key, so a filter on
 * the same attribute replaces them: `filters[locale]=fr` beats the default locale.
 */
const lookup = (uid: Uid, params: Params, single: boolean): Record<string, unknown> => {
  const { draftAndPublish, localized } = modelOf(uid);
  const locale = params.locale ?? DEFAULT_LOCALE;
  return {
    ...(draftAndPublish
      ? { publishedAt: statusOf(params) === 'draft' ? { $null: true } : { $notNull: true } }
      : {}),
    ...(localized && (single || locale !== '*') ? { locale } : {}),
  };
};

const contextOf = (server: Server, params: Params): Context => ({
  ...server,
  statusFilter: createStatusFilter(
    server.database,
    statusOf(params),
    params.publicationFilter === undefined ? undefined : text(params.publicationFilter)
  ),
});

const rootQuery = (uid: Uid, params: Params, context: Context, where: object): Query => {
  const aliases = createAliases(context.database, uid);
  const orderBy = compileOrder(params.sort, aliases);
  const query: Query = {
    uid,
    aliases,
    orderBy,
    where: [compileWhere(where, aliases)],
    rootFilters: [context.statusFilter(uid)],
  };
  if (typeof params._q === 'string' && params._q !== '') {
    query.rootFilters.push(compileSearch(uid, params._q));
  }
  return query;
};

const answerRows = (query: Query, params: Params, context: Context): Expected[] => {
  const hits = select(query, context.database, context.dialect);
  const entities = hits.map(({ row }) =>
    toEntity(query.uid, row, selectedFields(params.fields), query)
  );
  if (params.populate !== undefined) {
    populate(entities, query.uid, parsePopulate(params.populate, query.uid), context);
  }
  return entities.map((entity) => renderEntity(entity));
};

const userFilters = (params: Params) => (isObject(params.filters) ? params.filters : {});

/** `GET /api/<plural>` on this database. */
export function list(server: Server, uid: Uid, params: Params): Answer {
  const context = contextOf(server, params);
  const where = { ...lookup(uid, params, false), ...userFilters(params) };
  const query = rootQuery(uid, params, context, where);
  const page = parsePagination(params.pagination);
  const data = answerRows({ ...query, limit: page.limit, offset: page.start }, params, context);
  // Counting leaves the sort out, and with it the joins that only the sort needs.
  const counted = rootQuery(uid, { ...params, sort: [] }, context, where);
  const total = page.withCount ? count(counted, server.database, server.dialect) : undefined;
  return { status: 200, body: { data, meta: { pagination: paginationMeta(page, total) } } };
}

/** `GET /api/<plural>/<documentId>` on this database. */
export function detail(server: Server, uid: Uid, documentId: string, params: Params): Answer {
  const context = contextOf(server, params);
  const where = { ...lookup(uid, params, true), ...userFilters(params), documentId };
  const query = rootQuery(uid, params, context, where);
  const [data] = answerRows({ ...query, limit: 1 }, params, context);
  return data === undefined ? NOT_FOUND : { status: 200, body: { data, meta: {} } };
}

/**
 * `GET /api/upload/files` on this database: no pages, no order of its own, and drafts and published
 * versions alike among what a file is related to unless the request asks for one of them.
 */
export function files(server: Server, params: Params): Answer {
  const context: Context =
    params.status === undefined
      ? { ...server, statusFilter: () => () => true }
      : contextOf(server, params);
  const query = rootQuery(FILE_UID, params, context, userFilters(params));
  // The provider of the tests keeps its files in public, so no URL is ever signed.
  const rows = answerRows(query, params, context).map((row): Expected =>
    Object.assign({ isUrlSigned: false }, row)
  );
  const isOrdered = query.orderBy.some(({ column }) => column === 'id');
  return { status: 200, body: isOrdered ? rows : unordered(rows) };
}
