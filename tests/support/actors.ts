import type { Core } from '@strapi/strapi';

export interface Credentials {
  id: number;
  /** Value of the `Authorization` header. */
  authorization: string;
}

interface RowWithId {
  id: number;
}

interface UserService {
  add(input: Record<string, unknown>): Promise<RowWithId>;
}

interface JwtService {
  issue(payload: { id: number }): string;
}

interface RegisteredAdmin {
  email: string;
  password: string;
}

let sequence = 0;
const next = () => {
  sequence += 1;
  return sequence;
};

const roleOf = async (strapi: Core.Strapi, type: string): Promise<RowWithId> => {
  const role = await strapi.db.query('plugin::users-permissions.role').findOne({ where: { type } });
  if (!role) throw new Error(`There is no users-permissions role "${type}"`);
  return role as RowWithId;
};

/** Allows a users-permissions role (`public`, `authenticated`) these actions, as ticking the boxes would. */
export async function grantPermissions(
  strapi: Core.Strapi,
  roleType: string,
  actions: string[]
): Promise<void> {
  const role = await roleOf(strapi, roleType);
  for (const action of actions) {
    await strapi.db
      .query('plugin::users-permissions.permission')
      .create({ data: { action, role: role.id } });
  }
}

/** Creates a confirmed users-permissions user and a JWT for it. */
export async function createUser(
  strapi: Core.Strapi,
  roleType = 'authenticated'
): Promise<Credentials> {
  const role = await roleOf(strapi, roleType);
  const name = `user${next()}`;
  const users = strapi.plugin('users-permissions').service<UserService>('user');
  const created = await users.add({
    username: name,
    email: `${name}@example.test`,
    password: 'Password1',
    provider: 'local',
    confirmed: true,
    blocked: false,
    role: role.id,
  });
  const jwt = strapi.plugin('users-permissions').service<JwtService>('jwt');
  return { id: created.id, authorization: `Bearer ${jwt.issue({ id: created.id })}` };
}

/** Creates an API token: of type `custom` with the given actions, or `full-access` without. */
export async function createApiToken(
  strapi: Core.Strapi,
  permissions?: string[]
): Promise<Credentials> {
  const tokens = strapi.service('admin::api-token') as unknown as {
    create(input: Record<string, unknown>): Promise<RowWithId & { accessKey: string }>;
  };
  const created = await tokens.create({
    kind: 'content-api',
    name: `token${next()}`,
    description: '',
    lifespan: null,
    type: permissions ? 'custom' : 'full-access',
    permissions,
  });
  return { id: created.id, authorization: `Bearer ${created.accessKey}` };
}

/** Creates an admin user with the role of this code, and its credentials for `POST /admin/login`. */
export async function createAdmin(
  strapi: Core.Strapi,
  roleCode = 'strapi-super-admin'
): Promise<RegisteredAdmin & RowWithId> {
  const role = (await strapi.db
    .query('admin::role')
    .findOne({ where: { code: roleCode } })) as RowWithId | null;
  if (!role) throw new Error(`There is no admin role "${roleCode}"`);
  const email = `admin${next()}@example.test`;
  const password = 'Password1';
  const users = strapi.service('admin::user') as unknown as {
    create(input: Record<string, unknown>): Promise<RowWithId>;
  };
  const { id } = await users.create({
    firstname: 'Test',
    lastname: 'Admin',
    email,
    password,
    isActive: true,
    registrationToken: null,
    roles: [role.id],
  });
  return { id, email, password };
}
