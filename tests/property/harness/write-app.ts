import { createAdmin } from '../../support/actors';
import { grantPermissions } from '../../support/actors';
import { API_UIDS } from '../model/schema';
import type { Caller, TestApp } from './app';
import { startTestApp } from './app';

/** One person, with a log-in for the content API and one for the admin API. */
export interface WriteApp extends TestApp {
  user: Caller;
  admin: Caller;
}

const WRITES = API_UIDS.flatMap((uid) =>
  ['create', 'update', 'delete'].map((action) => `${uid}.${action}`)
);

const PLUGIN_READS = ['shares.find', 'access.explain', 'placements.findOwn'].map(
  (action) => `plugin::custodian.${action}`
);

const logIn = async (app: TestApp): Promise<Caller> => {
  const { id, email, password } = await createAdmin(app.strapi);
  const { body } = await app.request.post('/admin/login').send({ email, password }).expect(200);
  const { token } = (body as { data: { token: string } }).data;
  return { principal: `admin:${id}`, headers: { authorization: `Bearer ${token}` } };
};

/** Boots the fixture app for an actor whom only governance holds back: full RBAC at every door. */
export async function startWriteApp(env: Record<string, string> = {}): Promise<WriteApp> {
  const app = await startTestApp(env);
  await grantPermissions(app.strapi, 'authenticated', [...WRITES, ...PLUGIN_READS]);
  const [user] = app.callers.users;
  if (!user) throw new Error('There is no user to write as');
  return { ...app, user, admin: await logIn(app) };
}
