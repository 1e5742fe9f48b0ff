import { createUser, grantPermissions } from '../support/actors';
import { addMembership, place } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';

const ACCOUNT = 'api::account.account';
const CONTACT = 'api::contact.contact';
const DEAL = 'api::deal.deal';

const policy = {
  version: 1,
  groups: [
    { code: 'emea', name: 'EMEA', kind: 'region' },
    { code: 'nordics', name: 'Nordics', kind: 'region', parent: 'emea', matches: ['SE', 'NO'] },
    { code: 'apac', name: 'APAC', kind: 'region', matches: ['CN'] },
  ],
  profiles: [
    {
      code: 'rep',
      name: 'Rep',
      contentTypes: {
        [ACCOUNT]: { create: 'group', read: 'group', update: 'own' },
        [CONTACT]: { create: 'group', read: 'group', update: 'group', delete: 'group' },
        [DEAL]: { create: 'group', read: 'own', update: 'own', delete: 'own' },
      },
    },
    {
      code: 'manager',
      name: 'Manager',
      contentTypes: {
        [ACCOUNT]: { read: 'subtree' },
        [CONTACT]: { create: 'subtree', read: 'subtree', update: 'subtree', publish: 'subtree' },
        [DEAL]: { read: 'subtree' },
      },
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: { group: { inherit: 'account' } },
    [DEAL]: { group: { assigned: true } },
  },
};

describe('secure views over REST', () => {
  let app: RunningStrapi;
  let rep: string;
  let manager: string;
  let stranger: string;
  const ids: Record<string, string> = {};

  const get = (path: string, authorization?: string) => {
    const request = app.request.get(path);
    return authorization ? request.set('Authorization', authorization) : request;
  };

  beforeAll(async () => {
    app = await startStrapi({ policy });
    const { strapi } = app;
    const types = ['account', 'contact', 'deal', 'tag', 'ticket', 'activity', 'product'];
    const actions = types.flatMap((name) =>
      ['find', 'findOne', 'create', 'update', 'delete'].map(
        (action) => `api::${name}.${name}.${action}`
      )
    );
    await grantPermissions(strapi, 'authenticated', actions);
    await grantPermissions(strapi, 'public', actions);
    const users = [await createUser(strapi), await createUser(strapi), await createUser(strapi)];
    const [repUser, managerUser, strangerUser] = users as [
      (typeof users)[0],
      (typeof users)[0],
      (typeof users)[0],
    ];
    rep = repUser.authorization;
    manager = managerUser.authorization;
    stranger = strangerUser.authorization;
    await addMembership(strapi, {
      principal: `user:${repUser.id}`,
      group: 'nordics',
      profile: 'rep',
    });
    await addMembership(strapi, {
      principal: `user:${managerUser.id}`,
      group: 'emea',
      profile: 'manager',
    });

    for (const country of ['SE', 'NO', 'CN']) {
      const account = await strapi
        .documents(ACCOUNT)
        .create({ data: { name: `Account ${country}`, country } as never });
      ids[country] = account.documentId;
      const contact = await strapi.documents(CONTACT).create({
        data: {
          firstName: `Contact ${country}`,
          account: account.documentId,
          address: { street: `Street ${country}` },
        } as never,
        status: 'published',
      });
      ids[`contact ${country}`] = contact.documentId;
    }
    const deal = await strapi.documents(DEAL).create({
      data: { title: 'Shared', contacts: [ids['contact SE'], ids['contact CN']] } as never,
    });
    await place(strapi, {
      contentType: DEAL,
      documentId: deal.documentId,
      owner: `user:${repUser.id}`,
      group: 'nordics',
    });
  });

  afterAll(() => app.stop());

  const names = (body: { data: { firstName?: string; name?: string }[] }) =>
    body.data.map((one) => one.firstName ?? one.name).sort();

  it('lists only the region, with the right total', async () => {
    const { body } = await get('/api/contacts', rep).expect(200);
    expect(names(body)).toEqual(['Contact NO', 'Contact SE']);
    expect(body.meta.pagination.total).toBe(2);
  });

  it('lists the subtree for a manager, nothing for a stranger or the public', async () => {
    expect(names((await get('/api/contacts', manager).expect(200)).body)).toEqual([
      'Contact NO',
      'Contact SE',
    ]);
    for (const caller of [stranger, undefined]) {
      const { body } = await get('/api/contacts', caller).expect(200);
      expect(body.data).toEqual([]);
      expect(body.meta.pagination.total).toBe(0);
    }
    await get(`/api/contacts/${ids['contact SE']}`, stranger).expect(404);
  });

  it('hides records behind relations, counts, filters and sorts', async () => {
    await get(`/api/contacts/${ids['contact CN']}`, rep).expect(404);
    const deals = await get('/api/deals?populate[contacts][populate]=*', rep).expect(200);
    expect(deals.body.data[0].contacts.map((one: { firstName: string }) => one.firstName)).toEqual([
      'Contact SE',
    ]);
    const filtered = await get('/api/deals?filters[contacts][firstName][$contains]=CN', rep).expect(
      200
    );
    expect(filtered.body.data).toEqual([]);
    const collision = await get(
      '/api/contacts?filters[$and][0][firstName][$notNull]=true&filters[account][$and][0][name][$notNull]=true',
      rep
    ).expect(200);
    expect(names(collision.body)).toEqual(['Contact NO', 'Contact SE']);
    const sorted = await get('/api/contacts?sort=account.name:desc&populate=*', rep).expect(200);
    expect(sorted.body.data.map((one: { firstName: string }) => one.firstName)).toEqual([
      'Contact SE',
      'Contact NO',
    ]);
    expect(sorted.body.data[0].address.street).toBe('Street SE');
  });

  it('treats a write to what is not visible like a write to what is not there', async () => {
    const data = { data: { lastName: 'x' } };
    const hidden = await app.request
      .put(`/api/contacts/${ids['contact CN']}?status=draft`)
      .set('Authorization', rep)
      .send(data);
    const missing = await app.request
      .put('/api/contacts/aaaaaaaaaaaaaaaaaaaaaaaa?status=draft')
      .set('Authorization', rep)
      .send(data);
    expect(hidden.status).toBe(404);
    expect(hidden.body).toEqual(missing.body);
  });

  it('creates inside the scope only, and stamps the creator', async () => {
    const create = (account: string, caller: string) =>
      app.request
        .post('/api/contacts?status=draft')
        .set('Authorization', caller)
        .send({ data: { firstName: 'New', account } });
    await create(ids.SE as string, rep).expect(201);
    const before = await app.strapi.db.query(CONTACT).count({});
    const refused = await create(ids.CN as string, rep);
    // Its account is not in the caller's view: for the caller there is no such account.
    expect(refused.status).toBe(400);
    expect(await app.strapi.db.query(CONTACT).count({})).toBe(before);
  });
});
