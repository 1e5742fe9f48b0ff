import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { dataOf, parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { MaskChoices } from '../previews/choices';
import type { Previews } from '../previews/previews';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly previews: Previews;
  readonly maskChoices: (contentType: string) => MaskChoices;
}

const params = z.object({ contentType: z.string().min(1) });

/** What the editor of field rules asks: which masks there are, and what one would show. */
export const createMasksController = ({ scopes, previews, maskChoices }: Dependencies) => ({
  find(ctx: Context) {
    const { contentType } = parse(params, ctx.params);
    ctx.body = { data: maskChoices(contentType), meta: {} };
  },

  async preview(ctx: Context) {
    const body = dataOf(ctx.request.body);
    ctx.body = { data: await scopes.runAsSystem(() => previews.preview(body)), meta: {} };
  },
});
