import type { Client } from './support/client';
import { CONTACT, createRecord } from './support/crm';
import { startMasked, type MaskedScene } from './support/masked';
import { PRODUCT, type Json } from './support/regions';

const at = (uid: string, rest = '') => `/content-manager/collection-types/${uid}${rest}`;

/** What the form leaves out of what it was given. */
const NOT_SENT = [
  'documentId',
  'createdAt',
  'updatedAt',
  'publishedAt',
  'createdBy',
  'updatedBy',
  'status',
  'localizations',
];

const isCount = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'count' in value;

/** What the form of the content manager sends: everything that it was given, nested parts with their ids. */
const asForm = (data: Json): Json =>
  Object.fromEntries(
    Object.entries(data)
      .filter(([key]) => !NOT_SENT.includes(key))
      // Relations are shown as counts, and sent as changes.
      .map(([key, value]) => [key, isCount(value) ? { connect: [], disconnect: [] } : value])
  );

const contents = (row: Json): unknown =>
  JSON.parse(
    JSON.stringify(row, (key, value: unknown) =>
      ['updatedAt', 'publishedAt', 'createdAt'].includes(key) ? undefined : value
    )
  );

describe('masks at the other doors', () => {
  let scene: MaskedScene;

  beforeAll(async () => {
    scene = await startMasked(undefined, { GRAPHQL: 'on' });
  });
  afterAll(() => scene.app.stop());

  describe('the content manager', () => {
    const form = async (client: Client, path: string): Promise<Json> => {
      const { body, status } = await client.get(path);
      expect(status).toBe(200);
      return (body as { data: Json }).data;
    };

    it('shows masks in lists and forms, and finds by them', async () => {
      const { admin, ids } = scene;
      const { body } = await admin.get(at(CONTACT, '?page=1&pageSize=10&sort=notes:ASC'));
      const { results } = body as { results: Json[] };
      expect(results.map(({ notes }) => notes)).toEqual(['***', '***']);
      expect(results.some((row) => 'lastName' in row)).toBe(false);
      const found = await admin.get(at(CONTACT, '?_q=Notes'));
      expect((found.body as { results: Json[] }).results).toEqual([]);
      expect(await form(admin, at(CONTACT, `/${ids.own}`))).toMatchObject({
        notes: '***',
        address: { position: { label: '-' } },
        sections: [{ text: '…' }, { rank: 1 }],
      });
      const tags = await admin.get(`/content-manager/relations/${CONTACT}/${ids.own}/tags`);
      expect((tags.body as { results: Json[] }).results).toEqual([]);
    });

    it('saves and publishes a form as it was shown, and every hidden value stays', async () => {
      const { admin } = scene;
      const id = await scene.contact('Paula');
      const before = contents(await scene.row(CONTACT, id));
      const path = at(CONTACT, `/${id}`);
      const saved = await admin.put(path, asForm(await form(admin, path)));
      expect([saved.status, (saved.body as { data: Json }).data.notes]).toEqual([200, '***']);
      expect(contents(await scene.row(CONTACT, id))).toEqual(before);
      const published = await admin.post(
        `${path}/actions/publish`,
        asForm(await form(admin, path))
      );
      expect(published.status).toBe(200);
      expect(contents(await scene.row(CONTACT, id))).toEqual(before);
    });

    it('keeps what is masked when a list of components is sorted and cut', async () => {
      const { admin } = scene;
      const id = await scene.contact('Quinn');
      const path = at(CONTACT, `/${id}`);
      const { phones, sections } = (await form(admin, path)) as Record<string, Json[]>;
      const data = { phones: [...(phones ?? [])].reverse(), sections: (sections ?? []).slice(1) };
      expect((await admin.put(path, data)).status).toBe(200);
      expect(await scene.row(CONTACT, id)).toMatchObject({
        phones: [{ number: 'Quinn second' }, { number: 'Quinn first' }],
        sections: [{ url: 'https://quinn.test' }],
      });
    });

    it('saves localized forms as they were shown', async () => {
      const { admin, strapi } = scene;
      const data = { name: 'Red Chair', sku: 'sku-1', price: 250, market: 'SE', stock: 4 };
      const id = await createRecord(strapi, PRODUCT, data);
      const path = at(PRODUCT, `/${id}`);
      const shown = await form(admin, path);
      expect(shown).toMatchObject({ sku: 'x', price: 200 });
      expect((await admin.put(path, asForm(shown))).status).toBe(200);
      expect(await scene.row(PRODUCT, id)).toMatchObject(data);
      const other = await admin.put(path, { ...asForm(shown), price: 201 });
      expect([other.status, (other.body as { error: { details: Json } }).error.details]).toEqual([
        403,
        expect.objectContaining({ code: 'FIELD_MASKED', path: ['price'] }),
      ]);
    });
  });

  describe('GraphQL', () => {
    const ask = async (query: string): Promise<{ data?: Json; errors?: Json[] }> => {
      const { body } = await scene.masked.client.post('/graphql', { query });
      return body as { data?: Json; errors?: Json[] };
    };

    it('answers with masks, and null for what is hidden', async () => {
      const { ids } = scene;
      const { data, errors } = await ask(`{
        contact(documentId: "${ids.own}") {
          notes lastName email
          tags { name }
          address { street position { label } }
          phones { number }
          sections { ... on ComponentBlocksQuote { text } ... on ComponentBlocksLink { url rank } }
        }
        tags { name contacts { documentId } }
      }`);
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({
        contact: {
          notes: '***',
          lastName: null,
          tags: [],
          address: { street: 'O•••', position: { label: '-' } },
          phones: [{ number: '#' }, { number: '#' }],
          sections: [{ text: '…' }, { url: null, rank: 1 }],
        },
        tags: [{ name: 'vip', contacts: [] }],
      });
    });

    it('filters by what is shown', async () => {
      const count = async (filter: string) => {
        const { data } = await ask(`{ contacts(filters: ${filter}) { documentId } }`);
        return (data as { contacts: Json[] }).contacts.length;
      };
      expect(await count('{ notes: { contains: "Olga" } }')).toBe(0);
      expect(await count('{ notes: { eq: "***" } }')).toBeGreaterThan(0);
      expect(await count('{ lastName: { notNull: true } }')).toBe(0);
      expect(await count('{ tags: { name: { eq: "vip" } } }')).toBe(0);
    });

    it('refuses other values', async () => {
      const { errors } = await ask(`mutation {
        updateContact(documentId: "${scene.ids.own}", data: { notes: "mine" }) { notes }
      }`);
      expect(errors).toHaveLength(1);
      expect((await scene.row(CONTACT, scene.ids.own)).notes).toBe('Notes on Olga');
    });
  });
});
