import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { dataOf, parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import { RESTRICTION_KINDS } from '../restrictions/restriction-sql';
import type { Restrictions } from '../restrictions/restrictions';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly restrictions: Restrictions;
}

const params = z.object({ contentType: z.string().min(1), documentId: z.string().min(1) });
const MOST_RECORDS = 100;
const listParams = params.pick({ contentType: true });
/** The records of one page of a list, with commas between. */
const listQuery = z.object({
  documentIds: z
    .string()
    .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))])
    .pipe(z.array(z.string().max(191)).max(MOST_RECORDS)),
});
const liftQuery = z.object({
  kind: z.enum(RESTRICTION_KINDS).optional(),
  /** What the person is told whose request the restriction serves (Art. 18(3) GDPR). */
  reason: z.string().regex(/\S/).max(1_000).optional(),
});

/** Art. 18 marks and legal holds (`/custodian/restrictions/:contentType/:documentId`). */
export const createRestrictionsController = ({ scopes, restrictions }: Dependencies) => ({
  /** Those of several records of a type, in one question. */
  async find(ctx: Context) {
    const { contentType } = parse(listParams, ctx.params);
    const { documentIds } = parse(listQuery, ctx.query, ['query']);
    const found = await scopes.runAsSystem(() => restrictions.among(contentType, documentIds));
    ctx.body = { data: found, meta: {} };
  },

  async findOne(ctx: Context) {
    const record = parse(params, ctx.params);
    ctx.body = { data: await scopes.runAsSystem(() => restrictions.of(record)), meta: {} };
  },

  async update(ctx: Context) {
    const record = parse(params, ctx.params);
    const input = dataOf(ctx.request.body);
    ctx.body = { data: await scopes.runAsSystem(() => restrictions.set(record, input)), meta: {} };
  },

  async delete(ctx: Context) {
    const record = parse(params, ctx.params);
    const { kind, reason } = parse(liftQuery, ctx.query, ['query']);
    const lifted = await scopes.runAsSystem(() => restrictions.lift(record, kind, reason));
    ctx.body = { data: lifted, meta: {} };
  },
});
