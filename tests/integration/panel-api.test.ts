import { createApiToken, createUser } from '../support/actors';
import { addMembership, applyPolicy, place } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createAdminRole, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, crmPolicy, DEAL, TICKET } from './support/crm';

const MEMBERSHIPS = '/custodian/memberships';
const USERS = 'plugin::users-permissions.user';
const PERIOD = { validFrom: null, validTo: null };

interface Named {
  principal: string;
  name: string;
}

describe('what the admin panel asks', () => {
  let app: RunningStrapi;
  let admin: Client;
  let rep: string;
  let manager: string;
  const ids: Record<string, string> = {};

  const find = async (query: string, client = admin) =>
    (await client.get(`/custodian/principals?${query}`).expect(200)).body.data as Named[];
  const events = (type: string) =>
    app.strapi.db
      .query('plugin::custodian.audit-event')
      .findMany({ where: { type }, orderBy: { id: 'asc' } });

  beforeAll(async () => {
    app = await startStrapi({ policy: crmPolicy() });
    admin = (await logInAdmin(app)).client;
    rep = `user:${(await createUser(app.strapi)).id}`;
    manager = `user:${(await createUser(app.strapi)).id}`;
    await addMembership(app.strapi, { principal: rep, group: 'nordics', profile: 'rep' });
    await addMembership(app.strapi, { principal: manager, group: 'emea', profile: 'manager' });
    for (const country of ['SE', 'NO', 'CN'])
      ids[country] = await createRecord(app.strapi, ACCOUNT, { name: country, country });
    ids.contact = await createRecord(app.strapi, CONTACT, {
      lastName: 'Berg',
      account: { set: [ids.CN!] },
    });
    ids.deal = await createRecord(app.strapi, DEAL, { title: 'Owned' });
    await place(app.strapi, { contentType: DEAL, documentId: ids.deal, owner: rep });
  });

  afterAll(() => app.stop());

  describe('of people', () => {
    it('finds them by name and by email, and API tokens by name, whatever the case', async () => {
      const { id } = await createApiToken(app.strapi);
      const token = await app.strapi.db.query('admin::api-token').findOne({ where: { id } });
      const user = await app.strapi.db
        .query(USERS)
        .findOne({ where: { id: Number(rep.split(':')[1]) } });
      expect(await find(`search=${user.username.toUpperCase()}@EXAMPLE`)).toEqual([
        { principal: rep, kind: 'user', name: user.username, detail: user.email },
      ]);
      expect(await find(`search=${token.name}&kinds=token`)).toContainEqual({
        principal: `token:${id}`,
        kind: 'token',
        name: token.name,
        detail: null,
      });
      const admins = await find('search=test adm&kinds=admin');
      expect(admins).toEqual([]);
      expect(await find('search=admin1&kinds=admin')).toContainEqual(
        expect.objectContaining({ kind: 'admin', name: 'Test Admin' })
      );
    });

    it('never searches what is secret', async () => {
      const where = { email: { $startsWith: 'admin' } };
      const [one] = await app.strapi.db.query('admin::user').findMany({ where, limit: 1 });
      expect(await find(`search=${encodeURIComponent(one.password.slice(0, 20))}`)).toEqual([]);
    });

    it('names principals, and leaves out who is not there', async () => {
      const found = await find(`named=${rep},user:999999,admin:1,public,group:nordics,nonsense`);
      expect(found.map(({ principal }) => principal)).toEqual(['admin:1', rep]);
    });

    it.each(['kinds=robot', 'kinds=', `search=${'x'.repeat(101)}`])('refuses %s', async (query) => {
      const { body } = await admin.get(`/custodian/principals?${query}`).expect(400);
      expect(body.error.details.code).toBe('INVALID_REQUEST');
    });

    it('finds governed users only for whom they are visible', async () => {
      await createAdminRole(app.strapi, 'finder', ['plugin::custodian.principals-read']);
      const finder = (await logInAdmin(app, 'finder')).client;
      expect(await find(`named=${rep}`, finder)).toHaveLength(1);
      const policy = crmPolicy();
      const contentTypes = { ...policy.contentTypes, [USERS]: {} };
      await applyPolicy(app.strapi, { ...policy, contentTypes });
      expect(await find(`named=${rep},admin:1`, finder)).toMatchObject([{ principal: 'admin:1' }]);
      expect(await find('search=user&kinds=user', finder)).toEqual([]);
      await applyPolicy(app.strapi, crmPolicy());
    });
  });

  describe('of memberships', () => {
    it('counts those that are valid now, by group', async () => {
      const past = { validTo: new Date(Date.now() - 1000).toISOString() };
      await admin
        .post(MEMBERSHIPS, { principal: rep, group: 'apac', profile: 'rep', ...past })
        .expect(201);
      const { body } = await admin.get(`${MEMBERSHIPS}/counts`).expect(200);
      expect(body.data).toEqual({ nordics: 1, emea: 1 });
    });

    it('adds several, or none', async () => {
      const { id } = await createUser(app.strapi);
      const one = { principal: `user:${id}`, group: 'apac', profile: 'rep' };
      const broken = [one, { ...one, group: 'mars' }];
      const refused = await admin.post(MEMBERSHIPS, broken).expect(400);
      expect(refused.body.error.details).toMatchObject({ path: [1, 'group'] });
      const list = `${MEMBERSHIPS}?filters[principal]=user:${id}`;
      expect((await admin.get(list).expect(200)).body.data).toEqual([]);

      const both = [one, { ...one, group: 'emea' }];
      const added = await admin.post(MEMBERSHIPS, { data: both }).expect(201);
      expect(added.body.data).toEqual(both.map((row) => expect.objectContaining(row)));
      expect((await admin.get(list).expect(200)).body.data).toHaveLength(2);
    });

    it('changes one by PUT as by PATCH', async () => {
      const one = { principal: manager, group: 'apac', profile: 'rep' };
      const { body } = await admin.post(MEMBERSHIPS, one).expect(201);
      const changed = await admin
        .put(`${MEMBERSHIPS}/${body.data.id}`, { profile: 'manager' })
        .expect(200);
      expect(changed.body.data).toEqual({
        ...one,
        ...PERIOD,
        id: body.data.id,
        profile: 'manager',
      });
      await admin.delete(`${MEMBERSHIPS}/${body.data.id}`).expect(200);
    });
  });

  describe('of the policy', () => {
    it('shows any version, and names one that never was', async () => {
      const { body } = await admin.get('/custodian/policy/versions/1').expect(200);
      expect(body.data).toMatchObject({ version: 1, document: { version: 1 } });
      const missing = await admin.get('/custodian/policy/versions/4711').expect(404);
      expect(missing.body.error.details.code).toBe('UNKNOWN_VERSION');
    });

    it('activates only on top of the version that was edited, if it is told which', async () => {
      const { body } = await admin.get('/custodian/policy').expect(200);
      const current: number = body.data.version;
      const edited = { ...crmPolicy(), sharingRules: [] };
      const late = await admin.put(`/custodian/policy?basedOn=${current + 1}`, edited).expect(400);
      expect(late.body.error.details).toEqual({ code: 'POLICY_CHANGED', version: current });
      await admin.put(`/custodian/policy?basedOn=${current}`, edited).expect(200);
      await admin.put(`/custodian/policy?basedOn=${current}`, crmPolicy()).expect(400);
      await admin.put('/custodian/policy', crmPolicy()).expect(200);
    });

    it('lists what can be governed, with attributes', async () => {
      const { body } = await admin.get('/custodian/types').expect(200);
      const types: { uid: string }[] = body.data;
      expect(types.map(({ uid }) => uid)).toEqual(
        expect.arrayContaining([ACCOUNT, CONTACT, TICKET, USERS])
      );
      expect(types.every(({ uid }) => uid.startsWith('api::') || uid === USERS)).toBe(true);
      expect(types.find(({ uid }) => uid === CONTACT)).toMatchObject({
        displayName: 'Contact',
        kind: 'collectionType',
        attributes: expect.arrayContaining([
          { name: 'lastName', type: 'string', target: null },
          { name: 'account', type: 'relation', target: ACCOUNT },
        ]),
      });
    });

    it('counts what is in force', async () => {
      const before = (await admin.get('/custodian/overview').expect(200)).body.data;
      await admin
        .put(`/custodian/restrictions/${ACCOUNT}/${ids.NO}`, { kind: 'legal-hold', reason: 'x' })
        .expect(200);
      const { data } = (await admin.get('/custodian/overview').expect(200)).body;
      expect(data).toEqual({
        ...before,
        restrictions: { ...before.restrictions, 'legal-hold': 1 },
      });
      expect(data.policy).toMatchObject({ groups: 4, profiles: 3, contentTypes: 3 });
    });
  });

  describe('of who can read a record', () => {
    const readers = async (uid: string, documentId: string, query = '') =>
      (await admin.get(`/custodian/readers/${uid}/${documentId}${query}`).expect(200)).body;
    const principals = (body: { data: { readers: { principal: string }[] } }) =>
      body.data.readers.map(({ principal }) => principal);

    it('names members of its group and of those above, with the reasons', async () => {
      const body = await readers(ACCOUNT, ids.SE!);
      expect(body.data).toMatchObject({ owner: null, groups: ['nordics'] });
      expect(principals(body)).toEqual(expect.arrayContaining([rep, manager]));
      const [first] = body.data.readers;
      expect(first.grants).toEqual([expect.objectContaining({ kind: 'group' })]);
    });

    it('names owners, and whom a parent is shared with', async () => {
      const deal = await readers(DEAL, ids.deal!);
      expect(deal.data.owner).toBe(rep);
      expect(principals(deal)).toEqual([rep]);
      expect(principals(await readers(CONTACT, ids.contact!))).not.toContain(rep);
      await app.strapi.db.query('plugin::custodian.share').create({
        data: {
          contentType: ACCOUNT,
          documentId: ids.CN,
          principal: 'group:nordics',
          level: 'read',
          createdByPrincipal: 'system',
        },
      });
      const contact = await readers(CONTACT, ids.contact!);
      const found = contact.data.readers.find(
        ({ principal }: { principal: string }) => principal === rep
      );
      expect(found.grants).toEqual([expect.objectContaining({ kind: 'parent-share' })]);
    });

    it('comes in pages, and is no record’s that is not there', async () => {
      const first = await readers(ACCOUNT, ids.SE!, '?pageSize=1');
      expect(first.data.readers).toHaveLength(1);
      expect(first.meta.pagination).toMatchObject({ page: 1, pageSize: 1 });
      for (const [uid, documentId] of [
        [ACCOUNT, 'aaaaaaaaaaaaaaaaaaaaaaaa'],
        [TICKET, ids.SE],
        ['admin::user', '1'],
      ])
        await admin.get(`/custodian/readers/${uid}/${documentId}`).expect(404);
    });
  });

  describe('of what somebody sees', () => {
    const view = async (principal: string, contentType: string, query = '') =>
      admin.get(`/custodian/view-as?principal=${principal}&contentType=${contentType}${query}`);

    it('lists the records of their view, and nothing of what they say', async () => {
      const { body } = await view(rep, ACCOUNT);
      expect([...body.data].sort()).toEqual([ids.SE, ids.NO, ids.CN].sort());
      expect(body.meta).toMatchObject({ principal: rep, pagination: { total: 3 } });
      const all = await view(manager, ACCOUNT);
      expect([...all.body.data].sort()).toEqual([ids.SE, ids.NO].sort());
      expect((await view('public', ACCOUNT)).body.data).toEqual([]);
    });

    it('comes in pages', async () => {
      const pages = await Promise.all(
        [1, 2].map(async (page) => view(manager, ACCOUNT, `&pageSize=1&page=${page}`))
      );
      const listed = pages.flatMap(({ body }) => body.data);
      expect(listed.sort()).toEqual([ids.SE, ids.NO].sort());
      expect(pages[0]?.body.meta.pagination).toMatchObject({ total: 2, pageCount: 2 });
    });

    it('is recorded, each time', async () => {
      const before = (await events('access.viewed-as')).length;
      await view(rep, DEAL);
      const found = await events('access.viewed-as');
      expect(found).toHaveLength(before + 1);
      const last = found.at(-1);
      expect(last).toMatchObject({ contentType: DEAL, causedBy: expect.stringMatching(/^admin:/) });
      const details: unknown =
        typeof last.details === 'string' ? JSON.parse(last.details) : last.details;
      expect(details).toEqual({ principal: rep });
    });

    it.each([
      ['nobody', ACCOUNT, 400],
      ['group:nordics', ACCOUNT, 400],
      ['user:1', 'admin::user', 404],
      ['user:1', 'api::missing.missing', 404],
    ])('refuses %s on %s', async (principal, contentType, status) => {
      expect((await view(principal, contentType)).status).toBe(status);
    });
  });
});
