import { databaseClient } from '../support/database';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { addMembership } from '../support/custodian';
import { createUser } from '../support/actors';
import { createClient, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, crmPolicy, openContentApi } from './support/crm';

/**
 * PostgreSQL keeps tables in schemas, and Strapi's own queries name the one that is configured; ours
 * must too. The other databases have no such thing: there the same must hold without a name.
 */
const SCHEMA = databaseClient() === 'postgres' ? 'crm_of_the_customer' : undefined;

describe('a database schema of its own', () => {
  let app: RunningStrapi;
  let rep: Client;
  let seen: string;
  let hidden: string;

  beforeAll(async () => {
    app = await startStrapi({
      env: SCHEMA ? { DATABASE_SCHEMA: SCHEMA } : {},
      policy: crmPolicy(),
    });
    await openContentApi(app.strapi);
    const { id, authorization } = await createUser(app.strapi);
    rep = createClient(app, authorization);
    await addMembership(app.strapi, {
      principal: `user:${id}`,
      group: 'nordics',
      profile: 'rep',
    });
    const account = async (country: string) => {
      const documentId = await createRecord(app.strapi, ACCOUNT, { name: country, country });
      return createRecord(
        app.strapi,
        CONTACT,
        { firstName: 'A', account: { documentId } },
        'published'
      );
    };
    [seen, hidden] = [await account('SE'), await account('CN')];
  });
  afterAll(async () => {
    await app.stop();
  });

  it('is the one configured', () => {
    expect(app.strapi.db.getSchemaName()).toBe(SCHEMA);
  });

  it('is read through views: lists, counts, joins, deep sorts, populates', async () => {
    const list = await rep.get('/api/contacts?populate=account&sort=account.name:asc');
    expect(list.body.data.map(({ documentId }: { documentId: string }) => documentId)).toEqual([
      seen,
    ]);
    expect(list.body.data[0].account.country).toBe('SE');
    expect(list.body.meta.pagination.total).toBe(1);
    const filtered = await rep.get('/api/contacts?filters[account][country]=CN');
    expect(filtered.body.data).toEqual([]);
    expect((await rep.get(`/api/contacts/${hidden}`)).status).toBe(404);
  });

  it('is written through the boundary, shared and restricted', async () => {
    await rep.put(`/api/contacts/${seen}?status=draft`, { data: { lastName: 'B' } }).expect(200);
    expect((await rep.put(`/api/contacts/${hidden}`, { data: {} })).status).toBe(404);
    const query = (name: string) => app.strapi.db.query(`plugin::custodian.${name}`);
    const record = { contentType: CONTACT, documentId: hidden };
    await query('share').create({ data: { ...record, principal: 'group:nordics', level: 'read' } });
    expect((await rep.get(`/api/contacts/${hidden}`)).status).toBe(200);
    await query('restriction').create({ data: { ...record, kind: 'art-18', reason: 'x' } });
    expect((await rep.get(`/api/contacts/${hidden}`)).status).toBe(404);
  });
});
