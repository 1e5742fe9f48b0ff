import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { paginationMeta, parseListQuery, type Columns } from '../../platform/http/list-query';
import { dataOf, parse, positiveInteger } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { Shares } from '../shares/shares';
import { callerOf } from './caller';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly shares: Shares;
}

const COLUMNS: Columns = {
  id: { attribute: 'id', kind: 'integer' },
  contentType: { attribute: 'contentType', kind: 'text' },
  documentId: { attribute: 'documentId', kind: 'text' },
  principal: { attribute: 'principal', kind: 'text' },
  level: { attribute: 'level', kind: 'text' },
  expiresAt: { attribute: 'expiresAt', kind: 'instant' },
  createdAt: { attribute: 'createdAt', kind: 'instant' },
  createdBy: { attribute: 'createdByPrincipal', kind: 'text' },
};

const params = z.object({ id: positiveInteger });

/** Single records opened to colleagues (`/shares`), on the admin and the content API. */
export const createSharesController = ({ scopes, shares }: Dependencies) => ({
  async find(ctx: Context) {
    const query = parseListQuery(ctx.query, COLUMNS);
    const actor = callerOf(scopes);
    const { rows, total } = await scopes.runAsSystem(() => shares.find(actor, query));
    ctx.body = { data: rows, meta: paginationMeta(query, total) };
  },

  async create(ctx: Context) {
    const actor = callerOf(scopes);
    const input = dataOf(ctx.request.body);
    const created = await scopes.runAsSystem(() => shares.create(actor, input));
    ctx.status = 201;
    ctx.body = { data: created, meta: {} };
  },

  async update(ctx: Context) {
    const { id } = parse(params, ctx.params);
    const actor = callerOf(scopes);
    const input = dataOf(ctx.request.body);
    const updated = await scopes.runAsSystem(() => shares.update(actor, id, input));
    ctx.body = { data: updated, meta: {} };
  },

  async delete(ctx: Context) {
    const { id } = parse(params, ctx.params);
    const actor = callerOf(scopes);
    ctx.body = { data: await scopes.runAsSystem(() => shares.remove(actor, id)), meta: {} };
  },
});
