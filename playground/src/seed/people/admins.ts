import type { Core } from '@strapi/strapi';
import type { Login } from '../project-files';

const CRM = ['account', 'contact', 'deal', 'activity', 'ticket', 'product'].map(
  (name) => `api::${name}.${name}`
);

interface Permission {
  action: string;
  subject?: string;
  properties?: { fields?: string[]; locales?: string[] };
  conditions?: string[];
}

interface Action {
  actionId: string;
  section: string;
  subjects?: string[];
}

interface Role {
  id: number;
}

interface AdminServices {
  'admin::role': {
    assignPermissions(role: number, permissions: Permission[]): Promise<unknown>;
    create(role: { name: string; description: string }): Promise<Role>;
    findOne(where: { name: string } | { code: string }): Promise<Role | null>;
  };
  'admin::user': {
    create(user: Record<string, unknown>): Promise<{ id: number }>;
    findOneByEmail(email: string): Promise<{ id: number } | null>;
  };
  'admin::permission': { actionProvider: { values(): Action[] } };
  'admin::content-type': {
    getPermissionsWithNestedFields(
      actions: Action[],
      options: { restrictedSubjects: string[] }
    ): Permission[];
  };
}

/** What the plugin lets every colleague do within the rights and tasks of the policy. */
const OWN_RIGHTS = [
  'shares',
  'reveals',
  'files-read',
  'access-explain',
  'requests-read',
  'requests-handle',
  'requests-approve',
  'principals-read',
  'placements-read',
  'restrictions-read',
].map((action) => `plugin::custodian.${action}`);

const adminService = <Name extends keyof AdminServices>(strapi: Core.Strapi, name: Name) =>
  strapi.service(name) as unknown as AdminServices[Name];

/** Every action of the content manager on the CRM's types and all their fields, and the media library. */
const crmPermissions = (strapi: Core.Strapi, locales: string[]): Permission[] => {
  const actions = adminService(strapi, 'admin::permission').actionProvider.values();
  const others = Object.keys(strapi.contentTypes).filter((uid) => !CRM.includes(uid));
  const explorer = adminService(strapi, 'admin::content-type').getPermissionsWithNestedFields(
    actions.filter(({ section }) => section === 'contentTypes'),
    { restrictedSubjects: others }
  );
  return [
    ...explorer.map((permission) =>
      permission.subject === 'api::product.product'
        ? { ...permission, properties: { ...permission.properties, locales } }
        : permission
    ),
    { action: 'plugin::upload.read' },
    { action: 'plugin::upload.assets.create' },
    ...actions
      .filter(({ actionId }) => OWN_RIGHTS.includes(actionId))
      .map(({ actionId }) => ({ action: actionId })),
  ];
};

/**
 * The panel role of a log-in, named after it. Wide like the roles of the REST API: which records
 * somebody sees in the content manager is for Custodian to decide.
 */
const ensureRole = async (strapi: Core.Strapi, name: string, locales: string[]) => {
  const roles = adminService(strapi, 'admin::role');
  const found = await roles.findOne({ name });
  if (found) return found.id;
  const { id } = await roles.create({ name, description: 'A role of the playground' });
  await roles.assignPermissions(id, crmPermissions(strapi, locales));
  return id;
};

const superAdminRole = async (strapi: Core.Strapi) => {
  const role = await adminService(strapi, 'admin::role').findOne({ code: 'strapi-super-admin' });
  if (!role) throw new Error('Strapi has no super admin role');
  return role.id;
};

/** Creates the admin users of logins.json that are missing. Email address and id of all of them. */
export const ensureAdmins = async (
  strapi: Core.Strapi,
  logins: Login[],
  locales: string[]
): Promise<{ email: string; id: number }[]> => {
  const users = adminService(strapi, 'admin::user');
  const admins: { email: string; id: number }[] = [];

  for (const { email, password, role } of logins.filter(({ kind }) => kind === 'admin')) {
    const isSuper = role === 'Super admin';
    const create = async () =>
      users.create({
        firstname: role,
        email,
        password,
        isActive: true,
        registrationToken: null,
        roles: [isSuper ? await superAdminRole(strapi) : await ensureRole(strapi, role, locales)],
      });
    const { id } = (await users.findOneByEmail(email)) ?? (await create());
    admins.push({ email, id });
  }
  return admins;
};
