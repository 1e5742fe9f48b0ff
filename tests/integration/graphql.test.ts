import type { Response } from 'supertest';
import { createApiToken, createUser } from '../support/actors';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { ACCOUNT, CONTACT, createRecord, crmPolicy, openContentApi } from './support/crm';

const MISSING = 'z'.repeat(24);

/** What JSON holds, as supertest types it. */
type Data = Record<string, Response['body']>;
interface Answer {
  data?: Data | null;
  errors?: { message: string; path?: unknown; extensions: Data }[];
}

describe('GraphQL', () => {
  let app: RunningStrapi;
  let rep: string;
  let principal: string;
  const ids: Record<string, string> = {};

  const send = async (query: string, variables: Data, authorization?: string) => {
    const request = app.request.post('/graphql').send({ query, variables });
    if (authorization) void request.set('Authorization', authorization);
    return request;
  };
  const ask = async (query: string, variables: Data = {}, caller: string | null = rep) =>
    (await send(query, variables, caller ?? undefined)).body as Answer;
  const read = async (query: string, variables: Data = {}): Promise<Data> => {
    const { data, errors } = await ask(query, variables);
    expect(errors).toBeUndefined();
    return data!;
  };
  const names = (rows: Data[]) => rows.map((row) => row.firstName ?? row.name ?? row.title).sort();

  const seedRegions = async () => {
    const { strapi } = app;
    for (const country of ['SE', 'NO', 'CN'])
      ids[country] = await createRecord(strapi, ACCOUNT, { name: `Account ${country}`, country });
    for (const country of ['SE', 'NO', 'CN']) {
      const data = {
        firstName: `Contact ${country}`,
        account: ids[country],
        phones: [{ number: `+${country}` }],
      };
      ids[`contact ${country}`] = await createRecord(strapi, CONTACT, data, 'published');
    }
  };

  beforeAll(async () => {
    app = await startStrapi({ policy: crmPolicy(), env: { GRAPHQL: 'on' } });
    const { strapi } = app;
    await openContentApi(strapi);
    const user = await createUser(strapi);
    principal = `user:${user.id}`;
    await addMembership(strapi, { principal, group: 'nordics', profile: 'rep' });
    rep = user.authorization;
    await seedRegions();
    const linked = {
      firstName: 'Linked',
      account: ids.SE,
      address: { street: 'Linked', site: ids.CN },
      sections: [
        { __component: 'blocks.link', url: 'hidden', account: ids.CN },
        { __component: 'blocks.link', url: 'visible', account: ids.SE },
      ],
    };
    ids.linked = await createRecord(strapi, CONTACT, linked, 'published');
    const accounts = [ids.SE, ids.NO, ids.CN];
    ids.tag = await createRecord(strapi, 'api::tag.tag', { name: 'hot', accounts });
  });

  afterAll(() => app.stop());

  describe('who is asking', () => {
    it('is the caller inside resolvers, also where a query needs no authorisation', async () => {
      expect(await read('{ caller }')).toEqual({ caller: principal });
      expect((await ask('{ caller }', {}, null)).data).toEqual({ caller: 'public' });
      const token = await createApiToken(app.strapi);
      const answer = await ask('{ caller }', {}, token.authorization);
      expect(answer.data).toEqual({ caller: `token:${token.id}` });
    });

    it('sees nothing without a grant: the public, and an API token before it has a membership', async () => {
      const query = '{ contacts { firstName } contacts_connection { pageInfo { total } } }';
      const nothing = { contacts: [], contacts_connection: { pageInfo: { total: 0 } } };
      expect((await ask(query, {}, null)).data).toEqual(nothing);
      const token = await createApiToken(app.strapi);
      expect((await ask(query, {}, token.authorization)).data).toEqual(nothing);
      const south = { principal: `token:${token.id}`, group: 'apac', profile: 'rep' };
      await addMembership(app.strapi, south);
      const after = await ask(query, {}, token.authorization);
      expect(names(after.data!.contacts)).toEqual(['Contact CN']);
      expect(after.data!.contacts_connection.pageInfo.total).toBe(1);
    });
  });

  describe('reads', () => {
    it('lists and counts inside the view', async () => {
      const { contacts_connection: page } = await read(
        `{ contacts_connection(pagination: { pageSize: 2 }, sort: "firstName") {
             nodes { firstName } pageInfo { total pageCount } } }`
      );
      expect(names(page.nodes)).toEqual(['Contact NO', 'Contact SE']);
      expect(page.pageInfo).toEqual({ total: 3, pageCount: 2 });
    });

    it('answers for a hidden record as for none', async () => {
      const query = 'query($id: ID!) { contact(documentId: $id) { firstName } }';
      expect(await ask(query, { id: ids['contact CN'] })).toEqual(
        await ask(query, { id: MISSING })
      );
      const shown = await read(query, { id: ids['contact SE'] });
      expect(shown.contact.firstName).toBe('Contact SE');
    });

    it('hides records behind nested relations', async () => {
      const { tags } = await read(
        `{ tags { accounts(sort: "name") { name contacts { firstName } }
                  accounts_connection { nodes { name } } } }`
      );
      expect(names(tags[0].accounts)).toEqual(['Account NO', 'Account SE']);
      expect(names(tags[0].accounts[1].contacts)).toEqual(['Contact SE', 'Linked']);
      expect(names(tags[0].accounts_connection.nodes)).toEqual(['Account NO', 'Account SE']);
    });

    it('hides records behind components and dynamic zones', async () => {
      const { contact } = await read(
        `query($id: ID!) { contact(documentId: $id) {
           address { street site { name } }
           sections { ... on ComponentBlocksLink { url account { name } } } } }`,
        { id: ids.linked }
      );
      expect(contact).toEqual({
        address: { street: 'Linked', site: null },
        sections: [
          { url: 'hidden', account: null },
          { url: 'visible', account: { name: 'Account SE' } },
        ],
      });
    });

    it('filters and sorts through relations as if hidden records were not there', async () => {
      const filtered = await read(
        `{ hidden: tags(filters: { accounts: { name: { contains: "CN" } } }) { name }
           shown: tags(filters: { accounts: { name: { contains: "SE" } } }) { name }
           phone: contacts(filters: { phones: { number: { eq: "+CN" } } }) { firstName }
           site: contacts(filters: { address: { site: { name: { contains: "CN" } } } }) { firstName } }`
      );
      expect(filtered).toEqual({ hidden: [], shown: [{ name: 'hot' }], phone: [], site: [] });
      const sorted = await read(
        '{ contacts(sort: ["account.name:desc", "firstName"]) { firstName } }'
      );
      expect(sorted.contacts.map((one: Data) => one.firstName)).toEqual([
        'Contact SE',
        'Linked',
        'Contact NO',
      ]);
    });
  });

  describe('mutations', () => {
    const CREATE = `mutation($data: ContactInput!) { createContact(data: $data, status: DRAFT) {
      documentId firstName account { name } } }`;
    const UPDATE = `mutation($id: ID!, $data: ContactInput!) {
      updateContact(documentId: $id, data: $data, status: DRAFT) { firstName } }`;
    const DELETE = 'mutation($id: ID!) { deleteContact(documentId: $id) { documentId } }';
    const rows = (firstName: string) =>
      app.strapi.db.query(CONTACT).count({ where: { firstName } });

    it('creates inside the scope and shows the result in the view', async () => {
      const data = { firstName: 'Mine', account: ids.SE };
      const { createContact } = await read(CREATE, { data });
      expect(createContact).toMatchObject({ firstName: 'Mine', account: { name: 'Account SE' } });
    });

    it('refuses what is out of scope with the code, and leaves nothing behind', async () => {
      const { data, errors } = await ask(CREATE, {
        data: { firstName: 'Elsewhere' },
      });
      expect(data).toEqual({ createContact: null });
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'FORBIDDEN',
        error: { name: 'PolicyError', details: { code: 'OUT_OF_SCOPE', contentType: CONTACT } },
      });
      expect(await rows('Elsewhere')).toBe(0);
    });

    it('refuses what is visible and may not be changed with the code', async () => {
      const { errors } = await ask(DELETE, { id: ids['contact SE'] });
      expect(errors?.[0]?.extensions.error.details).toEqual({
        code: 'DELETE_DENIED',
        contentType: CONTACT,
      });
      expect(await rows('Contact SE')).toBe(2);
    });

    it('updates and deletes what is hidden as what is missing: not at all', async () => {
      const strip = (answer: Answer, id: string) => JSON.stringify(answer).replaceAll(id, 'id');
      for (const [mutation, more] of [
        [UPDATE, { data: { firstName: 'Changed' } }],
        [DELETE, {}],
      ] as [string, Data][]) {
        const id = ids['contact CN']!;
        const hidden = await ask(mutation, { id, ...more });
        const missing = await ask(mutation, { id: MISSING, ...more });
        expect(strip(hidden, id)).toBe(strip(missing, MISSING));
      }
      expect(await rows('Changed')).toBe(0);
      expect(await rows('Contact CN')).toBe(2);
    });

    it('writes to an ungoverned type, and shows hidden relations beside it to nobody', async () => {
      const { updateTag } = await read(
        `mutation($id: ID!) { updateTag(documentId: $id, data: { weight: 7 }) {
           weight accounts { name } } }`,
        { id: ids.tag }
      );
      expect(updateTag.weight).toBe(7);
      expect(names(updateTag.accounts)).toEqual(['Account NO', 'Account SE']);
      const kept = await app.strapi
        .documents('api::tag.tag')
        .findOne({ documentId: ids.tag!, populate: ['accounts'] as never });
      expect((kept as unknown as Data).accounts).toHaveLength(3);
    });
  });

  it('marks its answers as private to the caller where they met a governed type', async () => {
    const governed = await send('{ contacts { firstName } }', {}, rep);
    expect(governed.headers['cache-control']).toBe('private, no-store');
    expect(governed.headers.vary).toMatch(/Authorization/);
    const refused = await send(
      'mutation($id: ID!) { deleteContact(documentId: $id) { documentId } }',
      { id: ids['contact SE'] },
      rep
    );
    expect(refused.headers['cache-control']).toBe('private, no-store');
    const plain = await send('{ tags { name } }', {}, rep);
    expect(plain.headers['cache-control']).not.toBe('private, no-store');
  });
});
