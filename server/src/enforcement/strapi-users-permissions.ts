import type { Core, Modules } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Context } from 'koa';
import type { ScopeStore } from '../platform/scope';
import type { Governance } from './governance';
import type { CheckSignIn } from './strapi-sign-ins';

const USER = 'plugin::users-permissions.user';

interface UserService {
  remove(where: object): Promise<unknown>;
}

type Action = (...parameters: unknown[]) => unknown;

/** Actions that look callers up before there is one; REST routes to them run as the system already. */
const LOG_IN_ACTIONS = [
  'callback',
  'register',
  'forgotPassword',
  'resetPassword',
  'changePassword',
  'emailConfirmation',
] as const;

interface Written {
  readonly documentId?: string;
  readonly data?: { readonly email?: unknown };
}

interface WriteContext {
  readonly uid: string;
  readonly action: string;
  readonly params: Written;
}

/**
 * No two accounts with one e-mail address, hidden ones included: the plugin's controllers look for
 * the other one as the caller, and the address is what people log in with.
 * Touches: `strapi.documents.use` (public); call it before the write boundary is registered, so that
 * who is asking is still known. Guard: integration test `users-doors.test.ts`.
 */
export const keepEmailsUnique = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance
): void => {
  const isTaken = async ({ documentId, data }: Written): Promise<boolean> => {
    if (typeof data?.email !== 'string') return false;
    const store = strapi.store({ type: 'plugin', name: 'users-permissions' });
    const advanced = (await store.get({ key: 'advanced' })) as { unique_email?: boolean } | null;
    if (!advanced?.unique_email) return false;
    const other = documentId === undefined ? {} : { documentId: { $ne: documentId } };
    const where = { email: data.email.toLowerCase(), ...other };
    return (await strapi.db.query(USER).count({ where })) > 0;
  };

  const guard = async (context: WriteContext, next: () => Promise<unknown>) => {
    const writes = context.action === 'create' || context.action === 'update';
    if (
      writes &&
      context.uid === USER &&
      governance.governsType(USER) &&
      (await scopes.runAsSystem(() => isTaken(context.params)))
    )
      throw new errors.ApplicationError('Email already taken');
    return next();
  };
  strapi.documents.use(guard as unknown as Modules.Documents.Middleware.Middleware);
};

/** Deleting an account goes through the write boundary; stock Strapi deletes the row by its number. */
const guardRemoval = (strapi: Core.Strapi, scopes: ScopeStore, governance: Governance): void => {
  const users = strapi.plugin('users-permissions').service<UserService>('user');
  const remove = users.remove.bind(users);
  users.remove = async (where) => {
    if (!governance.governsType(USER)) return remove(where);
    return strapi.db.transaction(async () => {
      const account = (await strapi.db.query(USER).findOne({ where })) as {
        documentId: string;
      } | null;
      if (!account) return null;
      await strapi.documents(USER).delete({ documentId: account.documentId });
      // Ends the account's sessions; the row is gone by now.
      await scopes.runAsSystem(() => remove(where));
      return account;
    });
  };
};

/**
 * Keeps users-permissions working where accounts themselves are governed. Touches: the service `user`
 * and the controller `auth` of the plugin (server/services/user.js, server/controllers/auth.js), the
 * latter as its GraphQL resolvers look it up at call time.
 * Guard: integration test `users-doors.test.ts`.
 */
export const guardUsers = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance,
  checkSignIn: CheckSignIn
): void => {
  if (!strapi.plugins['users-permissions']) return;
  guardRemoval(strapi, scopes, governance);
  const auth = strapi.plugin('users-permissions').controller<Record<string, Action>>('auth');
  for (const name of LOG_IN_ACTIONS) {
    const action = auth[name]?.bind(auth);
    if (!action) continue;
    auth[name] = (...parameters) =>
      scopes.runAsSystem(async () => {
        const answer = await action(...parameters);
        // GraphQL hands the request's context over, and reads the answer from it.
        await checkSignIn(parameters[0] as Context, 'users-permissions');
        return answer;
      });
  }
};
