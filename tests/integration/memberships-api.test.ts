import { setTimeout as delay } from 'node:timers/promises';
import { createApiToken, createUser } from '../support/actors';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTENT_ACTIONS, createRecord, crmPolicy, openContentApi } from './support/crm';

const MEMBERSHIPS = '/custodian/memberships';

interface Answer {
  id: number;
  principal: string;
}

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

describe('memberships over HTTP', () => {
  let app: RunningStrapi;
  let admin: Client;

  const join = async (
    principal: string,
    group: string,
    profile: string,
    period: { validFrom?: string | null; validTo?: string | null } = {}
  ): Promise<Answer> => {
    const body = { data: { principal, group, profile, ...period } };
    return (await admin.post(MEMBERSHIPS, body).expect(201)).body.data;
  };
  const newcomer = async () => {
    const { id, authorization } = await createUser(app.strapi);
    return { principal: `user:${id}`, client: createClient(app, authorization) };
  };
  const countries = async (client: Client) => {
    const { body } = await client.get('/api/accounts?sort=country&fields=country').expect(200);
    expect(body.meta.pagination.total).toBe(body.data.length);
    return body.data.map((account: { country: string }) => account.country).join(' ');
  };
  const list = async (query: string) =>
    (await admin.get(`${MEMBERSHIPS}?${query}`).expect(200)).body;

  beforeAll(async () => {
    app = await startStrapi({ policy: crmPolicy() });
    admin = (await logInAdmin(app)).client;
    await openContentApi(app.strapi);
    for (const country of ['SE', 'NO', 'NL', 'CN', 'FR'])
      await createRecord(app.strapi, ACCOUNT, { name: `Account ${country}`, country });
  });

  afterAll(() => app.stop());

  describe('are data', () => {
    it('that is written, read, changed and removed', async () => {
      const { principal } = await newcomer();
      const created = await admin
        .post(MEMBERSHIPS, { data: { principal, group: 'nordics', profile: 'rep' } })
        .expect(201);
      const membership = { principal, group: 'nordics', profile: 'rep' };
      const { id } = created.body.data;
      expect(created.body).toEqual({
        data: { id, ...membership, validFrom: null, validTo: null },
        meta: {},
      });
      expect((await list(`filters[principal]=${principal}`)).data).toEqual([created.body.data]);

      const period = { validFrom: '2020-01-01T00:00:00.000Z', validTo: '2999-12-31T23:59:59.000Z' };
      const change = { profile: 'manager', group: 'emea', ...period };
      const changed = await admin.patch(`${MEMBERSHIPS}/${id}`, { data: change }).expect(200);
      expect(changed.body.data).toEqual({ id, principal, ...change });
      const open = await admin.patch(`${MEMBERSHIPS}/${id}`, { validTo: null }).expect(200);
      expect(open.body.data).toEqual({ ...changed.body.data, validTo: null });

      expect((await admin.delete(`${MEMBERSHIPS}/${id}`).expect(200)).body.data).toEqual(
        open.body.data
      );
      expect((await list(`filters[principal]=${principal}`)).data).toEqual([]);
      for (const gone of [
        await admin.delete(`${MEMBERSHIPS}/${id}`),
        await admin.patch(`${MEMBERSHIPS}/${id}`, change),
      ]) {
        expect(gone.status).toBe(404);
        expect(gone.body.error.details.code).toBe('NOT_FOUND');
      }
    });

    it('with instants of any time zone', async () => {
      const { principal } = await newcomer();
      const { id } = await join(principal, 'nordics', 'rep', {
        validFrom: '2024-01-01T02:00:00+02:00',
      });
      const [found] = (await list(`filters[id]=${id}`)).data;
      expect(found.validFrom).toBe('2024-01-01T00:00:00.000Z');
    });
  });

  describe('are refused with a path', () => {
    const valid = { group: 'nordics', profile: 'rep' };
    let principal: string;
    let existing: Answer;

    beforeAll(async () => {
      ({ principal } = await newcomer());
      existing = await join(principal, 'nordics', 'rep', { validFrom: '2030-01-01T00:00:00Z' });
    });

    it.each([
      ['an unknown group', { group: 'mars' }, ['group'], 'UNKNOWN_GROUP'],
      ['an unknown profile', { profile: 'boss' }, ['profile'], 'UNKNOWN_PROFILE'],
      ['an unknown user', { principal: 'user:4711' }, ['principal'], 'UNKNOWN_PRINCIPAL'],
      ['an unknown admin', { principal: 'admin:4711' }, ['principal'], 'UNKNOWN_PRINCIPAL'],
      ['an unknown token', { principal: 'token:4711' }, ['principal'], 'UNKNOWN_PRINCIPAL'],
      ['a number too large', { principal: `user:${'9'.repeat(25)}` }, ['principal'], undefined],
      ['the public', { principal: 'public' }, ['principal'], undefined],
      ['no principal at all', { principal: 'nordics' }, ['principal'], undefined],
      [
        'a number above what ids can be',
        { principal: 'user:3000000000' },
        ['principal'],
        undefined,
      ],
      ['id zero', { principal: 'user:0' }, ['principal'], undefined],
      ['a list of groups', { group: ['nordics'] }, ['group'], undefined],
      ['a group that is null', { group: null }, ['group'], undefined],
      ['a day', { validFrom: '2024-01-01' }, ['validFrom'], undefined],
      ['no date', { validTo: 'tomorrow' }, ['validTo'], undefined],
      ['a number of milliseconds', { validTo: 1735689600000 }, ['validTo'], undefined],
      [
        'an empty period',
        { validFrom: '2030-01-01T00:00:00Z', validTo: '2030-01-01T00:00:00Z' },
        ['validTo'],
        'EMPTY_PERIOD',
      ],
      [
        'a period that ends before it begins',
        { validFrom: '2030-01-01T00:00:00Z', validTo: '2029-01-01T00:00:00Z' },
        ['validTo'],
        'EMPTY_PERIOD',
      ],
    ])('%s', async (_title, change, path, code) => {
      const before = (await list('')).meta.pagination.total;
      const created = await admin.post(MEMBERSHIPS, { data: { principal, ...valid, ...change } });
      const changed = await admin.patch(`${MEMBERSHIPS}/${existing.id}`, { data: change });
      for (const { status, body } of [created, changed]) {
        expect({ status, name: body.error.name }).toEqual({ status: 400, name: 'ValidationError' });
        expect(body.error.details.errors.map((one: { path: string[] }) => one.path)).toEqual([
          path,
        ]);
        if (code) expect(body.error.details).toMatchObject({ code, path });
      }
      const after = await list('');
      expect(after.meta.pagination.total).toBe(before);
      expect((await list(`filters[id]=${existing.id}`)).data).toEqual([existing]);
    });

    it('an end before the beginning that is already there', async () => {
      const { body } = await admin
        .patch(`${MEMBERSHIPS}/${existing.id}`, { validTo: '2029-01-01T00:00:00Z' })
        .expect(400);
      expect(body.error.details).toMatchObject({ code: 'EMPTY_PERIOD', path: ['validTo'] });
    });

    it('what is missing, and what is unknown, all at once', async () => {
      const { body } = await admin.post(MEMBERSHIPS, { data: { groups: 'nordics' } }).expect(400);
      const paths = body.error.details.errors.map((one: { path: string[] }) => one.path.join('.'));
      expect(paths.sort()).toEqual(['group', 'groups', 'principal', 'profile']);
    });

    it.each([['[]'], ['{ "data": null }'], ['{ "data": [] }']])(
      'a body that is no object: %s',
      async (body) => {
        await admin.post(MEMBERSHIPS, body).expect(400);
        await admin.patch(`${MEMBERSHIPS}/${existing.id}`, body).expect(400);
      }
    );

    it.each(['x', '0', '-1', '1.5', '1e99', '3000000000'])('the id %s', async (id) => {
      await admin.delete(`${MEMBERSHIPS}/${id}`).expect(400);
      await admin.patch(`${MEMBERSHIPS}/${id}`, {}).expect(400);
    });
  });

  describe('are listed', () => {
    let user: string;
    let ids: number[];

    beforeAll(async () => {
      user = (await newcomer()).principal;
      const rows = [
        await join(user, 'nordics', 'rep', { validTo: '2030-01-01T00:00:00Z' }),
        await join(user, 'benelux', 'rep', { validTo: '2029-01-01T00:00:00Z' }),
        await join(user, 'apac', 'manager'),
        await join(user, 'emea', 'auditor', { validFrom: '2020-06-01T00:00:00Z' }),
      ];
      ids = rows.map(({ id }) => id);
    });

    const groups = async (query: string) => {
      const { data } = await list(`filters[principal]=${user}&${query}`);
      return data.map((one: { group: string }) => one.group);
    };

    it('by id unless said otherwise', async () => {
      expect(await groups('')).toEqual(['nordics', 'benelux', 'apac', 'emea']);
      expect(await groups('sort=id:desc')).toEqual(['emea', 'apac', 'benelux', 'nordics']);
    });

    it.each([
      ['filters[group]=apac', ['apac']],
      ['filters[group][$eq]=apac', ['apac']],
      ['filters[group][$in][0]=apac&filters[group][$in][1]=emea', ['apac', 'emea']],
      ['filters[group][$in]=apac', ['apac']],
      ['filters[group][$notIn][0]=apac', ['nordics', 'benelux', 'emea']],
      ['filters[group][$startsWith]=nor', ['nordics']],
      ['filters[group][$contains]=nelu', ['benelux']],
      ['filters[profile][$ne]=rep', ['apac', 'emea']],
      ['filters[profile]=rep&filters[group]=benelux', ['benelux']],
      ['filters[validTo][$gt]=2029-06-01T00:00:00Z', ['nordics']],
      ['filters[validTo][$lte]=2029-01-01T00:00:00Z', ['benelux']],
      ['filters[validTo]=2030-01-01T00:00:00.000Z', ['nordics']],
      ['filters[validTo][$null]=true', ['apac', 'emea']],
      ['filters[validTo][$null]=false', ['nordics', 'benelux']],
      ['filters[validTo][$notNull]=true', ['nordics', 'benelux']],
      ['filters[validTo][$notNull]=false', ['apac', 'emea']],
      ['filters[validFrom][$notNull]=true', ['emea']],
    ])('filtered: %s', async (query, expected) => {
      expect(await groups(query)).toEqual(expected);
    });

    it.each([
      ['sort=group', ['apac', 'benelux', 'emea', 'nordics']],
      ['sort=profile:desc,group:asc', ['benelux', 'nordics', 'apac', 'emea']],
      ['sort[0]=profile:asc&sort[1]=group:desc', ['emea', 'apac', 'nordics', 'benelux']],
      ['filters[validTo][$notNull]=true&sort=validTo', ['benelux', 'nordics']],
    ])('sorted: %s', async (query, expected) => {
      expect(await groups(query)).toEqual(expected);
    });

    it('in pages', async () => {
      const all = `filters[principal]=${user}`;
      const second = await list(`${all}&pagination[page]=2&pagination[pageSize]=3`);
      expect(second.data.map(({ id }: Answer) => id)).toEqual(ids.slice(3));
      expect(second.meta).toEqual({
        pagination: { page: 2, pageSize: 3, pageCount: 2, total: 4 },
      });
      const window = await list(`${all}&pagination[start]=1&pagination[limit]=2`);
      expect(window.data.map(({ id }: Answer) => id)).toEqual(ids.slice(1, 3));
      expect(window.meta.pagination).toMatchObject({ start: 1, limit: 2, total: 4 });
      expect((await list(`${all}&pagination[page]=9`)).data).toEqual([]);
    });

    it.each([
      ['filters[colour]=red', ['filters']],
      ['filters[principal][$like]=user', ['filters', 'principal']],
      ['filters[principal][$gt][0]=a&filters[principal][$gt][1]=b', ['filters', 'principal']],
      ['filters[id]=seven', ['filters', 'id']],
      ['filters[id][$in][0]=seven', ['filters', 'id']],
      ['filters[id]=99999999999999999999', ['filters', 'id']],
      ['filters[validTo]=soon', ['filters', 'validTo']],
      ['filters[validTo][$gt]=soon', ['filters', 'validTo']],
      ['filters[validTo][$null]=maybe', ['filters', 'validTo']],
      ['filters[group][$in][0][$eq]=apac', ['filters', 'group']],
      ['filters=apac', ['filters']],
      ['sort=colour', ['sort']],
      ['sort=group:up', ['sort']],
      ['sort=constructor', ['sort']],
      ['pagination[page]=0', ['pagination', 'page']],
      ['pagination[pageSize]=501', ['pagination', 'pageSize']],
      ['pagination[limit]=-1', ['pagination', 'limit']],
      ['pagination[page]=x', ['pagination', 'page']],
      ['pagination[size]=5', ['pagination', 'size']],
      ['pagination[page]=1&pagination[limit]=5', ['pagination']],
    ])('unless the query is wrong: %s', async (query, path) => {
      const { body } = await admin.get(`${MEMBERSHIPS}?${query}`).expect(400);
      expect(body.error.name).toBe('ValidationError');
      expect(body.error.details.path.slice(0, path.length)).toEqual(path);
    });
  });

  describe('take effect on the next request', () => {
    it('when they are given and when they are revoked', async () => {
      const { client, principal } = await newcomer();
      expect(await countries(client)).toBe('');
      const { id } = await join(principal, 'nordics', 'rep');
      expect(await countries(client)).toBe('NO SE');
      const { body } = await client.get('/api/accounts').expect(200);
      const path = `/api/accounts/${body.data[0].documentId}`;
      await client.get(path).expect(200);

      await admin.delete(`${MEMBERSHIPS}/${id}`).expect(200);
      expect(await countries(client)).toBe('');
      await client.get(path).expect(404);
    });

    it('when they move to another group or profile', async () => {
      const { client, principal } = await newcomer();
      const { id } = await join(principal, 'nordics', 'rep');
      await admin.patch(`${MEMBERSHIPS}/${id}`, { group: 'apac' }).expect(200);
      expect(await countries(client)).toBe('CN');
      await admin.patch(`${MEMBERSHIPS}/${id}`, { profile: 'auditor' }).expect(200);
      expect(await countries(client)).toBe('CN FR NL NO SE');
    });

    it('when their period begins and ends by itself', async () => {
      const { client, principal } = await newcomer();
      await join(principal, 'nordics', 'rep', { validFrom: inSeconds(2), validTo: inSeconds(5) });
      expect(await countries(client)).toBe('');
      await delay(2600);
      expect(await countries(client)).toBe('NO SE');
      await delay(3000);
      expect(await countries(client)).toBe('');
    });

    it.each([
      ['ended', { validTo: inSeconds(-1) }, ''],
      ['begun and ended', { validFrom: inSeconds(-60), validTo: inSeconds(-1) }, ''],
      ['begun', { validFrom: inSeconds(-1) }, 'NO SE'],
      ['not ended', { validTo: inSeconds(600) }, 'NO SE'],
      ['begun and not ended', { validFrom: inSeconds(-60), validTo: inSeconds(600) }, 'NO SE'],
      ['not begun', { validFrom: inSeconds(600) }, ''],
    ])('by their period: %s', async (_title, period, expected) => {
      const { client, principal } = await newcomer();
      await join(principal, 'nordics', 'rep', period);
      expect(await countries(client)).toBe(expected);
    });
  });

  describe('add up', () => {
    it('over groups, profiles and periods', async () => {
      const { client, principal } = await newcomer();
      await join(principal, 'apac', 'rep');
      // A group without values of its own: `group` reaches nothing there, `subtree` what is below.
      await join(principal, 'emea', 'rep');
      await join(principal, 'nordics', 'auditor', { validTo: inSeconds(-1) });
      expect(await countries(client)).toBe('CN');
      const manager = await join(principal, 'emea', 'manager');
      expect(await countries(client)).toBe('CN NL NO SE');
      await join(principal, 'emea', 'manager');
      expect(await countries(client)).toBe('CN NL NO SE');
      await admin.delete(`${MEMBERSHIPS}/${manager.id}`).expect(200);
      expect(await countries(client)).toBe('CN NL NO SE');
    });
  });

  describe('hold for every kind of principal', () => {
    it('an API token, whatever its type', async () => {
      for (const actions of [CONTENT_ACTIONS, undefined]) {
        const { id, authorization } = await createApiToken(app.strapi, actions);
        const client = createClient(app, authorization);
        expect(await countries(client)).toBe('');
        await join(`token:${id}`, 'benelux', 'rep');
        expect(await countries(client)).toBe('NL');
      }
    });

    it('not another kind with the same number', async () => {
      const { client, principal } = await newcomer();
      const number = principal.split(':')[1];
      const rows = await app.strapi.db.query('admin::user').count({ where: { id: number } });
      // Written past the API if there is no such admin: the number alone must not match.
      await app.strapi.db.query('plugin::custodian.membership').create({
        data: { principal: `admin:${number}`, groupCode: 'nordics', profileCode: 'rep' },
      });
      expect(rows).toBeLessThanOrEqual(1);
      expect(await countries(client)).toBe('');
    });

    it('an admin user, in the content manager', async () => {
      const path = `/content-manager/collection-types/${ACCOUNT}?sort=country`;
      const { id, client } = await logInAdmin(app, 'strapi-editor');
      const seen = async () => {
        const { body } = await client.get(path).expect(200);
        expect(body.pagination.total).toBe(body.results.length);
        return body.results.map((account: { country: string }) => account.country).join(' ');
      };
      expect(await seen()).toBe('');
      const { id: membership } = await join(`admin:${id}`, 'nordics', 'rep');
      expect(await seen()).toBe('NO SE');
      await admin.delete(`${MEMBERSHIPS}/${membership}`).expect(200);
      expect(await seen()).toBe('');
    });

    it('a super admin like everybody else, where the policy says so', async () => {
      const path = `/content-manager/collection-types/${ACCOUNT}`;
      const { id, client } = await logInAdmin(app);
      const total = async () => (await client.get(path).expect(200)).body.pagination.total;
      expect(await total()).toBe(0);
      await join(`admin:${id}`, 'emea', 'manager');
      expect(await total()).toBe(3);
      const audited = { ...crmPolicy(), audiences: { superAdmin: 'audited' } };
      await admin.put('/custodian/policy', audited).expect(200);
      expect(await total()).toBe(5);
      await admin.put('/custodian/policy', crmPolicy()).expect(200);
    });

    it('the public not at all: the policy alone says what it sees', async () => {
      const visitor = createClient(app);
      expect(await countries(visitor)).toBe('');
      const open = { public: { contentTypes: { [ACCOUNT]: { read: 'all' } } } };
      const audiences = { ...crmPolicy().audiences, ...open };
      await admin.put('/custodian/policy', { ...crmPolicy(), audiences }).expect(200);
      expect(await countries(visitor)).toBe('CN FR NL NO SE');
      // Whoever logs in is not the public any more.
      expect(await countries((await newcomer()).client)).toBe('');
      await admin.put('/custodian/policy', crmPolicy()).expect(200);
      expect(await countries(visitor)).toBe('');
    });
  });

  it('in a group or with a profile that has left the policy grant nothing', async () => {
    const { client, principal } = await newcomer();
    await join(principal, 'nordics', 'auditor');
    expect(await countries(client)).not.toBe('');
    const policy = crmPolicy();
    const without = {
      ...policy,
      profiles: policy.profiles.filter(({ code }) => code !== 'auditor'),
    };
    await admin.put('/custodian/policy', without).expect(200);
    expect(await countries(client)).toBe('');
    const groupless = { ...policy, groups: policy.groups.filter(({ code }) => code !== 'nordics') };
    await admin.put('/custodian/policy', groupless).expect(200);
    expect(await countries(client)).toBe('');
    await admin.put('/custodian/policy', policy).expect(200);
    expect(await countries(client)).toBe('CN FR NL NO SE');
  });
});
