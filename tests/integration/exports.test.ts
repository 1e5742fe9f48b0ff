import { randomBytes } from 'node:crypto';
import { createUser } from '../support/actors';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { recorded } from './support/audit';
import { createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, openContentApi } from './support/crm';

const READ = { read: 'group', create: 'group', update: 'group' };

const policy = {
  version: 1,
  groups: [
    { code: 'north', name: 'North', kind: 'region', matches: ['SE'] },
    { code: 'south', name: 'South', kind: 'region', matches: ['CN'] },
  ],
  profiles: [
    { code: 'reader', name: 'Reader', contentTypes: { [ACCOUNT]: READ, [CONTACT]: READ } },
    {
      code: 'exporter',
      name: 'Exporter',
      contentTypes: {
        [ACCOUNT]: { ...READ, export: 'group' },
        [CONTACT]: { ...READ, export: 'group' },
      },
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: {
      group: { inherit: 'account' },
      fields: { email: { mask: { strategy: 'email' } } },
    },
  },
  audiences: { superAdmin: 'governed' },
};

/** Six accounts, the first of which has six contacts. */
const COUNT = 6;

describe('bulk reads', () => {
  let app: RunningStrapi;
  let reader: Client;
  let exporter: Client;
  let admin: Client;

  const configure = (settings: object) =>
    app.strapi.config.set('plugin::custodian.export', settings);
  const outcome = async (client: Client, path: string) => {
    const { status, body } = await client.get(path);
    return status === 200 ? 200 : [status, body.error.details.code];
  };
  const DENIED = [403, 'EXPORT_DENIED'];

  const person = async (...memberships: [group: string, profile: string][]): Promise<Client> => {
    const { id, authorization } = await createUser(app.strapi);
    for (const [group, profile] of memberships)
      await addMembership(app.strapi, { principal: `user:${id}`, group, profile });
    return createClient(app, authorization);
  };

  beforeAll(async () => {
    app = await startStrapi({ policy, env: { GRAPHQL: 'on' } });
    const { strapi } = app;
    await openContentApi(strapi);
    strapi.config.set('api.rest.maxLimit', 5_000);
    reader = await person(['north', 'reader']);
    exporter = await person(['north', 'exporter']);
    const { id, client } = await logInAdmin(app);
    admin = client;
    await addMembership(strapi, { principal: `admin:${id}`, group: 'north', profile: 'reader' });
    const accounts: string[] = [];
    for (let index = 0; index < COUNT; index += 1)
      accounts.push(await createRecord(strapi, ACCOUNT, { name: `N${index}`, country: 'SE' }));
    for (let index = 0; index < COUNT; index += 1) {
      const data = {
        firstName: `C${index}`,
        email: `c${index}@example.test`,
        account: accounts[0],
      };
      await createRecord(strapi, CONTACT, data, 'published');
    }
    for (let index = 0; index < 2; index += 1)
      await createRecord(strapi, ACCOUNT, { name: `S${index}`, country: 'CN' });
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    configure({ pageSize: COUNT - 1, records: 100 });
  });

  it('are as ever up to the size of a page', async () => {
    const page = `pagination[pageSize]=${COUNT - 1}`;
    expect(await outcome(reader, `/api/accounts?${page}`)).toBe(200);
    expect(await outcome(reader, `/api/accounts?${page}&pagination[page]=2`)).toBe(200);
    expect(await outcome(reader, `/api/contacts?${page}&populate=account`)).toBe(200);
    configure({});
    expect(await outcome(reader, '/api/accounts?populate=contacts')).toBe(200);
  });

  it.each([
    '/api/accounts',
    '/api/accounts?pagination[limit]=500',
    '/api/contacts?fields[0]=email',
    '/api/accounts?filters[name]=N0&populate[contacts][fields][0]=email',
  ])('beyond it need the right to export: %s', async (path) => {
    expect(await outcome(reader, path)).toEqual(DENIED);
    expect(await outcome(exporter, path)).toBe(200);
  });

  it('show what is masked masked, exported or not', async () => {
    const { body } = await exporter.get('/api/contacts?sort=firstName');
    expect(body.data).toHaveLength(COUNT);
    expect(body.data[0].email).toBe('c•••@example.test');
  });

  it('need it in the content manager and GraphQL as well', async () => {
    const list = `/content-manager/collection-types/${ACCOUNT}?page=1&pageSize=`;
    expect(await outcome(admin, `${list}${COUNT - 1}`)).toBe(200);
    expect(await outcome(admin, `${list}100`)).toEqual(DENIED);
    const query = (limit: number) => ({
      query: `{ accounts(pagination: { limit: ${limit} }) { title: name } }`,
    });
    const few = await reader.post('/graphql', query(COUNT - 1));
    expect(few.body.data.accounts).toHaveLength(COUNT - 1);
    const many = await reader.post('/graphql', query(100));
    expect(many.status).toBe(403);
    expect(many.text).not.toContain('N0');
    expect((await exporter.post('/graphql', query(100))).body.data.accounts).toHaveLength(COUNT);
  });

  it('need it for each record that is read', async () => {
    const both = await person(['north', 'exporter'], ['south', 'reader']);
    expect(await outcome(both, '/api/accounts?filters[name][$startsWith]=N')).toBe(200);
    expect(await outcome(both, '/api/accounts')).toEqual(DENIED);
  });

  it('are counted over all lists of an answer', async () => {
    configure({ pageSize: 100, records: COUNT * 2 - 1 });
    expect(await outcome(reader, '/api/accounts')).toBe(200);
    expect(await outcome(reader, '/api/accounts?populate=contacts')).toEqual(DENIED);
    expect(await outcome(exporter, '/api/accounts?populate=contacts')).toBe(200);
  });

  it('do not undo what a request has done', async () => {
    configure({ pageSize: COUNT - 1, records: COUNT - 1 });
    const [first] = (await reader.get('/api/accounts?filters[name]=N0').expect(200)).body.data;
    const path = `/api/accounts/${first.documentId}?populate=contacts`;
    expect(await outcome(reader, path)).toEqual(DENIED);
    const { body } = await reader.put(path, { data: { size: 7 } }).expect(200);
    expect(body.data.contacts).toHaveLength(COUNT);
    const events = await recorded(app.strapi, { type: 'export.read' });
    expect(events.at(-1)?.details).toMatchObject({
      read: { [CONTACT]: COUNT },
    });
  });

  it('are recorded', async () => {
    await exporter.get('/api/accounts').expect(200);
    const events = await recorded(app.strapi, { type: 'export.read' });
    expect(events.at(-1)?.details).toMatchObject({
      read: { [ACCOUNT]: COUNT },
    });
  });

  it('begin above a thousand records by default', async () => {
    configure({});
    const now = new Date();
    const documentId = () => randomBytes(12).toString('hex');
    const row = (index: number) => ({
      ...{ name: `Many ${index}`, country: 'SE', documentId: documentId(), publishedAt: now },
    });
    const data = Array.from({ length: 1001 }, (_, index) => row(index));
    await app.strapi.db.query(ACCOUNT).createMany({ data });
    const many = '/api/accounts?filters[name][$startsWith]=Many&pagination[pageSize]=';
    expect(await outcome(reader, `${many}1000`)).toBe(200);
    expect(await outcome(reader, `${many}1001`)).toEqual(DENIED);
    expect(await outcome(exporter, `${many}1001`)).toBe(200);
  });
});
