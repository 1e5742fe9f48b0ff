import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Actor } from '../../platform/actor';

/** Makes sure that whoever asks is who logged in. */
export interface StepUp {
  /**
   * Whether the password is the caller's.
   * @throws PolicyError `STEP_UP_UNAVAILABLE` for callers who have none (API tokens, single sign-on)
   */
  confirms(actor: Actor, password: string): Promise<boolean>;
}

interface PasswordService {
  validatePassword(password: string, hash: string): Promise<boolean>;
}

/** Where the password of a kind of caller lies, and the service of Strapi that compares it. */
const ACCOUNTS: Partial<Record<Actor['kind'], { uid: string; service: string }>> = {
  user: { uid: 'plugin::users-permissions.user', service: 'plugin::users-permissions.user' },
  admin: { uid: 'admin::user', service: 'admin::auth' },
};

/** Creates the check; expects system scope. */
export const createStepUp = ({ strapi }: { strapi: Core.Strapi }): StepUp => ({
  async confirms({ kind, principal }, password) {
    const account = ACCOUNTS[kind];
    const where = { id: Number(principal.split(':')[1]) };
    const found: unknown = account
      ? await strapi.db.query(account.uid).findOne({ where, select: ['password'] })
      : null;
    const hash = (found as { password?: string | null } | null)?.password;
    if (!account || !hash)
      throw new errors.PolicyError('Only who logs in with a password can confirm it', {
        code: 'STEP_UP_UNAVAILABLE',
        path: ['password'],
      });
    const passwords = strapi.service(account.service as never) as unknown as PasswordService;
    return passwords.validatePassword(password, hash);
  },
});
