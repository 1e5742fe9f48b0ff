import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { parse } from '../../platform/http/request';
import { NAMED_KINDS, type FindPrincipals } from '../people/find-principals';

interface Dependencies {
  readonly findPrincipals: FindPrincipals;
}

const MAX_NAMED = 100;

const list = (text: string): string[] => text.split(',').filter((item) => item !== '');

const query = z.object({
  search: z.string().max(100).default(''),
  kinds: z
    .string()
    .transform(list)
    .pipe(z.array(z.enum(NAMED_KINDS)).min(1))
    .default([...NAMED_KINDS]),
  /** Principals whose names are wanted, with commas between; nothing is searched then. */
  named: z.string().transform(list).pipe(z.array(z.string()).max(MAX_NAMED)).optional(),
});

/** People and API tokens by name (`/custodian/principals`), as far as the caller sees them. */
export const createPrincipalsController = ({ findPrincipals }: Dependencies) => ({
  async find(ctx: Context) {
    const { search, kinds, named } = parse(query, ctx.query, ['query']);
    const data = named
      ? await findPrincipals.named(named)
      : await findPrincipals.search(search.trim(), kinds);
    ctx.body = { data, meta: {} };
  },
});
