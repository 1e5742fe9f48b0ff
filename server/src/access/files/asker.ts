import type { Core } from '@strapi/strapi';
import { createActor, type Actor } from '../../platform/actor';
import { identifyAdmin } from '../../platform/identify';

interface Account {
  readonly id: number;
  readonly blocked?: boolean | null;
  readonly isActive?: boolean | null;
  readonly expiresAt?: string | number | null;
  readonly roles?: readonly { readonly code: string }[];
}

/** An account by kind: where it is kept, and whom it stands for if it may still log in. */
const ACCOUNTS: Readonly<
  Record<
    string,
    {
      uid: string;
      populate?: object;
      identify(account: Account, address: string | null): Actor | null;
    }
  >
> = {
  user: {
    uid: 'plugin::users-permissions.user',
    identify: ({ id, blocked }, address) =>
      blocked ? null : createActor('user', id, false, address),
  },
  admin: {
    uid: 'admin::user',
    populate: { roles: true },
    identify: (account, address) => (account.isActive ? identifyAdmin(account, address) : null),
  },
  token: {
    uid: 'admin::api-token',
    identify: ({ id, expiresAt }, address) =>
      expiresAt && new Date(expiresAt) <= new Date()
        ? null
        : createActor('token', id, false, address),
  },
};

/**
 * Who a link to bytes stands for now: the same caller, with the roles of today. Null for an account
 * that is gone, blocked or ended since the link was made. Runs as system.
 */
export const currentAsker = async (
  strapi: Core.Strapi,
  asker: Actor,
  address: string | null
): Promise<Actor | null> => {
  const [kind = '', reference] = asker.principal.split(':');
  const account = ACCOUNTS[kind];
  if (!account) return null;
  const query = { where: { id: Number(reference) }, populate: account.populate };
  const found = (await strapi.db.query(account.uid).findOne(query)) as Account | null;
  return found && account.identify(found, address);
};
