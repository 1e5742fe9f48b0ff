import { createUser } from '../support/actors';
import { addMembership, applyPolicy } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, crmPolicy, openContentApi } from './support/crm';

const MISSING = 'z'.repeat(24);

type Answer = Awaited<ReturnType<Client['get']>>;

const varies = (answer: Answer): string[] =>
  (answer.headers.vary ?? '')
    .split(/,\s*/)
    .filter(Boolean)
    .map((name) => name.toLowerCase());

const expectPrivate = (answer: Answer) => {
  expect([answer.status, answer.headers['cache-control']]).toEqual([
    answer.status,
    'private, no-store',
  ]);
  expect(varies(answer)).toContain('authorization');
};

const expectStock = (answer: Answer) => {
  expect(answer.headers).not.toHaveProperty('cache-control');
  expect(varies(answer)).not.toContain('authorization');
};

describe('headers of answers that depend on who asks', () => {
  let app: RunningStrapi;
  let rep: Client;
  let visitor: Client;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    app = await startStrapi({ policy: crmPolicy() });
    const { strapi } = app;
    await openContentApi(strapi, ['authenticated', 'public'], ['api::account.account.stream']);
    ids.SE = await createRecord(strapi, ACCOUNT, { name: 'Account SE', country: 'SE' });
    ids.CN = await createRecord(strapi, ACCOUNT, { name: 'Account CN', country: 'CN' });
    ids.contact = await createRecord(strapi, CONTACT, { firstName: 'A', account: ids.SE });
    ids.tag = await createRecord(strapi, 'api::tag.tag', { name: 'hot' });
    const user = await createUser(strapi);
    const principal = `user:${user.id}`;
    await addMembership(strapi, { principal, group: 'nordics', profile: 'rep' });
    rep = createClient(app, user.authorization);
    visitor = createClient(app);
  });

  afterAll(() => app.stop());

  it('are on lists, details and what is populated beside ungoverned records', async () => {
    expectPrivate(await rep.get('/api/accounts').expect(200));
    expectPrivate(await rep.get(`/api/accounts/${ids.SE}`).expect(200));
    expectPrivate(await rep.get('/api/tags?populate=accounts').expect(200));
    expectPrivate(await visitor.get('/api/accounts').expect(200));
  });

  it('are on refusals, and tell the missing from the invisible no more than the body does', async () => {
    const hidden = await rep.get(`/api/accounts/${ids.CN}`).expect(404);
    const missing = await rep.get(`/api/accounts/${MISSING}`).expect(404);
    expectPrivate(hidden);
    const lasting = ({ headers }: Answer) => ({ ...headers, date: '' });
    expect(lasting(hidden)).toEqual(lasting(missing));
    expectPrivate(await rep.delete(`/api/contacts/${ids.contact}`).expect(403));
    expectPrivate(await rep.put(`/api/accounts/${ids.SE}`, { data: { size: 1 } }).expect(403));
  });

  it('are on answers to what fails before a statement is sent', async () => {
    app.strapi.documents.use(({ params }, next) => {
      if (JSON.stringify(params).includes('breaks')) throw new Error('Cannot be put together');
      return next();
    });
    expectPrivate(await rep.get('/api/accounts?filters[name]=breaks').expect(500));
    expectStock(await rep.get('/api/tags?filters[name]=breaks').expect(500));
  });

  it('are on writes, and on bodies that are streamed', async () => {
    const data = { name: 'New', country: 'SE' };
    expectPrivate(await rep.post('/api/accounts', { data }).expect(201));
    expectPrivate(await rep.get('/api/accounts-stream').expect(200));
  });

  it('are added to what Vary already names', async () => {
    const answer = await app.request
      .get('/api/accounts')
      .set('Origin', 'https://example.test')
      .expect(200);
    expect(varies(answer)).toEqual(['origin', 'authorization']);
  });

  it('are not on answers that are the same for everybody', async () => {
    expectStock(await rep.get('/api/tags').expect(200));
    expectStock(await visitor.get(`/api/tags/${ids.tag}`).expect(200));
    expectStock(await visitor.get(`/api/tags/${MISSING}`).expect(404));
    expectStock(await rep.post('/api/tags', { data: { name: 'cold' } }).expect(201));
    expectStock(await visitor.get('/api/nothing').expect(404));
  });

  it('are on what the content manager shows, also to a super admin who is not governed', async () => {
    const { client } = await logInAdmin(app);
    const list = (uid: string) => `/content-manager/collection-types/${uid}?page=1&pageSize=10`;
    expectPrivate(await client.get(list(ACCOUNT)).expect(200));
    await applyPolicy(app.strapi, {
      ...crmPolicy(),
      audiences: { superAdmin: 'bypass' },
    });
    const answer = await client.get(list(ACCOUNT)).expect(200);
    expect(answer.body.results).toHaveLength(3);
    expectPrivate(answer);
    expectStock(await client.get('/content-manager/content-types').expect(200));
  });
});
