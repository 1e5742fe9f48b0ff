import type { Core } from '@strapi/strapi';
import { createAdmin } from '../../support/actors';
import type { RunningStrapi } from '../../support/strapi';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Sends requests as one caller; without an authorization as nobody in particular. */
export const createClient = ({ request }: RunningStrapi, authorization?: string) => {
  const send = (method: Method, path: string, body?: object | string) => {
    const call = request[method](path);
    if (authorization) void call.set('Authorization', authorization);
    return body === undefined ? call : call.set('Content-Type', 'application/json').send(body);
  };
  return {
    send,
    get: (path: string) => send('get', path),
    post: (path: string, body?: object | string) => send('post', path, body),
    put: (path: string, body?: object | string) => send('put', path, body),
    patch: (path: string, body?: object | string) => send('patch', path, body),
    delete: (path: string) => send('delete', path),
  };
};

export type Client = ReturnType<typeof createClient>;

interface AdminClient {
  id: number;
  client: Client;
}

/** Creates an admin user with a role, logs in through HTTP, and sends requests as that user. */
export async function logInAdmin(app: RunningStrapi, roleCode?: string): Promise<AdminClient> {
  const { id, email, password } = await createAdmin(app.strapi, roleCode);
  const { body } = await app.request.post('/admin/login').send({ email, password }).expect(200);
  return { id, client: createClient(app, `Bearer ${body.data.token}`) };
}

interface RoleService {
  create(input: { name: string; code: string; description: string }): Promise<{ id: number }>;
  assignPermissions(role: number, permissions: { action: string }[]): Promise<unknown>;
}

/** Creates an admin role with exactly these rights. */
export async function createAdminRole(
  strapi: Core.Strapi,
  code: string,
  actions: readonly string[]
): Promise<void> {
  const roles = strapi.service('admin::role') as unknown as RoleService;
  const { id } = await roles.create({ name: code, code, description: '' });
  await roles.assignPermissions(
    id,
    actions.map((action) => ({ action }))
  );
}
