import { z } from '@strapi/utils';
import type { Context } from 'koa';
import type { ScopeStore } from '../../platform/scope';
import { dataOf, parse } from '../../platform/http/request';
import type { Placements } from '../placements/placements';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly placements: Placements;
}

const params = z.object({ contentType: z.string().min(1), documentId: z.string().min(1) });
const body = z.strictObject({
  owner: z.string().min(1).nullable().optional(),
  group: z.string().min(1).nullable().optional(),
});

/** Owner and hand-made group of one record (`/custodian/placements/:contentType/:documentId`). */
export const createPlacementsController = ({ scopes, placements }: Dependencies) => ({
  async findOne(ctx: Context) {
    const key = parse(params, ctx.params);
    ctx.body = { data: await scopes.runAsSystem(() => placements.get(key)), meta: {} };
  },

  async update(ctx: Context) {
    const input = { ...parse(params, ctx.params), ...parse(body, dataOf(ctx.request.body)) };
    ctx.body = { data: await scopes.runAsSystem(() => placements.set(input)), meta: {} };
  },
});
