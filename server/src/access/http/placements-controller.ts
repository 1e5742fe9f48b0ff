import { z } from '@strapi/utils';
import type { Context } from 'koa';
import type { ScopeStore } from '../../platform/scope';
import { dataOf, parse } from '../../platform/http/request';
import type { OwnPlacements } from '../placements/own-placements';
import type { Placements } from '../placements/placements';
import { callerOf } from './caller';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly placements: Placements;
  readonly ownPlacements: OwnPlacements;
}

const params = z.object({ contentType: z.string().min(1), documentId: z.string().min(1) });
const body = z.strictObject({
  owner: z.string().min(1).nullable().optional(),
  group: z.string().min(1).nullable().optional(),
});

/**
 * Owner and hand-made group of one record (`/placements/:contentType/:documentId`): on the admin API
 * by permission, on the content API within the caller's rights.
 */
export const createPlacementsController = ({
  scopes,
  placements,
  ownPlacements,
}: Dependencies) => ({
  async findOne(ctx: Context) {
    const key = parse(params, ctx.params);
    ctx.body = { data: await scopes.runAsSystem(() => placements.get(key)), meta: {} };
  },

  async update(ctx: Context) {
    const input = { ...parse(params, ctx.params), ...parse(body, dataOf(ctx.request.body)) };
    ctx.body = { data: await scopes.runAsSystem(() => placements.set(input)), meta: {} };
  },

  async findOwn(ctx: Context) {
    const key = parse(params, ctx.params);
    const actor = callerOf(scopes);
    ctx.body = { data: await scopes.runAsSystem(() => ownPlacements.get(actor, key)), meta: {} };
  },

  async updateOwn(ctx: Context) {
    const input = { ...parse(params, ctx.params), ...parse(body, dataOf(ctx.request.body)) };
    const actor = callerOf(scopes);
    ctx.body = { data: await scopes.runAsSystem(() => ownPlacements.set(actor, input)), meta: {} };
  },
});
