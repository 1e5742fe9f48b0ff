import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import type { Context } from 'koa';
import { dataOf, parse } from '../../../platform/http/request';
import type { PrivateAnswers } from '../../../platform/http/private-answers';
import type { ScopeStore } from '../../../platform/scope';
import type { LoggedIn } from '../intake';
import type { RequestServices } from '../request-services';
import { publicView } from '../views';
import { confirmPage } from './confirm-page';

interface Dependencies {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly answers: PrivateAnswers;
  readonly privacy: { readonly requests: RequestServices };
}

const LONGEST_TOKEN = 200;
const secret = z.string().min(1).max(LONGEST_TOKEN);
const params = z.object({ reference: z.string().min(1).max(LONGEST_TOKEN) });
const verifyBody = z.object({ token: secret });

interface User {
  readonly id: number;
  readonly email?: string | null;
  readonly confirmed?: boolean | null;
  readonly blocked?: boolean | null;
}

/**
 * Who is logged in. The routes are open (`auth: false`: people without an account have rights too), so
 * Strapi has not looked.
 * @throws UnauthorizedError for a log-in that does not hold: the caller believes to be somebody
 */
const accountOf = async (strapi: Core.Strapi, ctx: Context): Promise<LoggedIn | null> => {
  const plugin = strapi.plugin('users-permissions') as Core.Plugin | undefined;
  if (!plugin || !ctx.get('Authorization')) return null;
  const jwt = plugin.service<{ getToken(ctx: Context): Promise<{ id?: unknown } | null> }>('jwt');
  const payload = await jwt.getToken(ctx).catch(() => null);
  const id = Number(payload?.id);
  const user = (
    Number.isInteger(id)
      ? await strapi.db.query('plugin::users-permissions.user').findOne({ where: { id } })
      : null
  ) as User | null;
  if (!user || user.blocked) throw new errors.UnauthorizedError();
  const settings = (await strapi
    .store({ type: 'plugin', name: 'users-permissions' })
    .get({ key: 'advanced' })) as { email_confirmation?: boolean } | null;
  // Without that setting every new account counts as confirmed, whoever's address it carries.
  const confirmed = user.confirmed === true && settings?.email_confirmation === true;
  return { id: user.id, email: user.email ?? null, confirmed };
};

const secretIn = (ctx: Context): string => {
  const given = ctx.get('X-Request-Token') || ctx.query.token;
  return typeof given === 'string' ? given.slice(0, LONGEST_TOKEN) : '';
};

/** What anybody may do about a request of their own (`/api/custodian/requests`). */
export const createPublicController = ({ strapi, scopes, answers, privacy }: Dependencies) => {
  const { intake } = privacy.requests;
  const referenceIn = (ctx: Context): string => parse(params, ctx.params).reference;

  return {
    async create(ctx: Context) {
      answers.mark();
      await scopes.runAsSystem(async () => {
        const account = await accountOf(strapi, ctx);
        const from = { ip: ctx.request.ip, account };
        const { request, token } = await intake.open(dataOf(ctx.request.body), from);
        ctx.status = 201;
        ctx.body = { data: { ...publicView(request), token }, meta: {} };
      });
    },

    async findOne(ctx: Context) {
      answers.mark();
      const request = await scopes.runAsSystem(() =>
        intake.follow(referenceIn(ctx), secretIn(ctx))
      );
      ctx.body = { data: publicView(request), meta: {} };
    },

    async verify(ctx: Context) {
      answers.mark();
      const { token } = parse(verifyBody, dataOf(ctx.request.body));
      const { ip } = ctx.request;
      const receipt = await scopes.runAsSystem(() => intake.verify(referenceIn(ctx), token, ip));
      ctx.body = { data: { ...publicView(receipt.request), token: receipt.token }, meta: {} };
    },

    async withdraw(ctx: Context) {
      answers.mark();
      const request = await scopes.runAsSystem(() =>
        intake.withdraw(referenceIn(ctx), secretIn(ctx))
      );
      ctx.body = { data: publicView(request), meta: {} };
    },

    /** A page with a button: programs that look at links in letters must not confirm anything. */
    confirm(ctx: Context) {
      answers.mark();
      const language = ctx.acceptsLanguages()[0] ?? 'en';
      ctx.set('Referrer-Policy', 'no-referrer');
      ctx.set(
        'Content-Security-Policy',
        "default-src 'none'; form-action 'self'; style-src 'unsafe-inline'"
      );
      ctx.type = 'html';
      ctx.body = confirmPage(referenceIn(ctx), secretIn(ctx), language);
    },
  };
};
