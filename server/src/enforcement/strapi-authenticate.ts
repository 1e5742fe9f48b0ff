import type { Core } from '@strapi/strapi';
import type { Context, Next } from 'koa';
import { createNobody, type Actor } from '../platform/actor';
import { addressOf } from '../platform/http/request';
import { identify, identifyToken, isSystemRequest } from '../platform/identify';
import type { Scope, ScopeStore } from '../platform/scope';
import type { ReadLog } from './read-log';

/** Reads what the actor may do, before the first governed query runs. */
export type OpenSession = (actor: Actor) => Promise<unknown>;

/** What a request needs once it is known who asks. */
export interface Callers {
  readonly scopes: ScopeStore;
  readonly openSession: OpenSession;
  /** Told of what the handling of a request has read, before its answer is sent. */
  readonly reads: ReadLog;
}

interface AuthService {
  authenticate(ctx: Context, next: Next): Promise<unknown>;
}

interface TokenService {
  authenticateAdminToken(token: string): Promise<{
    authenticated: boolean;
    credentials?: { id?: number };
  }>;
}

const isUnknown = (scope: Scope): boolean =>
  scope.kind === 'actor' && scope.actor.kind === 'nobody';

/**
 * Gives every request a scope. Three touches, all looked up by Strapi at call time:
 * - the HTTP server's `request` event, which all of a request descends from, the sending of a streamed
 *   body included: until authentication has spoken, the caller is nobody;
 * - `auth.authenticate` (core services/auth, called by server/compose-endpoint.js for every route,
 *   also with `auth: false`, and by GraphQL): Strapi authenticates as system, then policies,
 *   middlewares and the handler run as the caller;
 * - `api-token-admin.authenticateAdminToken` (admin services/api-token.js): the MCP endpoint
 *   authenticates inside its handler.
 * Guard: self-test canary `authenticate`; integration test `doors.test.ts` for each kind of caller.
 */
export const scopeRequests = (
  strapi: Core.Strapi,
  { scopes, openSession, reads }: Callers
): void => {
  const server = strapi.server.httpServer;
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...details: unknown[]) =>
    event === 'request'
      ? scopes.runAs(createNobody(), () => emit(event, ...details))
      : emit(event, ...details);

  const auth = strapi.get<AuthService>('auth');
  const authenticate = auth.authenticate.bind(auth);
  auth.authenticate = (ctx, next) => {
    const request = scopes.current();
    return scopes.runAsSystem(() =>
      authenticate(ctx, async () => {
        // Already running as system here.
        if (isSystemRequest(ctx.state)) return next() as unknown;
        const actor = identify(ctx.state, addressOf(ctx));
        // Several routes may match a path: the next one may still know the caller.
        if (actor.kind === 'nobody' && isUnknown(request))
          return scopes.resume(request, next) as unknown;
        await openSession(actor);
        // What is sent after the handler has returned, such as a streamed body, is the caller's too.
        scopes.identify(actor, request);
        return scopes.runAs(actor, () => reads.during(actor, ctx.res, next));
      })
    );
  };
};

/** The part that needs the admin services, which exist only once all plugins are loaded. */
export const scopeAdminTokens = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  openSession: OpenSession
): void => {
  const service = strapi.service('admin::api-token-admin') as unknown as TokenService | undefined;
  if (!service?.authenticateAdminToken) return;
  const authenticateAdminToken = service.authenticateAdminToken.bind(service);
  service.authenticateAdminToken = async (token) => {
    const result = await scopes.runAsSystem(() => authenticateAdminToken(token));
    if (result.authenticated && result.credentials) {
      const context = strapi.requestContext.get();
      const actor = identifyToken(result.credentials, context ? addressOf(context) : null);
      await scopes.runAsSystem(() => openSession(actor));
      scopes.identify(actor);
    }
    return result;
  };
};
