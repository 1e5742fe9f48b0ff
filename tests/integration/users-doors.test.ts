import type { Response } from 'supertest';
import { createUser, grantPermissions } from '../support/actors';
import { addMembership, applyPolicy, place } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, createRecord } from './support/crm';

const USER = 'plugin::users-permissions.user';
const FULL = { create: 'group', read: 'group', update: 'group', delete: 'group' };

const policy = (governsUsers: boolean) => ({
  version: 1,
  groups: [
    { code: 'north', name: 'North', matches: ['SE'] },
    { code: 'south', name: 'South', matches: ['CN'] },
  ],
  profiles: [
    {
      code: 'member',
      name: 'Member',
      contentTypes: { [ACCOUNT]: FULL, ...(governsUsers ? { [USER]: FULL } : {}) },
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    ...(governsUsers ? { [USER]: { group: { assigned: true } } } : {}),
  },
  audiences: { superAdmin: 'governed' },
});

type Row = Record<string, Response['body']>;

describe('doors of users-permissions', () => {
  let app: RunningStrapi;
  let rep: Client;
  let stranger: Client;
  const accounts: Record<string, number> = {};

  const usernames = (rows: Row[]) => rows.map((row) => row.username).sort() as string[];
  const outcome = ({ status, text }: Response) => [status, text];
  const userOf = async (name: string) =>
    (await app.strapi.db
      .query(USER)
      .findOne({ where: { username: name }, populate: ['role'] })) as Row & { id: number };

  const addUser = async (name: string, group?: string) => {
    const { id, authorization } = await createUser(app.strapi);
    const data = { username: name, email: `${name}@example.test` };
    await app.strapi.db.query(USER).update({ where: { id }, data });
    accounts[name] = id;
    const { documentId } = await userOf(name);
    if (group)
      await addMembership(app.strapi, { principal: `user:${id}`, group, profile: 'member' });
    return { id, documentId: documentId as string, client: createClient(app, authorization) };
  };

  beforeAll(async () => {
    app = await startStrapi({
      policy: policy(false),
      env: { GRAPHQL: 'on', USER_FAVOURITES: 'on' },
    });
    const { strapi } = app;
    const actions = ['find', 'findOne', 'count', 'me', 'create', 'update', 'destroy'];
    const users = actions.map((action) => `plugin::users-permissions.user.${action}`);
    await grantPermissions(strapi, 'authenticated', [
      ...users,
      'plugin::users-permissions.auth.changePassword',
      'plugin::users-permissions.role.find',
      'api::account.account.find',
      'api::account.account.findOne',
    ]);
    await grantPermissions(strapi, 'public', ['plugin::users-permissions.auth.callback']);
    rep = (await addUser('rep', 'north')).client;
    stranger = (await addUser('stranger')).client;
    const members = [await addUser('swede'), await addUser('chinese')] as const;
    for (const [index, country] of ['SE', 'CN'].entries()) {
      const owner = members[index]!.id;
      await createRecord(strapi, ACCOUNT, { name: `Account ${country}`, country, owner });
    }
    const all = (await strapi.db.query(ACCOUNT).findMany({})) as { id: number }[];
    const favourites = all.map(({ id }) => id);
    await strapi.db.query(USER).update({ where: { id: accounts.rep }, data: { favourites } });
    await applyPolicy(strapi, policy(true));
    for (const [index, group] of ['north', 'south'].entries()) {
      const { documentId } = members[index]!;
      await place(strapi, { contentType: USER, documentId, group });
    }
    // First: accounts themselves are not governed, what is linked to them is.
    await applyPolicy(strapi, policy(false));
  });

  afterAll(() => app.stop());

  /** The same with accounts governed or not: what a user is linked to is governed in both cases. */
  const hidesFavourites = async () => {
    const shown = (rows: Row[]) => rows.map((row) => row.name) as string[];
    const path = '/api/users';
    const { body } = await rep.get(`${path}?populate=favourites&filters[username]=rep`).expect(200);
    expect(shown(body[0].favourites)).toEqual(['Account SE']);
    const me = await rep.get(`${path}/me?populate=*`).expect(200);
    expect(shown(me.body.favourites)).toEqual(['Account SE']);
    const one = await rep.get(`${path}/${accounts.rep}?populate=favourites`).expect(200);
    expect(shown(one.body.favourites)).toEqual(['Account SE']);
    const query = (country: string) => `filters[favourites][country]=${country}`;
    expect((await rep.get(`${path}?${query('CN')}`).expect(200)).body).toEqual([]);
    expect((await rep.get(`${path}/count?${query('CN')}`).expect(200)).body).toBe(0);
    expect((await rep.get(`${path}/count?${query('SE')}`).expect(200)).body).toBe(1);
    const counted = await rep.get(`${path}/me?populate[favourites][count]=true`).expect(200);
    expect(counted.body.favourites).toEqual({ count: 1 });
  };

  describe('of accounts that are not governed', () => {
    it('list all of them, whatever is hidden', async () => {
      const { body } = await rep.get('/api/users').expect(200);
      expect(usernames(body)).toEqual(['chinese', 'rep', 'stranger', 'swede']);
      expect((await rep.get('/api/users/count').expect(200)).body).toBe(4);
    });

    it('hide what they are linked to', hidesFavourites);
  });

  describe('of accounts that are governed', () => {
    beforeAll(() => applyPolicy(app.strapi, policy(true)));

    it('list, count, search and show what the caller sees, and always its own', async () => {
      expect(usernames((await rep.get('/api/users').expect(200)).body)).toEqual(['rep', 'swede']);
      expect((await rep.get('/api/users/count').expect(200)).body).toBe(2);
      const filtered = '/api/users?filters[username][$contains]=chin';
      expect((await rep.get(filtered).expect(200)).body).toEqual([]);
      expect(usernames((await stranger.get('/api/users').expect(200)).body)).toEqual(['stranger']);
      const hidden = await rep.get(`/api/users/${accounts.chinese}`);
      const missing = await rep.get('/api/users/99999');
      expect(outcome(hidden)).toEqual(outcome(missing));
      await rep.get(`/api/users/${accounts.swede}`).expect(200);
    });

    it('hide what they are linked to', hidesFavourites);

    it('hide owners that are hidden', async () => {
      const { body } = await stranger.get('/api/accounts?populate=owner').expect(200);
      expect(body.data).toEqual([]);
      const shown = await rep.get('/api/accounts?populate=owner').expect(200);
      expect(shown.body.data.map((row: Row) => row.owner?.username)).toEqual(['swede']);
      const path = '/api/accounts?filters[owner][username]=chinese';
      expect((await rep.get(path).expect(200)).body.data).toEqual([]);
    });

    it('show everybody their own account', async () => {
      const { body } = await stranger.get('/api/users/me?populate=role').expect(200);
      expect(body).toMatchObject({ username: 'stranger' });
      await stranger
        .get('/api/users/me?filters[username]=nobody')
        .then((answer: Response) => expect(answer.body).toEqual({}));
    });

    it('explain why one’s own account is seen', async () => {
      const { documentId } = await userOf('stranger');
      const explain = app.strapi.plugin('custodian').service('explain');
      const ask = (principal: string, action = 'read') =>
        explain.explain({ principal, contentType: USER, documentId, action });
      expect(await ask(`user:${accounts.stranger}`)).toMatchObject({
        allowed: true,
        grants: [{ kind: 'self' }],
      });
      expect(await ask(`user:${accounts.rep}`)).toMatchObject({ allowed: false, grants: [] });
      expect(await ask(`user:${accounts.stranger}`, 'update')).toMatchObject({ allowed: false });
    });

    it('log in and change a password, over REST and GraphQL', async () => {
      const logIn = (password: string) =>
        createClient(app).post('/api/auth/local', { identifier: 'stranger', password });
      await logIn('Password1').expect(200);
      await stranger
        .post('/api/auth/change-password', {
          currentPassword: 'Password1',
          password: 'Password2',
          passwordConfirmation: 'Password2',
        })
        .expect(200);
      await logIn('Password1').expect(400);
      await logIn('Password2').expect(200);
      const query = `mutation { login(input: { identifier: "stranger", password: "Password2" }) {
        jwt user { username } } }`;
      const { body } = await createClient(app).post('/graphql', { query }).expect(200);
      expect(body.data?.login.user.username).toBe('stranger');
      const me = await createClient(app, `Bearer ${body.data.login.jwt}`)
        .post('/graphql', { query: '{ me { username } }' })
        .expect(200);
      expect(me.body.data.me.username).toBe('stranger');
    });

    it('change and delete by the rights of the caller, the hidden as the missing', async () => {
      const change = { blocked: false };
      const hidden = await rep.put(`/api/users/${accounts.chinese}`, change);
      expect(hidden.status).toBe(404);
      expect(outcome(hidden)).toEqual(outcome(await rep.put('/api/users/99999', change)));
      const own = await stranger.put(`/api/users/${accounts.stranger}`, change).expect(403);
      expect(own.body.error.details.code).toBe('UPDATE_DENIED');
      await rep.put(`/api/users/${accounts.swede}`, { username: 'svensk' }).expect(200);

      const removed = await rep.delete(`/api/users/${accounts.chinese}`);
      expect(outcome(removed)).toEqual(outcome(await rep.delete('/api/users/99999')));
      const denied = await stranger.delete(`/api/users/${accounts.stranger}`).expect(403);
      expect(denied.body.error.details.code).toBe('DELETE_DENIED');
      expect(await app.strapi.db.query(USER).count({})).toBe(4);
      const gone = await rep.delete(`/api/users/${accounts.swede}`).expect(200);
      expect(gone.body.username).toBe('svensk');
      expect(await userOf('svensk')).toBeNull();
    });

    it('create by the rights of the caller, and never a second account of one address', async () => {
      const { role } = await userOf('rep');
      const create = (client: Client, name: string, email = `${name}@example.test`) =>
        client.post('/api/users', { username: name, email, password: 'Password1', role: role.id });
      const created = await create(rep, 'newcomer').expect(201);
      expect(usernames((await rep.get('/api/users').expect(200)).body)).toEqual([
        'newcomer',
        'rep',
      ]);
      await create(stranger, 'friend').expect(400);
      const twice = await create(rep, 'other', 'Chinese@example.test').expect(400);
      expect(twice.body.error.message).toBe('Email already taken');
      const path = `/api/users/${created.body.id}`;
      await rep.put(path, { email: 'chinese@example.test' }).expect(400);
      await rep.put(path, { email: 'newcomer@example.test' }).expect(200);
      expect(
        await app.strapi.db.query(USER).count({ where: { email: 'chinese@example.test' } })
      ).toBe(1);
    });

    it('are governed in the content manager too', async () => {
      const { id, client } = await logInAdmin(app);
      await addMembership(app.strapi, {
        principal: `admin:${id}`,
        group: 'south',
        profile: 'member',
      });
      const path = `/content-manager/collection-types/${USER}`;
      const { body } = await client.get(`${path}?page=1&pageSize=10`).expect(200);
      expect(usernames(body.results)).toEqual(['chinese']);
      const { documentId } = await userOf('rep');
      await client.get(`${path}/${documentId}`).expect(404);
      await client.put(`${path}/${documentId}`, { username: 'stolen' }).expect(404);
    });
  });
});
