import { useAuth } from '@strapi/strapi/admin';

import type { Action } from '../../server/src/platform/http/admin-route';

import { PLUGIN_ID } from './plugin-id';

/** A right of the plugin as Strapi's panel asks for it. */
export const permission = (action: Action) => ({
  action: `plugin::${PLUGIN_ID}.${action}`,
  subject: null,
});

/** Rights that each open a page; whoever holds one of them sees the plugin in the menu. */
export const PAGE_RIGHTS = {
  overview: ['policy-read'],
  groups: ['policy-read'],
  profiles: ['policy-read'],
  policy: ['policy-read'],
  check: ['access-explain'],
  requests: ['requests-read'],
  transfers: ['transfers-write'],
  reveals: ['reveals'],
  audit: ['audit-read'],
} as const satisfies Record<string, readonly Action[]>;

export type PageName = keyof typeof PAGE_RIGHTS;

export const pagePermissions = (page: PageName) => PAGE_RIGHTS[page].map(permission);

export const PANEL_PERMISSIONS = [
  ...new Set((Object.keys(PAGE_RIGHTS) as PageName[]).flatMap((page) => PAGE_RIGHTS[page])),
].map(permission);

/**
 * Tells which rights of the plugin the admin user holds, so that nothing is offered that the server
 * would refuse. The server asks again.
 */
export const useCan = (): ((action: Action) => boolean) => {
  const permissions = useAuth('Custodian', (state) => state.permissions);
  return (action) => permissions.some((held) => held.action === permission(action).action);
};
