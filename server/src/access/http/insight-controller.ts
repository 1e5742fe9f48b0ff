import type { Core } from '@strapi/strapi';
import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { paginationMeta } from '../../platform/http/list-query';
import { parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { FindReaders } from '../explain/readers';
import type { ViewAs } from '../explain/view-as';
import type { ReadOverview } from '../overview';
import { describeTypes } from '../policy/schema-view';

interface Dependencies {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly overview: ReadOverview;
  readonly findReaders: FindReaders;
  readonly viewAs: ViewAs;
}

const record = z.object({ contentType: z.string().min(1), documentId: z.string().min(1) });
const count = z.coerce.number().int();
const page = z.object({
  page: count.min(1).max(1_000_000).default(1),
  // A reader costs several queries, a record of a view next to nothing.
  pageSize: count.min(1).max(50).default(20),
});
const viewQuery = page.extend({
  principal: z.string().min(1),
  contentType: z.string().min(1),
});

const rowsOf = ({ page: number, pageSize }: z.infer<typeof page>) => ({
  start: (number - 1) * pageSize,
  limit: pageSize,
});

const metaOf = (rows: { start: number; limit: number }, total: number) =>
  paginationMeta({ ...rows, where: {}, orderBy: [], paged: true }, total);

/** What the admin panel shows of the state of things; nothing here changes anything. */
export const createInsightController = (input: Dependencies) => {
  const { strapi, scopes, overview, findReaders, viewAs } = input;
  return {
    async overview(ctx: Context) {
      ctx.body = { data: await scopes.runAsSystem(() => overview()), meta: {} };
    },

    /** The content types that a policy may govern, with their attributes. */
    types(ctx: Context) {
      ctx.body = { data: describeTypes(strapi), meta: {} };
    },

    /** Who can read one record, and why. */
    async readers(ctx: Context) {
      const key = parse(record, ctx.params);
      const rows = rowsOf(parse(page, ctx.query, ['query']));
      const { total, ...data } = await scopes.runAsSystem(() => findReaders(key, rows));
      ctx.body = { data, meta: metaOf(rows, total) };
    },

    /** Which records of a type somebody sees. */
    async viewAs(ctx: Context) {
      const { principal, contentType, ...paging } = parse(viewQuery, ctx.query, ['query']);
      const rows = rowsOf(paging);
      const { documentIds, total } = await scopes.runAsSystem(() =>
        viewAs({ principal, contentType, ...rows })
      );
      ctx.body = { data: documentIds, meta: { principal, contentType, ...metaOf(rows, total) } };
    },
  };
};
