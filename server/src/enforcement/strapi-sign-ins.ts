import type { Core } from '@strapi/strapi';
import type { Context, Next } from 'koa';
import { addressOf } from '../platform/http/request';
import type { ScopeStore } from '../platform/scope';

/** Asked for somebody who has proven who they are; refuses by throwing. */
export type Admit = (principal: string, address: string | null) => Promise<void>;

/** Looks at the answer to a log-in before it is sent. */
export type CheckSignIn = (ctx: Context, origin: Origin) => Promise<void>;

/** The two kinds of account, as Strapi's session manager names them. */
type Origin = 'users-permissions' | 'admin';

interface Payload {
  readonly userId?: string | number;
  readonly sessionId?: string;
}

interface OriginSessions {
  validateAccessToken(token: string): { isValid: boolean; payload: Payload | null };
  revokeSessionById(userId: string, sessionId: string): Promise<unknown>;
}

interface Issued {
  readonly userId: string;
  readonly sessionId?: string | undefined;
}

/** The controllers that hand out tokens, by the plugin that their routes belong to. */
const HANDLERS: Readonly<Record<Origin, string>> = {
  'users-permissions': 'auth.',
  admin: 'authentication.',
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The token in an answer: `jwt` (users-permissions), `data.token` (admin). */
const tokenIn = (body: unknown): string | null => {
  if (!isObject(body)) return null;
  const token = body.jwt ?? (isObject(body.data) ? body.data.token : undefined);
  return typeof token === 'string' ? token : null;
};

const originOf = ({ state }: Context): Origin | null => {
  const { route } = state as {
    route?: { handler?: unknown; info?: { pluginName?: string } };
  };
  const origin = (Object.keys(HANDLERS) as Origin[]).find(
    (name) => name === route?.info?.pluginName
  );
  if (!origin || typeof route?.handler !== 'string') return null;
  return route.handler.startsWith(HANDLERS[origin]) ? origin : null;
};

const sessionsOf = (strapi: Core.Strapi, origin: Origin): OriginSessions =>
  (strapi.sessionManager as unknown as (origin: Origin) => OriginSessions)(origin);

/** Whose token it is; the session manager knows those of sessions, users-permissions its older ones. */
const readToken = async (
  strapi: Core.Strapi,
  origin: Origin,
  token: string
): Promise<Issued | null> => {
  if (origin === 'admin') {
    const { payload } = sessionsOf(strapi, origin).validateAccessToken(token);
    const { userId, sessionId } = payload ?? {};
    return userId === undefined ? null : { userId: String(userId), sessionId };
  }
  const jwt = strapi
    .plugin('users-permissions')
    .service<{ verify(token: string): Promise<{ id?: number | string; sessionId?: string }> }>(
      'jwt'
    );
  const { id, sessionId } = await jwt.verify(token);
  return id === undefined ? null : { userId: String(id), sessionId };
};

/**
 * Creates the look at answers that hand out tokens: whoever is not admitted does not get theirs. By then
 * the credentials were right, so that the refusal tells strangers nothing.
 * Touches: the answers of users-permissions' `auth` controller (`jwt`) and of the admin's
 * `authentication` (`data.token`), and `strapi.sessionManager`. Guard: integration test `sign-in.test.ts`.
 */
export const createCheckSignIn = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  admit: Admit
): CheckSignIn => {
  const admitted = new WeakSet();
  return async (ctx, origin) => {
    const token = tokenIn(ctx.body);
    if (token === null || admitted.has(ctx.body as object)) return;
    await scopes.runAsSystem(async () => {
      const issued = await readToken(strapi, origin, token);
      const kind = origin === 'admin' ? 'admin' : 'user';
      try {
        if (!issued) throw new Error('A log-in was answered with a token of nobody');
        await admit(`${kind}:${issued.userId}`, addressOf(ctx));
      } catch (error) {
        ctx.body = null;
        ctx.remove('Set-Cookie');
        if (issued?.sessionId !== undefined)
          await sessionsOf(strapi, origin).revokeSessionById(issued.userId, issued.sessionId);
        throw error;
      }
    });
    admitted.add(ctx.body as object);
  };
};

/** Stands around all routes, and looks at the answers of those that log somebody in. */
export const watchSignIns =
  (check: CheckSignIn) =>
  async (ctx: Context, next: Next): Promise<void> => {
    await next();
    const origin = originOf(ctx);
    if (origin) await check(ctx, origin);
  };
