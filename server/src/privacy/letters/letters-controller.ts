import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { callerOf } from '../../access/http/caller';
import { dataOf, parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import { MAIL_TEMPLATES } from '../mail/words';
import type { LetterStore } from './letter-store';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly privacy: { readonly letters: LetterStore };
}

const locale = z.string().regex(/^[a-z]{2}(-[A-Za-z]{2,8})?$/);
const params = z.object({ locale });
const one = z.object({ locale, template: z.enum(MAIL_TEMPLATES) });

/** Letters of the project's own (`/custodian/letters/:locale`). */
export const createLettersController = ({ scopes, privacy: { letters } }: Dependencies) => ({
  async find(ctx: Context) {
    const { locale: language } = parse(params, ctx.params);
    ctx.body = { data: await scopes.runAsSystem(() => letters.of(language)), meta: {} };
  },

  async update(ctx: Context) {
    const { principal } = callerOf(scopes);
    const { locale: language, template } = parse(one, ctx.params);
    const input = dataOf(ctx.request.body);
    const data = await scopes.runAsSystem(() => letters.set(language, template, input, principal));
    ctx.body = { data, meta: {} };
  },

  async delete(ctx: Context) {
    const { locale: language, template } = parse(one, ctx.params);
    ctx.body = {
      data: await scopes.runAsSystem(() => letters.reset(language, template)),
      meta: {},
    };
  },
});
