import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { callerOf } from '../../access/http/caller';
import { paginationMeta, parseListQuery, type Columns } from '../../platform/http/list-query';
import { dataOf, parse, positiveInteger } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { Reveals } from '../reveals/reveals';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly reveals: Reveals;
}

const COLUMNS: Columns = {
  id: { attribute: 'id', kind: 'integer' },
  contentType: { attribute: 'contentType', kind: 'text' },
  documentId: { attribute: 'documentId', kind: 'text' },
  purpose: { attribute: 'purpose', kind: 'text' },
  requestedAt: { attribute: 'requestedAt', kind: 'instant' },
  expiresAt: { attribute: 'expiresAt', kind: 'instant' },
  endedAt: { attribute: 'endedAt', kind: 'instant' },
};

const record = z.object({ contentType: z.string().min(1), documentId: z.string().min(1) });
const params = z.object({ id: positiveInteger });

/** Masked fields shown clear for a time (`/reveals`), on the admin and the content API. */
export const createRevealsController = ({ scopes, reveals }: Dependencies) => ({
  async find(ctx: Context) {
    const query = parseListQuery(ctx.query, COLUMNS);
    const actor = callerOf(scopes);
    const { rows, total } = await scopes.runAsSystem(() => reveals.find(actor, query));
    ctx.body = { data: rows, meta: paginationMeta(query, total) };
  },

  /** What the caller could reveal of a record. */
  async offer(ctx: Context) {
    const key = parse(record, ctx.params);
    const actor = callerOf(scopes);
    ctx.body = { data: await scopes.runAsSystem(() => reveals.offer(actor, key)), meta: {} };
  },

  async pending(ctx: Context) {
    const actor = callerOf(scopes);
    ctx.body = { data: await scopes.runAsSystem(() => reveals.pending(actor)), meta: {} };
  },

  async create(ctx: Context) {
    const actor = callerOf(scopes);
    const input = dataOf(ctx.request.body);
    const created = await scopes.runAsSystem(() => reveals.create(actor, input));
    ctx.status = 201;
    ctx.body = { data: created, meta: {} };
  },

  async approve(ctx: Context) {
    const { id } = parse(params, ctx.params);
    const actor = callerOf(scopes);
    ctx.body = { data: await scopes.runAsSystem(() => reveals.approve(actor, id)), meta: {} };
  },

  async delete(ctx: Context) {
    const { id } = parse(params, ctx.params);
    const actor = callerOf(scopes);
    ctx.body = { data: await scopes.runAsSystem(() => reveals.end(actor, id)), meta: {} };
  },
});
