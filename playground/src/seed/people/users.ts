import type { Core } from '@strapi/strapi';
import type { Colleague } from './colleagues';

const USER = 'plugin::users-permissions.user';
const ROLE = 'plugin::users-permissions.role';
const PERMISSION = 'plugin::users-permissions.permission';

const CRM = ['account', 'contact', 'deal', 'activity', 'ticket', 'product'];

const actionsOn = (names: string[], actions: string[]) =>
  names.flatMap((name) => actions.map((action) => `api::${name}.${name}.${action}`));

/**
 * What the stock roles let through. They are wide on purpose: which records a caller gets is for
 * Custodian to decide, and a caller without a log-in gets none.
 */
const ROLE_ACTIONS: Record<string, string[]> = {
  authenticated: [
    ...actionsOn(CRM, ['find', 'findOne', 'create', 'update', 'delete']),
    'api::account.account.perCountry',
    'plugin::users-permissions.user.me',
  ],
  public: actionsOn(['account', 'contact', 'product'], ['find', 'findOne']),
};

const CUSTODIAN_ACTION = /^plugin::custodian\./;

/** The plugin's own routes guard themselves; users with a log-in may call them all. */
const custodianActions = (strapi: Core.Strapi) => {
  const { action } = strapi.contentAPI.permissions.providers;
  return action.keys().filter((name) => CUSTODIAN_ACTION.test(name));
};

const roleOfType = async (strapi: Core.Strapi, type: string) => {
  const role = (await strapi.db.query(ROLE).findOne({ where: { type } })) as { id: number } | null;
  if (!role) throw new Error(`Strapi has no role ${type}`);
  return role.id;
};

const grantMissing = async (strapi: Core.Strapi, role: number, actions: string[]) => {
  const permissions = strapi.db.query(PERMISSION);
  const granted = (await permissions.findMany({ where: { role } })) as { action: string }[];
  const known = new Set(granted.map(({ action }) => action));
  for (const action of actions.filter((name) => !known.has(name))) {
    await permissions.create({ data: { action, role } });
  }
};

/** Gives the stock roles what they lack of the rights above; takes nothing away. */
export const ensureRolePermissions = async (strapi: Core.Strapi): Promise<void> => {
  const extra: Record<string, string[]> = { authenticated: custodianActions(strapi) };
  for (const [type, actions] of Object.entries(ROLE_ACTIONS)) {
    const role = await roleOfType(strapi, type);
    await grantMissing(strapi, role, [...actions, ...(extra[type] ?? [])]);
  }
};

interface AuthService {
  hashPassword(password: string): Promise<string>;
}

/** bcrypt takes a while by design, and most of the forty share a password. */
const createHasher = (strapi: Core.Strapi) => {
  const auth = strapi.service('admin::auth') as unknown as AuthService;
  const hashes = new Map<string, Promise<string>>();
  return (password: string) => {
    const hash = hashes.get(password) ?? auth.hashPassword(password);
    hashes.set(password, hash);
    return hash;
  };
};

/** Creates the users that are missing. The ids of all, in the order of the colleagues. */
export const ensureUsers = async (
  strapi: Core.Strapi,
  colleagues: Colleague[]
): Promise<number[]> => {
  const role = await roleOfType(strapi, 'authenticated');
  const users = strapi.db.query(USER);
  const hash = createHasher(strapi);
  const ids: number[] = [];

  for (const { email, password } of colleagues) {
    const found = (await users.findOne({ where: { email } })) as { id: number } | null;
    const user =
      found ??
      ((await users.create({
        data: {
          username: email,
          email,
          password: await hash(password),
          provider: 'local',
          confirmed: true,
          blocked: false,
          role,
        },
      })) as { id: number });
    ids.push(user.id);
  }
  return ids;
};
