import { ACTIONS, actionUid, type Action } from '../../server/src/platform/http/admin-route';
import { routes } from '../../server/src/routes';
import { createApiToken, createUser, grantPermissions } from '../support/actors';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createAdminRole, createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, createRecord, crmPolicy, DEAL, TICKET } from './support/crm';

const ACTION_NAMES = Object.keys(ACTIONS) as Action[];
const MISSING = 'aaaaaaaaaaaaaaaaaaaaaaaa';

type Method = Lowercase<(typeof routes.admin.routes)[number]['method']>;

/** Something harmless to send to every route: what is there cannot be changed by it. */
const PARAMETERS: Record<string, string> = {
  ':version': '99',
  ':code': 'nordics',
  ':id': '999999',
  ':item': '999999',
  ':locale': 'en',
  ':template': 'verify',
  ':contentType': ACCOUNT,
  ':documentId': MISSING,
};

const ADMIN_ROUTES = routes.admin.routes.map(({ method, path, config }) => {
  const asked = JSON.stringify(config.policies);
  return {
    title: `${method} ${path}`,
    method: method.toLowerCase() as Method,
    path: `/custodian${path.replace(/:\w+/g, (name) => PARAMETERS[name] ?? name)}`,
    action: ACTION_NAMES.find((action) => asked.includes(`"${actionUid(action)}"`)),
  };
});

const GUARDED = ADMIN_ROUTES.filter(({ action }) => action !== undefined);

type Served = Record<string, { type: string; routes: { method: string; path: string }[] }>;

