import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { isPrincipal } from '../platform/actor';
import type { PolicyDocument } from './policy/types';

const TABLES: Readonly<Record<string, string>> = {
  user: 'plugin::users-permissions.user',
  admin: 'admin::user',
  token: 'admin::api-token',
};

/** Refuses what a principal may not be. All calls expect system scope. */
export interface Principals {
  /**
   * Checks that a principal (user, admin user or API token) exists.
   * @throws ValidationError `UNKNOWN_PRINCIPAL` with the path
   */
  require(principal: string, path: readonly (string | number)[]): Promise<void>;
  /**
   * Checks whom a share may be made out to: a principal, a group or a profile of the policy.
   * @throws ValidationError `UNKNOWN_PRINCIPAL`, `UNKNOWN_GROUP`, `UNKNOWN_PROFILE` with the path
   */
  requireTarget(
    target: string,
    document: PolicyDocument,
    path: readonly (string | number)[]
  ): Promise<void>;
}

/** 400 with code and path, in the form that every validation error of the API has. */
export const invalid = (message: string, code: string, path: readonly (string | number)[]): Error =>
  new errors.ValidationError(message, {
    code,
    path,
    errors: [{ path, message, name: 'ValidationError' }],
  });

/** Creates the checks. */
export const createPrincipals = ({ strapi }: { strapi: Core.Strapi }): Principals => {
  const exists = async (principal: string): Promise<boolean> => {
    if (!isPrincipal(principal) || principal === 'public') return false;
    const [kind = '', reference] = principal.split(':');
    const uid = TABLES[kind];
    if (!uid) return false;
    return (await strapi.db.query(uid).count({ where: { id: Number(reference) } })) > 0;
  };

  const require: Principals['require'] = async (principal, path) => {
    if (!(await exists(principal)))
      throw invalid(`Unknown principal '${principal}'`, 'UNKNOWN_PRINCIPAL', path);
  };

  return {
    require,
    async requireTarget(target, { groups, profiles }, path) {
      const [kind, ...rest] = target.split(':');
      const code = rest.join(':');
      const isKnown = (list: readonly { readonly code: string }[]) =>
        list.some((one) => one.code === code);
      if (kind === 'group') {
        if (!isKnown(groups)) throw invalid(`Unknown group '${code}'`, 'UNKNOWN_GROUP', path);
      } else if (kind === 'profile') {
        if (!isKnown(profiles)) throw invalid(`Unknown profile '${code}'`, 'UNKNOWN_PROFILE', path);
      } else await require(target, path);
    },
  };
};
