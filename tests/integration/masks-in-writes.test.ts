import { grantPermissions } from '../support/actors';
import { addMembership, place } from '../support/custodian';
import type { Client } from './support/client';
import { CONTACT, createRecord } from './support/crm';
import { contactData, EVERYTHING, startMasked, type MaskedScene } from './support/masked';
import { PRODUCT, TAG, type Json } from './support/regions';

interface Answer {
  readonly status: number;
  readonly body: { data: Json; error?: { details?: Json } };
}

const refusal = ({ status, body }: Answer) => [
  status,
  body.error?.details?.code,
  body.error?.details?.path,
];

/** What a record holds, without what changes at every write and with components by what they say. */
const contents = (row: Json): unknown =>
  JSON.parse(
    JSON.stringify(row, (key, value: unknown) =>
      ['updatedAt', 'publishedAt', 'createdAt'].includes(key) ? undefined : value
    )
  );

const withoutIds = (row: unknown): unknown =>
  JSON.parse(JSON.stringify(row, (key, value: unknown) => (key === 'id' ? undefined : value)));

describe('writing masked attributes', () => {
  let scene: MaskedScene;

  const put = async (client: Client, documentId: string, data: Json, query = ''): Promise<Answer> =>
    client.put(`/api/contacts/${documentId}${query}`, { data });
  const shown = async (client: Client, documentId: string, query = EVERYTHING): Promise<Json> => {
    const { body } = await client.get(`/api/contacts/${documentId}?status=draft&${query}`);
    return (body as { data: Json }).data;
  };
  const row = (documentId: string) => scene.row(CONTACT, documentId);

  beforeAll(async () => {
    scene = await startMasked();
  });
  afterAll(() => scene.app.stop());

  describe('sending back what was shown', () => {
    it('changes nothing, with component ids', async () => {
      const id = await scene.contact('Berta');
      const before = contents(await row(id));
      const form = await shown(scene.masked.client, id);
      // The API takes none of these back.
      const bookkeeping = ['id', 'documentId', 'locale', 'createdAt', 'updatedAt', 'publishedAt'];
      const sent = Object.entries(form).filter(([key]) => !bookkeeping.includes(key));
      expect(sent.map(([key]) => key)).toEqual(
        expect.arrayContaining(['email', 'notes', 'address', 'phones', 'sections'])
      );
      const answer = await put(scene.masked.client, id, Object.fromEntries(sent));
      expect(answer.status).toBe(200);
      expect(contents(await row(id))).toEqual(before);
    });

    it('changes nothing without component ids either', async () => {
      const id = await scene.contact('Carla');
      const before = withoutIds(contents(await row(id)));
      const form = withoutIds(await shown(scene.masked.client, id)) as Json;
      const { address, phones, sections } = form;
      const answer = await put(scene.masked.client, id, { address, phones, sections });
      expect(answer.status).toBe(200);
      expect(withoutIds(contents(await row(id)))).toEqual(before);
    });

    it('takes over masked values of components of which less is sent', async () => {
      const id = await scene.contact('Dora');
      const data = {
        address: { city: 'Other town' },
        phones: [{ kind: 'home' }],
        sections: [{ __component: 'blocks.quote' }],
      };
      expect((await put(scene.masked.client, id, data)).status).toBe(200);
      expect(await row(id)).toMatchObject({
        address: { street: 'Dora street 7', city: 'Other town' },
        phones: [{ number: 'Dora first', kind: 'home' }],
        sections: [{ text: 'Quote of Dora' }],
      });
    });

    it('works with the published version as it was shown, too', async () => {
      const id = await scene.contact('Edda');
      const documents = scene.strapi.documents(CONTACT);
      await documents.update({
        documentId: id,
        data: { notes: 'Draft', creditLimit: 77_777 } as never,
      });
      const { body } = await scene.masked.client.get(`/api/contacts/${id}`);
      const { notes, creditLimit, email, birthDate } = (body as { data: Json }).data;
      const answer = await put(scene.masked.client, id, { notes, creditLimit, email, birthDate });
      expect(answer.status).toBe(200);
      expect(await row(id)).toMatchObject({ notes: 'Draft', creditLimit: 77_777 });
    });

    it('keeps what the caller may change changeable', async () => {
      const id = await scene.contact('Frida');
      const data = { notes: '***', firstName: 'Frieda', address: { street: 'F••••', city: 'C' } };
      const { address } = await shown(scene.masked.client, id);
      const sent = { ...data, address: { ...(address as Json), city: 'C' } };
      const answer = await put(scene.masked.client, id, sent);
      expect([answer.status, answer.body.data.notes]).toEqual([200, '***']);
      expect(await row(id)).toMatchObject({
        firstName: 'Frieda',
        notes: 'Notes on Frida',
        address: { street: 'Frida street 7', city: 'C' },
      });
    });
  });

  describe('any other value', () => {
    it.each<[string, Json, unknown[]]>([
      ['a text', { notes: 'mine' }, ['notes']],
      ['nothing in its place', { notes: null }, ['notes']],
      ['the real value', { email: 'gerda@example.test' }, ['email']],
      ['a number', { creditLimit: 5 }, ['creditLimit']],
      ['a date', { birthDate: '1990-02-03' }, ['birthDate']],
      ['a hidden text', { lastName: 'X' }, ['lastName']],
      ['an attribute of a component', { address: { street: 'X' } }, ['address', 'street']],
      [
        'an attribute of a component of a component',
        { address: { position: { label: 'X' } } },
        ['address', 'position', 'label'],
      ],
      ['an item of a list', { phones: [{ number: 'X' }] }, ['phones', 0, 'number']],
      [
        'an item of a zone',
        { sections: [{ __component: 'blocks.quote', text: 'X' }] },
        ['sections', 0, 'text'],
      ],
    ])('is refused: %s', async (_title, data, path) => {
      const id = await scene.contact('Gerda');
      const before = await row(id);
      const answer = await put(scene.masked.client, id, data);
      expect(refusal(answer)).toEqual([403, 'FIELD_MASKED', path]);
      expect(await row(id)).toEqual(before);
    });

    it('is refused for links of hidden attributes, from either side', async () => {
      const id = await scene.contact('Hilda');
      const tag = await createRecord(scene.strapi, TAG, { name: 'new' });
      const { client } = scene.masked;
      for (const value of [[tag], { connect: [tag] }, { set: [] }, { disconnect: [scene.ids.tag] }])
        expect([value, (await put(client, id, { tags: value })).status]).toEqual([
          value,
          'set' in Object(value) ? 200 : 403,
        ]);
      const contacts = { connect: [id] };
      const linked = await client.put(`/api/tags/${tag}`, { data: { contacts } });
      expect(refusal(linked as Answer)).toEqual([403, 'FIELD_MASKED', ['contacts']]);
      // The whole list, as it was shown from there: hidden links survive.
      const set = await client.put(`/api/tags/${scene.ids.tag}`, { data: { contacts: [] } });
      expect(set.status).toBe(200);
      expect((await row(id)).tags).toMatchObject([{ name: 'vip' }]);
    });

    it('is written by who holds the task, and not shown to them', async () => {
      const id = await scene.contact('Irma');
      const data = { notes: 'written', lastName: 'Written', phones: [{ number: 'New' }] };
      const answer = await put(scene.clerk.client, id, data);
      expect([answer.status, answer.body.data.notes]).toEqual([200, '***']);
      expect(await row(id)).toMatchObject({ ...data, email: 'irma@example.test' });
    });

    it('is the owner’s to write', async () => {
      const { member, ids } = scene;
      const answer = await put(member.client, ids.own, { notes: 'My notes' });
      expect([answer.status, answer.body.data.notes]).toEqual([200, 'My notes']);
    });

    it('fills new records and new components', async () => {
      const { masked, ids } = scene;
      const data = contactData('Judith', { account: ids.account });
      const created = await masked.client.post('/api/contacts', { data });
      expect(created.status).toBe(201);
      expect((created.body as { data: Json }).data).toMatchObject({ notes: '***' });
      const { documentId } = (created.body as { data: { documentId: string } }).data;
      expect(await row(documentId)).toMatchObject({
        notes: 'Notes on Judith',
        lastName: 'Last Judith',
      });
      const { phones } = await shown(masked.client, documentId);
      const more = [...(phones as Json[]), { number: 'Third', kind: 'work' }];
      expect((await put(masked.client, documentId, { phones: more })).status).toBe(200);
      expect((await row(documentId)).phones).toMatchObject([
        { number: 'Judith first' },
        { number: 'Judith second' },
        { number: 'Third' },
      ]);
      const fewer = (phones as Json[]).slice(1);
      expect((await put(masked.client, documentId, { phones: fewer })).status).toBe(200);
      expect((await row(documentId)).phones).toMatchObject([{ number: 'Judith second' }]);
    });
  });

  describe('what Strapi does with a record', () => {
    it('keeps real values: publish, unpublish, discard', async () => {
      const id = await scene.contact('Karla');
      await put(scene.masked.client, id, { firstName: 'Karla B' }, '?status=published');
      const published = await scene.strapi.db
        .query(CONTACT)
        .findOne({ where: { documentId: id, publishedAt: { $notNull: true } } });
      expect(published).toMatchObject({ firstName: 'Karla B', notes: 'Notes on Karla' });
      const admin = (rest: string) =>
        scene.admin.post(`/content-manager/collection-types/${CONTACT}/${id}/actions/${rest}`, {});
      for (const action of ['publish', 'discard', 'unpublish'])
        expect([action, (await admin(action)).status]).toEqual([action, 200]);
      expect(await row(id)).toMatchObject({
        notes: 'Notes on Karla',
        address: { street: 'Karla street 7' },
        tags: [{ name: 'vip' }],
      });
    });

    it('clones without what its maker saw masked', async () => {
      const id = await scene.contact('Lena');
      const path = `/content-manager/collection-types/${CONTACT}/clone/${id}`;
      const answer = await scene.admin.post(path, { firstName: 'Copy', notes: '***' });
      expect(answer.status).toBe(200);
      const { documentId } = (answer.body as { data: { documentId: string } }).data;
      const copy = await row(documentId);
      expect(copy).toMatchObject({
        firstName: 'Copy',
        // Clear to the whole group.
        phone: (await row(id)).phone,
        email: null,
        notes: null,
        lastName: null,
        birthDate: null,
        creditLimit: null,
        tags: [],
        address: { street: null, city: 'Town', position: { label: null, floor: 3 } },
        phones: [
          { number: null, kind: 'work' },
          { number: null, kind: 'home' },
        ],
        sections: [{ text: null }, { url: null, rank: 1 }],
      });
      expect(JSON.stringify(await row(id))).toContain('Notes on Lena');
    });

    it('adds locales with the real values that they share', async () => {
      const { strapi, admin } = scene;
      await strapi.plugin('i18n').service('locales').create({ code: 'fr', name: 'French' });
      const data = { name: 'Red Chair', sku: 'sku-9', price: 250, market: 'SE', stock: 4 };
      const documentId = await createRecord(strapi, PRODUCT, data);
      const path = `/content-manager/collection-types/${PRODUCT}/${documentId}`;
      const { body } = await admin.get(path);
      const { name, sku, price, market, stock } = (body as { data: Json }).data;
      expect({ sku, price }).toEqual({ sku: 'x', price: 200 });
      // The form of a new locale comes with what the other one shows.
      const form = { name, sku, price, market, stock };
      expect((await admin.put(`${path}?locale=fr`, form)).status).toBe(200);
      const french = await scene.row(PRODUCT, documentId, { locale: 'fr' });
      expect(french).toMatchObject({ sku: 'sku-9', stock: 4, name: null, price: null });
      const other = await admin.put(`${path}?locale=de`, { ...form, sku: 'other' });
      expect(other.status).toBeGreaterThanOrEqual(400);
      const again = await admin.put(`${path}?locale=fr`, { ...form, name: 'Chaise' });
      expect(refusal(again as Answer)).toEqual([403, 'FIELD_MASKED', ['name']]);
      expect(await scene.row(PRODUCT, documentId, { locale: 'en' })).toMatchObject(data);
    });
  });

  describe('seeing more by moving a record', () => {
    it('is refused: to a group whose records are clear', async () => {
      const { officer, person, strapi, ids } = scene;
      const { principal, client } = await person('masked');
      await addMembership(strapi, { principal, group: 'south', profile: 'officer' });
      const id = await scene.contact('Maria');
      const moved = await put(client, id, { account: ids.far });
      expect(refusal(moved)).toEqual([403, 'WOULD_UNMASK', undefined]);
      expect((await row(id)).account).toMatchObject({ name: 'Nordic' });
      expect((await put(officer.client, id, { notes: 'seen' })).status).toBe(200);
    });

    it('is refused: to oneself', async () => {
      const { member, strapi } = scene;
      const id = await scene.contact('Nora');
      await grantPermissions(strapi, 'authenticated', ['plugin::custodian.placements.updateOwn']);
      const path = `/api/custodian/placements/${CONTACT}/${id}`;
      const taken = await member.client.put(path, { owner: member.principal });
      expect(refusal(taken as Answer)).toEqual([403, 'WOULD_UNMASK', undefined]);
      await place(strapi, { contentType: CONTACT, documentId: id, owner: member.principal });
      expect(await shown(member.client, id)).toMatchObject({ notes: 'Notes on Nora' });
    });
  });
});
