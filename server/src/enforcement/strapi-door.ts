import type { Core } from '@strapi/strapi';
import type { Door } from './read-events';

interface RequestContext {
  readonly path?: string;
  readonly method?: string;
  readonly _matchedRoute?: unknown;
  readonly state?: {
    readonly route?: {
      readonly path?: string;
      readonly info?: { readonly type?: string; readonly pluginName?: string };
    };
  };
}

const isBelow = (path: string, root: unknown): boolean =>
  typeof root === 'string' && (path === root || path.startsWith(`${root}/`));

/** Strapi's MCP endpoint (core services/mcp), which the router does not tell from other routes. */
const MCP_PATH = '/mcp';

/** Plugins whose routes are doors of their own; all others go by the API they belong to. */
const PLUGIN_DOORS: Readonly<Record<string, string>> = {
  'content-manager': 'content-manager',
  upload: 'files',
  'users-permissions': 'users',
  custodian: 'custodian',
};

/** The plugin's own routes to the bytes of files, of both APIs. */
const FILE_BYTES = /\/custodian\/files\/[^/]+$/;

const nameOf = (strapi: Core.Strapi, { path = '', state }: RequestContext): string => {
  const { type, pluginName } = state?.route?.info ?? {};
  if (isBelow(path, strapi.config.get('plugin::graphql.endpoint', '/graphql'))) return 'graphql';
  if (isBelow(path, MCP_PATH)) return 'mcp';
  if (isBelow(path, '/uploads') || FILE_BYTES.test(path)) return 'files';
  if (pluginName !== undefined && PLUGIN_DOORS[pluginName]) return PLUGIN_DOORS[pluginName];
  return type === 'admin' ? 'admin' : 'rest';
};

/**
 * By which door the request in progress came: from the route that Strapi has matched
 * (core services/server/compose-endpoint.js leaves it in `ctx.state.route`).
 */
export const createDoor = (strapi: Core.Strapi) => (): Door => {
  const context = strapi.requestContext.get() as RequestContext | undefined;
  if (!context) return { door: 'system' };
  const { method, _matchedRoute: route } = context;
  return {
    door: nameOf(strapi, context),
    ...(method === undefined ? {} : { method }),
    ...(typeof route === 'string' ? { route } : {}),
  };
};