describe('permissions', () => {
  let app: RunningStrapi;
  let author: Client;
  const holders = new Map<Action, Client>();
  const ids: Record<string, string> = {};

  const holder = (action: Action): Client => holders.get(action)!;
  const statusOf = async (client: Client, method: Method, path: string) =>
    (await client.send(method, path, method === 'get' ? undefined : {})).status;

  beforeAll(async () => {
    app = await startStrapi({ policy: crmPolicy() });
    author = (await logInAdmin(app, 'strapi-author')).client;
    for (const action of ACTION_NAMES) {
      await createAdminRole(app.strapi, `only-${action}`, [actionUid(action)]);
      holders.set(action, (await logInAdmin(app, `only-${action}`)).client);
    }
    for (const country of ['SE', 'NO', 'CN'])
      ids[country] = await createRecord(app.strapi, ACCOUNT, { name: country, country });
    ids.ticket = await createRecord(app.strapi, TICKET, { title: 'Not governed' });
    ids.deal = await createRecord(app.strapi, DEAL, { title: 'Placed by hand' });
    // A role and a log-in for each right, each with a slow hash.
  }, 300_000);

  afterAll(() => app.stop());

  describe('of the admin API', () => {
    it('are asked for by every route but those about oneself', () => {
      const open = ADMIN_ROUTES.filter(({ action }) => action === undefined);
      expect(open.map(({ title }) => title)).toEqual([
        'GET /me',
        'GET /me/masked/:contentType/:documentId',
      ]);
      const used = new Set(GUARDED.map(({ action }) => action));
      expect(ACTION_NAMES.filter((action) => !used.has(action))).toEqual([]);
    });

    it('are those of every route that Strapi serves for the plugin', () => {
      const served = Object.values(app.strapi.plugin('custodian').routes as Served)
        .filter(({ type }) => type === 'admin')
        .flatMap((router) => router.routes.map(({ method, path }) => `${method} ${path}`));
      expect(served.sort()).toEqual(ADMIN_ROUTES.map(({ title }) => title).sort());
      // Each must be asked with something that the router takes for a value.
      expect(ADMIN_ROUTES.filter(({ path }) => /\/:[a-z]/i.test(path))).toEqual([]);
    });

    it.each(ADMIN_ROUTES)('refuse whoever is no admin: $title', async ({ method, path }) => {
      const { authorization } = await createUser(app.strapi);
      const token = await createApiToken(app.strapi);
      for (const stranger of [undefined, 'Bearer nonsense', authorization, token.authorization])
        expect(await statusOf(createClient(app, stranger), method, path)).toBe(401);
    });

    it.each(GUARDED)('refuse an admin without the right: $title', async (route) => {
      const others = [...holders].filter(([action]) => action !== route.action);
      for (const client of [author, ...others.map(([, other]) => other)]) {
        const { status, body } = await client.send(route.method, route.path);
        expect(status).toBe(403);
        expect(body).toEqual({
          data: null,
          error: { status: 403, name: 'PolicyError', message: 'Policy Failed', details: {} },
        });
      }
    });

    it.each(GUARDED)('let an admin with exactly the right pass: $title', async (route) => {
      const body = route.method === 'get' ? undefined : {};
      const answer = await holder(route.action!).send(route.method, route.path, body);
      // Past the door of the panel, a profile without the task may still be an obstacle.
      if (answer.status === 403) expect(answer.body.error.details.code).toBe('TASK_REQUIRED');
      else expect([200, 400, 404]).toContain(answer.status);
    });

    it('let whoever holds them do the work, though they see no record', async () => {
      const policy = holder('policy-write');
      await policy.put('/custodian/policy', { ...crmPolicy(), sharingRules: [] }).expect(200);
      await policy.post('/custodian/groups/benelux/move', { parent: null }).expect(200);
      await policy
        .post('/custodian/groups/import', { source: 'un-m49', roots: ['154'] })
        .expect(200);
      const groups = await holder('policy-read').get('/custodian/groups').expect(200);
      expect(groups.body.data).toContainEqual(expect.objectContaining({ code: 'm49-154' }));
      await policy.post('/custodian/policy/versions/1/activate').expect(200);
      const tested = await holder('policy-read').get('/custodian/self-test').expect(200);
      expect(tested.body.meta.ok).toBe(true);

      const { id } = await createUser(app.strapi);
      const data = { principal: `user:${id}`, group: 'nordics', profile: 'rep' };
      const made = await holder('memberships-write')
        .post('/custodian/memberships', data)
        .expect(201);
      await holder('memberships-write')
        .delete(`/custodian/memberships/${made.body.data.id}`)
        .expect(200);

      const path = `/custodian/placements/${DEAL}/${ids.deal}`;
      await holder('placements-write')
        .put(path, { group: 'apac', owner: data.principal })
        .expect(200);
      const { body } = await holder('placements-read').get(path).expect(200);
      expect(body.data).toEqual({ group: 'apac', owner: data.principal });
    });
  });

  describe('of the admin API, for requests that make no sense,', () => {
    it.each([
      ['groups/nordics/move', { parent: 'mars' }, ['parent'], 'UNKNOWN_GROUP'],
      ['groups/mars/move', { parent: null }, ['code'], 'UNKNOWN_GROUP'],
      ['groups/emea/move', { parent: 'nordics' }, ['parent'], 'CYCLIC_GROUPS'],
      ['groups/emea/move', { parent: 'emea' }, ['parent'], 'SELF_PARENT'],
      ['groups/emea/move', { parent: 5 }, ['parent'], 'INVALID_REQUEST'],
      ['groups/import', { source: 'un-m49', roots: ['154', '9'] }, ['roots', 1], 'UNKNOWN_AREA'],
      ['groups/import', { source: 'atlas' }, ['source'], 'INVALID_REQUEST'],
    ])('are not enough: %s %j', async (path, body, at, code) => {
      const answer = await holder('policy-write').post(`/custodian/${path}`, body).expect(400);
      expect(answer.body.error.details).toMatchObject({ path: at, code });
      const { body: policy } = await holder('policy-read').get('/custodian/policy').expect(200);
      expect(policy.data.document).toEqual(crmPolicy());
    });

    it.each([
      [ACCOUNT, { group: 'nordics' }, 400, ['group'], 'NOT_ASSIGNABLE'],
      [DEAL, { group: 'mars' }, 400, ['group'], 'UNKNOWN_GROUP'],
      [DEAL, { owner: 'public' }, 400, ['owner'], 'UNKNOWN_PRINCIPAL'],
      [DEAL, { owner: 'user:99999999999' }, 400, ['owner'], 'UNKNOWN_PRINCIPAL'],
      [DEAL, { owners: 'user:1' }, 400, ['owners'], 'INVALID_REQUEST'],
      [TICKET, { owner: null }, 404, undefined, 'NOT_FOUND'],
      ['shared.address', { owner: null }, 404, undefined, 'NOT_FOUND'],
    ])('place nothing: %s %j', async (uid, body, status, path, code) => {
      const documentId =
        { [ACCOUNT]: ids.SE, [DEAL]: ids.deal, [TICKET]: ids.ticket }[uid] ?? MISSING;
      const url = `/custodian/placements/${uid}/${documentId}`;
      const answer = await holder('placements-write').put(url, body).expect(status);
      expect(answer.body.error.details).toMatchObject({ code, ...(path && { path }) });
    });
  });

  describe('of oneself', () => {
    it('are told to every admin, whatever the role', async () => {
      for (const client of [author, ...holders.values()]) {
        const { body } = await client.get('/custodian/me').expect(200);
        expect(body.data).toMatchObject({ unrestricted: false, memberships: [], tasks: [] });
        expect(body.data.principal).toMatch(/^admin:\d+$/);
        expect(body.data.rights[ACCOUNT].read).toEqual({ depth: 'none', groups: [] });
      }
    });

    it('name memberships, depths, groups and tasks', async () => {
      const { id, client } = await logInAdmin(app);
      const principal = `admin:${id}`;
      await addMembership(app.strapi, { principal, group: 'emea', profile: 'manager' });
      await addMembership(app.strapi, { principal, group: 'apac', profile: 'rep' });
      const { body } = await client.get('/custodian/me').expect(200);
      expect(body.meta.version).toBe(1);
      expect(body.data).toMatchObject({
        principal,
        memberships: [
          { id: expect.any(Number), group: 'emea', profile: 'manager' },
          { id: expect.any(Number), group: 'apac', profile: 'rep' },
        ],
        tasks: ['bulk-delete'],
      });
      expect(body.data.rights[ACCOUNT]).toMatchObject({
        read: { depth: 'subtree', groups: ['emea', 'nordics', 'benelux', 'apac'] },
        update: { depth: 'subtree' },
        create: { depth: 'group', groups: ['apac'] },
        publish: { depth: 'none', groups: [] },
      });
      expect(Object.keys(body.data.rights)).not.toContain(TICKET);
    });
  });

  describe('of the content API', () => {
    let member: Client;
    let memberName: string;
    let auditor: Client;
    let visitor: Client;

    const explainPath = (query: Record<string, string>) =>
      `/api/custodian/explain?${new URLSearchParams(query).toString()}`;
    const about = (documentId: string, more: Record<string, string> = {}) =>
      explainPath({ contentType: ACCOUNT, documentId, ...more });

    beforeAll(async () => {
      const [first, second] = [await createUser(app.strapi), await createUser(app.strapi)];
      member = createClient(app, first.authorization);
      memberName = `user:${first.id}`;
      auditor = createClient(app, second.authorization);
      visitor = createClient(app);
      await addMembership(app.strapi, { principal: memberName, group: 'nordics', profile: 'rep' });
      const principal = `user:${second.id}`;
      await addMembership(app.strapi, { principal, group: 'apac', profile: 'auditor' });
    });

    it('are a matter of the users-permissions role, like any route', async () => {
      for (const path of ['/api/custodian/me', about(ids.SE!)]) {
        await member.get(path).expect(403);
        await visitor.get(path).expect(403);
      }
      const actions = ['me', 'explain'].map((name) => `plugin::custodian.access.${name}`);
      for (const role of ['authenticated', 'public'])
        await grantPermissions(app.strapi, role, actions);
      const { body } = await member.get('/api/custodian/me').expect(200);
      expect(body.data).toMatchObject({ principal: memberName, unrestricted: false, tasks: [] });
      expect(body.data.rights[ACCOUNT].read).toEqual({ depth: 'group', groups: ['nordics'] });
      const anonymous = await visitor.get('/api/custodian/me').expect(200);
      expect(anonymous.body.data).toMatchObject({ principal: 'public', memberships: [] });
    });

    it('explain to a token what the token may do', async () => {
      const { id, authorization } = await createApiToken(app.strapi);
      const token = createClient(app, authorization);
      expect((await token.get('/api/custodian/me').expect(200)).body.data.principal).toBe(
        `token:${id}`
      );
      await token.get(about(ids.SE!)).expect(404);
      const principal = `token:${id}`;
      await addMembership(app.strapi, { principal, group: 'nordics', profile: 'rep' });
      const { body } = await token.get(about(ids.SE!)).expect(200);
      expect(body).toMatchObject({ data: { allowed: true }, meta: { principal, action: 'read' } });
    });

    it('explain one’s own access, allowed or not', async () => {
      const read = await member.get(about(ids.SE!)).expect(200);
      expect(read.body.data.allowed).toBe(true);
      const remove = await member.get(about(ids.SE!, { action: 'delete' })).expect(200);
      expect(remove.body.data).toMatchObject({ allowed: false, grants: [] });
      expect(remove.body.data.blocks).not.toEqual([]);
      await member.get(about(ids.SE!, { principal: memberName })).expect(200);
    });

    it('explain a hidden record exactly like a missing one', async () => {
      for (const action of ['read', 'update', 'delete', 'create']) {
        const missing = await member.get(about(MISSING, { action }));
        expect(missing.status).toBe(404);
        const hidden = await member.get(about(ids.CN!, { action }));
        expect({ status: hidden.status, body: hidden.body }).toEqual({
          status: missing.status,
          body: missing.body,
        });
        const anonymous = await visitor.get(about(ids.CN!, { action }));
        expect({ status: anonymous.status, body: anonymous.body }).toEqual({
          status: missing.status,
          body: missing.body,
        });
      }
    });

    it('explain others to whoever has the task, records out of sight included', async () => {
      const refused = await member.get(about(ids.SE!, { principal: 'user:1' }));
      const hidden = await member.get(about(ids.CN!, { principal: 'user:1' }));
      const missing = await member.get(about(MISSING, { principal: 'user:1' }));
      for (const { status, body } of [refused, hidden, missing]) {
        expect(status).toBe(403);
        expect(body.error.details).toEqual({ code: 'TASK_REQUIRED', task: 'explain-others' });
      }
      const { body } = await auditor.get(about(ids.SE!, { principal: memberName })).expect(200);
      expect(body).toMatchObject({ data: { allowed: true }, meta: { principal: memberName } });
      const out = await auditor.get(about(ids.CN!, { principal: memberName })).expect(200);
      expect(out.body.data.allowed).toBe(false);
      await auditor.get(about(MISSING, { principal: memberName })).expect(404);
      await visitor.get(about(ids.SE!, { principal: memberName })).expect(403);
    });

    it.each([
      [{ principal: 'nobody' }, ['principal']],
      [{ principal: 'user:0' }, ['principal']],
      [{ principal: 'admin:99999999999' }, ['principal']],
      [{ action: 'approve' }, ['query', 'action']],
      [{ documentId: '' }, ['query', 'documentId']],
      [{ contentType: '' }, ['query', 'contentType']],
    ])('refuse a question that makes no sense: %j', async (change, path) => {
      const question = { contentType: ACCOUNT, documentId: ids.SE!, ...change };
      const { body } = await auditor.get(explainPath(question)).expect(400);
      expect(body.error.details.path).toEqual(path);
    });

    it('know of nothing but content: components and tables of plugins do not exist', async () => {
      const missing = await auditor.get(about(MISSING)).expect(404);
      const { documentId } = (await app.strapi.db.query('admin::user').findOne({ where: {} })) as {
        documentId: string;
      };
      for (const contentType of [
        'api::nope.nope',
        'constructor',
        'shared.address',
        'plugin::custodian.membership',
        'plugin::upload.file',
        'admin::user',
      ]) {
        const { status, body } = await auditor.get(explainPath({ contentType, documentId }));
        expect({ status, body }).toEqual({ status: 404, body: missing.body });
      }
      const open = explainPath({ contentType: TICKET, documentId: ids.ticket! });
      expect((await member.get(open).expect(200)).body.data).toMatchObject({
        allowed: true,
        grants: [{ kind: 'not-governed' }],
      });
    });
  });

  describe('to explain the access of others', () => {
    it('widen the admin route, and do not open it', async () => {
      const path = `/custodian/explain?contentType=${ACCOUNT}&documentId=${ids.SE}`;
      await holder('access-explain-others').get(path).expect(403);
      const self = holder('access-explain');
      await self.get(path).expect(404);
      await self.get(`${path}&principal=user:1`).expect(403);
      const both = ['access-explain', 'access-explain-others'] as const;
      await createAdminRole(app.strapi, 'explainer', both.map(actionUid));
      const { client } = await logInAdmin(app, 'explainer');
      const { body } = await client.get(`${path}&principal=user:1`).expect(200);
      expect(body.meta.principal).toBe('user:1');
      await client.get(path).expect(200);
    });
  });
});
