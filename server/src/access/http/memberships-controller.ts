import { z } from '@strapi/utils';
import type { Context } from 'koa';
import type { ScopeStore } from '../../platform/scope';
import { paginationMeta, parseListQuery, type Columns } from '../../platform/http/list-query';
import { dataOf, parse, positiveInteger } from '../../platform/http/request';
import type { Memberships } from '../memberships/memberships';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly memberships: Memberships;
}

const COLUMNS: Columns = {
  id: { attribute: 'id', kind: 'integer' },
  principal: { attribute: 'principal', kind: 'text' },
  group: { attribute: 'groupCode', kind: 'text' },
  profile: { attribute: 'profileCode', kind: 'text' },
  validFrom: { attribute: 'validFrom', kind: 'instant' },
  validTo: { attribute: 'validTo', kind: 'instant' },
};

const params = z.object({ id: positiveInteger });

/** Who is in which group with which profile (`/custodian/memberships`). */
export const createMembershipsController = ({ scopes, memberships }: Dependencies) => ({
  async find(ctx: Context) {
    const query = parseListQuery(ctx.query, COLUMNS);
    const { rows, total } = await scopes.runAsSystem(() => memberships.find(query));
    ctx.body = { data: rows, meta: paginationMeta(query, total) };
  },

  /** How many memberships every group has that are valid now. */
  async counts(ctx: Context) {
    ctx.body = { data: await scopes.runAsSystem(() => memberships.counts()), meta: {} };
  },

  async create(ctx: Context) {
    const by = scopes.actor()?.principal ?? 'system';
    const created = await scopes.runAsSystem(() =>
      memberships.create(dataOf(ctx.request.body), { by })
    );
    ctx.status = 201;
    ctx.body = { data: created, meta: {} };
  },

  async update(ctx: Context) {
    const { id } = parse(params, ctx.params);
    const updated = await scopes.runAsSystem(() =>
      memberships.update(id, dataOf(ctx.request.body))
    );
    ctx.body = { data: updated, meta: {} };
  },

  async delete(ctx: Context) {
    const { id } = parse(params, ctx.params);
    ctx.body = { data: await scopes.runAsSystem(() => memberships.remove(id)), meta: {} };
  },
});
