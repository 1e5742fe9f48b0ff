import { createUser } from '../support/actors';
import { addMembership, applyPolicy } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { auditOf, recorded } from './support/audit';
import { createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, crmPolicy, DEAL, openContentApi } from './support/crm';

/** Contacts are marked; accounts are governed, and not. */
const policyOf = (superAdmin: string) => {
  const policy = crmPolicy();
  const contentTypes = {
    ...policy.contentTypes,
    [CONTACT]: { ...policy.contentTypes[CONTACT], auditReads: true },
  };
  return { ...policy, contentTypes, audiences: { ...policy.audiences, superAdmin } };
};

describe('reads of marked types', () => {
  let app: RunningStrapi;
  let rep: { principal: string; client: Client };
  let admin: { id: number; client: Client };
  let account: string;
  let hidden: string;
  const contacts: string[] = [];
  let since = 0;

  /** What was recorded since the test began: records by content type, as they are named. */
  const reads = async () => {
    await auditOf(app.strapi).seal();
    return (await recorded(app.strapi, { type: 'record.read', id: { $gt: since } })).map((one) => {
      const details = one.details as { records?: string[] } & Record<string, unknown>;
      const records = one.documentId === null ? (details.records ?? []) : [one.documentId];
      return { ...one, details, records: [...records].sort() };
    });
  };
  const sorted = (documentIds: readonly string[]) => [...documentIds].sort();

  beforeAll(async () => {
    app = await startStrapi({ policy: policyOf('governed'), env: { GRAPHQL: 'on' } });
    await openContentApi(app.strapi, ['authenticated'], ['api::account.account.stream']);
    const { id, authorization } = await createUser(app.strapi);
    rep = { principal: `user:${id}`, client: createClient(app, authorization) };
    await addMembership(app.strapi, { principal: rep.principal, group: 'nordics', profile: 'rep' });
    admin = await logInAdmin(app);
    await addMembership(app.strapi, {
      principal: `admin:${admin.id}`,
      group: 'emea',
      profile: 'manager',
    });
    account = await createRecord(app.strapi, ACCOUNT, { name: 'North', country: 'SE' });
    const elsewhere = await createRecord(app.strapi, ACCOUNT, { name: 'East', country: 'CN' });
    for (let n = 0; n < 5; n += 1) {
      const data = {
        firstName: `Contact ${n}`,
        account,
        phones: [{ number: `+46 ${n}` }],
        address: { city: 'Umeå' },
      };
      contacts.push(await createRecord(app.strapi, CONTACT, data, 'published'));
    }
    const data = { firstName: 'Hidden', account: elsewhere };
    hidden = await createRecord(app.strapi, CONTACT, data, 'published');
  });

  beforeEach(async () => {
    since = await auditOf(app.strapi).newest();
  });
  afterAll(() => app.stop());

  it('are recorded for a list in one entry, with who, when, what and by which door', async () => {
    const { body } = await rep.client.get('/api/contacts').expect(200);
    expect(body.data).toHaveLength(contacts.length);
    const found = await reads();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      causedBy: rep.principal,
      contentType: CONTACT,
      documentId: null,
      records: sorted(contacts),
      details: { door: 'rest', method: 'GET', route: '/api/contacts' },
    });
    expect(Math.abs(Date.parse(found[0]!.at) - Date.now())).toBeLessThan(60_000);
  });

  it('are recorded before the answer is there', async () => {
    await rep.client.get(`/api/contacts/${contacts[0]}`).expect(200);
    const [row] = await app.strapi.db
      .getConnection('custodian_audit_entries')
      .where('id', '>', since)
      .where({ type: 'record.read' });
    expect(row).toMatchObject({ document_id: contacts[0], caused_by: rep.principal });
  });

  it('name a single record in the entry itself', async () => {
    await rep.client.get(`/api/contacts/${contacts[1]}?populate=*`).expect(200);
    expect(await reads()).toMatchObject([
      { contentType: CONTACT, documentId: contacts[1], details: { route: '/api/contacts/:id' } },
    ]);
  });

  it('are found by each of the records of a list', async () => {
    await rep.client.get('/api/contacts').expect(200);
    await auditOf(app.strapi).seal();
    const found = await recorded(app.strapi, { documentId: contacts[3], id: { $gt: since } });
    expect(found).toMatchObject([{ type: 'record.read', causedBy: rep.principal }]);
  });

  it('contain neither what is hidden, nor totals, nor what only filters', async () => {
    await rep.client.get(`/api/contacts/${hidden}`).expect(404);
    await rep.client.get('/api/contacts?pagination[pageSize]=1&filters[id]=0').expect(200);
    await rep.client.get('/api/accounts?filters[contacts][firstName]=Contact 1').expect(200);
    await rep.client.get('/api/accounts?sort=contacts.firstName').expect(200);
    expect(await reads()).toEqual([]);
  });

  it.each([
    ['populated', () => `/api/accounts/${account}?populate=contacts`],
    ['populated in a list', () => '/api/accounts?populate[contacts][fields]=firstName'],
    ['sorted by a relation', () => '/api/contacts?sort=account.name'],
    ['with a few fields', () => '/api/contacts?fields=lastName&sort=firstName:desc'],
    ['searched', () => '/api/contacts?_q=Contact'],
    ['streamed after the handler has returned', () => '/api/accounts-stream'],
  ])('are recorded when %s', async (_what, path) => {
    await rep.client.get(path()).expect(200);
    const found = await reads();
    expect(found).toMatchObject([{ contentType: CONTACT, records: sorted(contacts) }]);
    expect(found[0]?.details).toMatchObject({ door: 'rest', method: 'GET' });
    expect(found[0]?.details).not.toHaveProperty('unidentified');
  });

  it('are recorded by GraphQL, nested ones too', async () => {
    const query = '{ accounts { name contacts(pagination: { limit: 3 }) { firstName } } }';
    const { body } = await rep.client.post('/graphql', { query }).expect(200);
    expect(body.data.accounts[0].contacts).toHaveLength(3);
    const found = await reads();
    expect(found).toMatchObject([{ contentType: CONTACT, details: { door: 'graphql' } }]);
    expect(found[0]?.records).toHaveLength(3);
  });

  it.each([
    ['lists', () => `/content-manager/collection-types/${CONTACT}`, () => contacts],
    [
      'details',
      () => `/content-manager/collection-types/${CONTACT}/${contacts[2]}`,
      () => [contacts[2]!],
    ],
    [
      'relation pickers',
      () => `/content-manager/relations/${DEAL}/contacts?pageSize=10`,
      () => contacts,
    ],
    [
      'relations of a record',
      () => `/content-manager/relations/${ACCOUNT}/${account}/contacts`,
      () => contacts,
    ],
  ])('are recorded in the content manager: %s', async (_what, path, expected) => {
    await admin.client.get(path()).expect(200);
    const found = await reads();
    const all = [...new Set(found.flatMap(({ records }) => records))];
    expect(all.sort()).toEqual(sorted(expected()));
    for (const one of found)
      expect(one).toMatchObject({
        causedBy: `admin:${admin.id}`,
        contentType: CONTACT,
        details: { door: 'content-manager' },
      });
  });

  it('are recorded for what a write answers with', async () => {
    const data = { lastName: 'Changed' };
    await rep.client.put(`/api/contacts/${contacts[0]}?status=draft`, { data }).expect(200);
    const found = await reads();
    expect(found).toMatchObject([{ documentId: contacts[0], details: { method: 'PUT' } }]);
  });

  it('of types that are not marked leave no trace', async () => {
    await rep.client.get('/api/accounts').expect(200);
    await createRecord(app.strapi, DEAL, { title: 'A deal' });
    await rep.client.get('/api/deals').expect(200);
    expect(await reads()).toEqual([]);
  });

  it('of the system leave none either', async () => {
    await app.strapi.db.query(CONTACT).findMany({});
    expect(await reads()).toEqual([]);
  });

  describe('that cannot be recorded', () => {
    const broken = async (work: () => Promise<void>) => {
      const { connection } = app.strapi.db;
      const table = 'custodian_audit_payloads';
      await connection.schema.renameTable(table, 'gone');
      try {
        await work();
      } finally {
        await connection.schema.renameTable('gone', table);
      }
    };

    it('are not answered', async () => {
      await broken(async () => {
        const { body } = await rep.client.get('/api/contacts').expect(500);
        expect(JSON.stringify(body)).not.toContain('Contact 1');
        await rep.client.get('/api/accounts').expect(200);
      });
      expect(await reads()).toEqual([]);
    });

    it('are not streamed', async () => {
      await broken(async () => {
        const sent = await rep.client.get('/api/accounts-stream').then(
          ({ text }) => text,
          () => ''
        );
        expect(sent).not.toContain('Contact 1');
      });
    });
  });

  describe('by a super admin', () => {
    afterAll(() => applyPolicy(app.strapi, policyOf('governed')));

    it('are recorded for every governed type where the policy says `audited`', async () => {
      await applyPolicy(app.strapi, policyOf('audited'));
      const path = `/content-manager/collection-types/${ACCOUNT}`;
      const { body } = await admin.client.get(path).expect(200);
      expect(body.results).toHaveLength(2);
      const found = await reads();
      expect(found).toMatchObject([
        {
          contentType: ACCOUNT,
          causedBy: `admin:${admin.id}`,
          details: { door: 'content-manager' },
        },
      ]);
      expect(found[0]?.records).toHaveLength(2);
    });

    it('are recorded for marked types only where it says `bypass`', async () => {
      await applyPolicy(app.strapi, policyOf('bypass'));
      await admin.client.get(`/content-manager/collection-types/${ACCOUNT}`).expect(200);
      expect(await reads()).toEqual([]);
      await admin.client.get(`/content-manager/collection-types/${CONTACT}/${hidden}`).expect(200);
      expect(await reads()).toMatchObject([{ contentType: CONTACT, documentId: hidden }]);
    });
  });

  it('ends with a chain that verifies', async () => {
    expect(await auditOf(app.strapi).verify()).toMatchObject({ ok: true, unsealed: 0 });
  });

  it('records deletions of governed records, in the same transaction', async () => {
    const doomed = await createRecord(app.strapi, CONTACT, { firstName: 'Doomed', account });
    await app.strapi.documents(CONTACT).delete({ documentId: doomed });
    expect(
      await recorded(app.strapi, { type: 'record.deleted', documentId: doomed })
    ).toMatchObject([{ causedBy: 'system', contentType: CONTACT, details: { rows: 1 } }]);
    await expect(
      app.strapi.db.transaction(async () => {
        await app.strapi.documents(CONTACT).delete({ documentId: contacts[4]! });
        throw new Error('undone');
      })
    ).rejects.toThrow('undone');
    expect(await recorded(app.strapi, { type: 'record.deleted', documentId: contacts[4] })).toEqual(
      []
    );
  });
});
