import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { paginationMeta, parseListQuery, type ListQuery } from '../../platform/http/list-query';
import { dataOf, parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { AuditServices } from '../audit-services';
import { checkpointSchema } from '../checkpoint';
import { AUDIT_COLUMNS, toShown } from '../query';
import { EXPORT_FORMATS, exportBody, MEDIA_TYPES } from './export';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly audit: AuditServices;
}

const NEWEST_FIRST = { sort: 'id:desc' };
const LARGEST_ID = 2 ** 31 - 1;

/** `cursor` is the `next` of the answer before; `cursor=` begins. */
const cursorQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{0,10}$/, 'must be the `next` of an earlier answer')
    .transform((text) => (text === '' ? null : Math.min(Number(text), LARGEST_ID)))
    .optional(),
});

const keysetOrder = z.enum(['asc', 'desc'], 'pages by cursor are sorted by id');

const exportQuery = z.object({ format: z.enum(EXPORT_FORMATS).default('ndjson') });

const orderOf = ({ orderBy }: ListQuery): 'asc' | 'desc' =>
  parse(keysetOrder, orderBy.length === 1 ? orderBy[0]?.id : undefined, ['query', 'sort']);

/** Reads, exports and verifies the log (`/custodian/audit`). */
export const createAuditController = ({ scopes, audit }: Dependencies) => ({
  async find(ctx: Context) {
    const query = parseListQuery({ ...NEWEST_FIRST, ...ctx.query }, AUDIT_COLUMNS);
    const { cursor } = parse(cursorQuery, ctx.query, ['query']);
    if (cursor === undefined) {
      const { rows, total } = await scopes.runAsSystem(() => audit.find(query));
      ctx.body = { data: rows, meta: paginationMeta(query, total) };
      return;
    }
    const { where, limit } = query;
    const keyset = { after: cursor, limit: limit + 1, order: orderOf(query) };
    const found = await scopes.runAsSystem(() => audit.page(where, keyset));
    const page = found.slice(0, limit);
    const next = found.length > limit ? String(page.at(-1)?.id) : null;
    ctx.body = { data: page.map(toShown), meta: { pagination: { limit, next } } };
  },

  async export(ctx: Context) {
    const { format } = parse(exportQuery, ctx.query, ['query']);
    const { where: filters } = parseListQuery({ filters: ctx.query.filters }, AUDIT_COLUMNS);
    const upTo = await audit.newest();
    const checkpoint = await scopes.runAsSystem(() => audit.take());
    // Before anything is sent: an export that cannot be recorded does not take place.
    await audit.record({ type: 'audit.exported', details: { format, filters, upTo } });
    ctx.attachment(`audit-${new Date().toISOString().slice(0, 10)}.${format}`);
    // After the name of the file, from which a type would be guessed.
    ctx.set('Content-Type', MEDIA_TYPES[format]);
    ctx.body = exportBody(format, { query: audit, filters, upTo, checkpoint });
  },

  async verify(ctx: Context) {
    const given = ctx.method === 'POST' ? [dataOf(ctx.request.body)].flat() : [];
    const checkpoints = parse(z.array(checkpointSchema).max(1000), given, ['data']);
    const found = await scopes.runAsSystem(() => audit.verify(checkpoints));
    ctx.body = { data: found, meta: {} };
  },

  async checkpoint(ctx: Context) {
    ctx.body = { data: await scopes.runAsSystem(() => audit.take()), meta: {} };
  },
});
