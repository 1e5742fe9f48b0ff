import { createActor, createNobody, type Actor } from './actor';

/** What Strapi's authentication leaves on a request (`ctx.state`), as far as it is looked at. */
export interface AuthState {
  readonly route?: {
    readonly handler?: unknown;
    readonly info?: { readonly type?: string; readonly pluginName?: string };
  };
  readonly auth?: {
    readonly strategy?: { readonly name?: string };
    readonly credentials?: {
      readonly id?: number | string;
      readonly roles?: readonly { readonly code?: string }[];
    } | null;
  };
}

/** Code of the role that Strapi gives all rights (admin `services/constants.js`). */
export const SUPER_ADMIN_ROLE = 'strapi-super-admin';

/** An admin user as authentication loads it, with roles. */
export const identifyAdmin = (
  user: {
    readonly id?: number | string;
    readonly roles?: readonly { readonly code?: string }[];
  },
  address: string | null
): Actor => {
  if (user.id === undefined) return createNobody();
  const superAdmin = user.roles?.some((role) => role.code === SUPER_ADMIN_ROLE) ?? false;
  return createActor('admin', user.id, superAdmin, address);
};

/** An API token or admin token: it has the rights of its own memberships, never its owner's. */
export const identifyToken = (
  token: { readonly id?: number | string },
  address: string | null
): Actor =>
  token.id === undefined ? createNobody() : createActor('token', token.id, false, address);

/**
 * Requests that are the system's own business: a data transfer, which holds a token for the whole
 * database, and the log-in routes of users-permissions, which look callers up before there is one.
 */
export const isSystemRequest = ({ auth, route }: AuthState): boolean => {
  if (auth?.strategy?.name === 'data-transfer') return true;
  const isLogIn = typeof route?.handler === 'string' && route.handler.startsWith('auth.');
  return isLogIn && route.info?.pluginName === 'users-permissions';
};

/**
 * Says who is asking, from what authentication found. Without credentials: `public` on content-API
 * routes, `nobody` anywhere else. A strategy that is not known here is nobody (unknown means deny).
 * @param address of the client, as Strapi knows it (`server.proxy` decides whether proxies are believed)
 */
export const identify = (state: AuthState, address: string | null): Actor => {
  const isContentApi = state.route?.info?.type === 'content-api';
  const { strategy, credentials } = state.auth ?? {};
  if (!credentials) return isContentApi ? createActor('public') : createNobody();
  switch (strategy?.name) {
    case 'admin':
      return identifyAdmin(credentials, address);
    case 'admin-token':
    case 'content-api-token':
      return identifyToken(credentials, address);
    case 'users-permissions':
      return credentials.id === undefined
        ? createNobody()
        : createActor('user', credentials.id, false, address);
    default:
      return createNobody();
  }
};
