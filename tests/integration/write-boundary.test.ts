import { createUser, grantPermissions } from '../support/actors';
import { addMembership, applyPolicy } from '../support/custodian';
import { createClient, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, DEAL, TICKET } from './support/crm';
import {
  ACTIVITY,
  documentIds,
  GREETING,
  PRODUCT,
  regionsPolicy,
  startRegions,
  TAG,
  type Json,
  type Regions,
} from './support/regions';

const GROUP_RIGHTS = { create: 'group', read: 'group', update: 'group', publish: 'group' };
const OWN_RIGHTS = { create: 'own', read: 'own', update: 'own' };

interface Answer {
  status: number;
  body: { error?: { details: Json }; data: Json };
}

/** The regions with more governed types, owners in attributes, and read-only attributes. */
const policy = () => {
  const base = regionsPolicy();
  const [member, reader] = base.profiles as { contentTypes: Record<string, Json> }[];
  return {
    ...base,
    profiles: [
      {
        ...member,
        contentTypes: {
          ...member?.contentTypes,
          [PRODUCT]: GROUP_RIGHTS,
          [GREETING]: GROUP_RIGHTS,
        },
      },
      reader,
      { code: 'seller', name: 'Seller', contentTypes: { [ACCOUNT]: OWN_RIGHTS } },
      {
        code: 'clerk',
        name: 'Clerk',
        contentTypes: {
          [ACCOUNT]: { ...GROUP_RIGHTS, readonly: ['size', 'tags', 'parent'] },
          [CONTACT]: {
            ...GROUP_RIGHTS,
            readonly: [
              'score',
              'creditLimit',
              'birthDate',
              'address',
              'phones',
              'sections',
              'account',
              'tags',
            ],
          },
        },
      },
      { code: 'sizer', name: 'Sizer', contentTypes: { [ACCOUNT]: { update: 'group' } } },
    ],
    contentTypes: {
      ...base.contentTypes,
      [ACCOUNT]: { group: { attribute: 'country' }, owner: { attribute: 'ownerRef' } },
      [PRODUCT]: { group: { attribute: 'market' } },
      [GREETING]: { group: { attribute: 'country' } },
    },
  };
};

describe('write boundary', () => {
  let scene: Regions;
  const ids: Record<string, string> = {};
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);

  const codeOf = ({ status, body }: Answer) => [status, body.error?.details.code];
  const panel = (uid: string, documentId = '') =>
    `/content-manager/collection-types/${uid}${documentId && `/${documentId}`}`;
  const count = (uid: string, where: Json = {}) => scene.strapi.db.query(uid).count({ where });

  const newUser = async (...profiles: string[]): Promise<{ client: Client; id: number }> => {
    const { id, authorization } = await createUser(scene.strapi);
    for (const profile of profiles)
      await addMembership(scene.strapi, { principal: `user:${id}`, group: 'north', profile });
    return { id, client: createClient(scene.app, authorization) };
  };

  beforeAll(async () => {
    process.on('unhandledRejection', onUnhandled);
    scene = await startRegions(policy());
    const { strapi } = scene;
    await grantPermissions(strapi, 'authenticated', [
      'api::greeting.greeting.find',
      'api::greeting.greeting.update',
      'api::greeting.greeting.delete',
    ]);
    const locales = strapi.plugin('i18n').service('locales') as unknown as {
      create(locale: Json): Promise<unknown>;
    };
    await locales.create({ code: 'sv', name: 'Swedish' });
    for (const country of ['SE', 'NO', 'JP', 'CN']) {
      const account = await createRecord(strapi, ACCOUNT, { name: country, country });
      const data = { firstName: country, account };
      ids[country] = account;
      ids[`contact ${country}`] = await createRecord(strapi, CONTACT, data, 'published');
    }
  });

  afterAll(async () => {
    process.off('unhandledRejection', onUnhandled);
    await scene.app.stop();
  });

  describe('placement', () => {
    it('does not let an attribute move a record out of reach', async () => {
      const rest = await scene.rep.put(`/api/accounts/${ids.SE}`, { data: { country: 'CN' } });
      expect(codeOf(rest)).toEqual([403, 'OUT_OF_SCOPE']);
      const admin = await scene.admin.put(panel(ACCOUNT, ids.SE), { country: 'JP' });
      expect(codeOf(admin)).toEqual([403, 'OUT_OF_SCOPE']);
      expect(await scene.row(ACCOUNT, ids.SE as string)).toMatchObject({ country: 'SE' });
      await scene.rep.put(`/api/accounts/${ids.SE}`, { data: { country: 'NO' } }).expect(200);
      await scene.rep.put(`/api/accounts/${ids.SE}`, { data: { country: 'SE' } }).expect(200);
    });

    it.each(['draft', 'published'])('nor a relation, with all rows (%s)', async (status) => {
      const path = `/api/contacts/${ids['contact SE']}?status=${status}`;
      const moved = await scene.rep.put(path, { data: { account: ids.JP, lastName: status } });
      expect(codeOf(moved)).toEqual([403, 'OUT_OF_SCOPE']);
      const rows = (await scene.strapi.db.query(CONTACT).findMany({
        where: { documentId: ids['contact SE'] },
        populate: ['account'],
      })) as Json[];
      expect(rows).toHaveLength(2);
      for (const { account, lastName } of rows)
        expect([documentIds(account), lastName]).toEqual([[ids.SE], null]);
    });

    it('refuses to publish what would be published elsewhere', async () => {
      const contact = await createRecord(
        scene.strapi,
        CONTACT,
        { firstName: 'P', account: ids.SE },
        'published'
      );
      await scene.strapi
        .documents(CONTACT)
        .update({ documentId: contact, data: { account: ids.CN } as never });
      const before = await count(CONTACT, { documentId: contact });
      const published = await scene.admin.post(`${panel(CONTACT, contact)}/actions/publish`, {});
      expect(published.status).toBe(403);
      expect(await count(CONTACT, { documentId: contact })).toBe(before);
    });

    it('nor a new locale', async () => {
      const data = { name: 'Pump', market: 'SE' };
      const product = await createRecord(scene.strapi, PRODUCT, data);
      const path = `/api/products/${product}?locale=sv&status=draft`;
      const refused = await scene.rep.put(path, { data: { name: 'Pump sv', market: 'CN' } });
      expect(codeOf(refused)).toEqual([403, 'OUT_OF_SCOPE']);
      expect(await count(PRODUCT, { documentId: product })).toBe(1);
      await scene.rep.put(path, { data: { name: 'Pump sv', market: 'NO' } }).expect(200);
      expect(await count(PRODUCT, { documentId: product })).toBe(2);
      const moved = await scene.rep.put(path, { data: { name: 'Moved', market: 'CN' } });
      expect(codeOf(moved)).toEqual([403, 'OUT_OF_SCOPE']);
      expect(await count(PRODUCT, { name: 'Moved' })).toBe(0);
    });

    it('leaves nothing behind of what is created out of reach', async () => {
      const before = await count(CONTACT);
      for (const status of ['draft', 'published']) {
        const data = { firstName: 'Out', account: ids.JP, phones: [{ number: 'out' }] };
        const answer = await scene.rep.post(`/api/contacts?status=${status}`, { data });
        expect(codeOf(answer)).toEqual([403, 'OUT_OF_SCOPE']);
      }
      expect([await count(CONTACT), await count('shared.phone', { number: 'out' })]).toEqual([
        before,
        0,
      ]);
    });

    it('does not let data say which document a row belongs to', async () => {
      const data = { name: 'Second', country: 'SE', documentId: ids.CN, id: 999 };
      const { documentId } = (await scene.asRep(() =>
        scene.strapi.documents(ACCOUNT).create({ data: data as never })
      )) as { documentId: string };
      expect(documentId).not.toBe(ids.CN);
      expect(await count(ACCOUNT, { documentId: ids.CN })).toBe(1);
    });
  });

  describe('locales', () => {
    const write = (documentId: string, data: Json) =>
      scene.strapi.documents(PRODUCT).update({ documentId, locale: 'sv', data: data as never });
    const create = async (name: string, swedish?: Json) => {
      const documentId = await createRecord(scene.strapi, PRODUCT, { name, market: 'SE' });
      if (swedish) await write(documentId, { name, ...swedish });
      return documentId;
    };

    it('link what is visible in the locale that is written', async () => {
      const product = await create('Bundle', { market: 'SE' });
      const path = `/api/products/${product}?locale=sv&status=draft`;
      const hidden = await create('Hidden in sv', { market: 'CN' });
      const untranslated = await create('Not in sv');
      const answers = [];
      for (const one of [hidden, untranslated])
        answers.push(await scene.rep.put(path, { data: { bundle: { connect: [one] } } }));
      expect(codeOf(answers[0] as Answer)).toEqual([400, 'RELATION_NOT_FOUND']);
      expect(answers[0]?.body).toEqual(answers[1]?.body);
      const seen = await create('Seen', { market: 'NO' });
      await scene.rep.put(path, { data: { bundle: [seen] } }).expect(200);
    });

    it('keep their hidden links', async () => {
      const hidden = await create('Hidden', { market: 'CN' });
      const product = await create('Keeps', { market: 'SE', bundle: [hidden] });
      const path = `/api/products/${product}?locale=sv&status=draft`;
      await scene.rep.put(path, { data: { bundle: [] } }).expect(200);
      const { bundle } = await scene.row(PRODUCT, product, ['bundle'], { locale: 'sv' });
      expect(documentIds(bundle)).toEqual([hidden]);
    });
  });

  describe('owner', () => {
    it('is the creator where nobody is named', async () => {
      const { client, id } = await newUser('seller');
      const answer = await client.post('/api/accounts', { data: { name: 'Mine' } });
      expect(answer.status).toBe(201);
      const { documentId } = answer.body.data as { documentId: string };
      expect(await scene.row(ACCOUNT, documentId)).toMatchObject({ ownerRef: `user:${id}` });
      const given = await client.put(`/api/accounts/${documentId}`, {
        data: { ownerRef: 'user:1' },
      });
      expect(codeOf(given)).toEqual([403, 'OUT_OF_SCOPE']);
    });

    it('is somebody else only where more than the own records are in reach', async () => {
      const data = { name: 'Other', country: 'SE', ownerRef: 'user:4711' };
      const { client } = await newUser('seller');
      expect(codeOf(await client.post('/api/accounts', { data }))).toEqual([403, 'OUT_OF_SCOPE']);
      const { documentId } = (await scene.rep.post('/api/accounts', { data }).expect(201)).body
        .data as { documentId: string };
      expect(await scene.row(ACCOUNT, documentId)).toMatchObject({ ownerRef: 'user:4711' });
    });

    it('is a relation to the creator, where its kind fits', async () => {
      const base = policy();
      const account = { group: { attribute: 'country' }, owner: { relation: 'owner' } };
      const contentTypes = { ...base.contentTypes, [ACCOUNT]: account };
      await applyPolicy(scene.strapi, { ...base, contentTypes });
      try {
        const { client, id } = await newUser('seller');
        const { body } = await client.post('/api/accounts', { data: { name: 'R' } }).expect(201);
        const row = await scene.row(ACCOUNT, body.data.documentId as string, ['owner']);
        expect((row.owner as Json).id).toBe(id);
        const other = await scene.admin.post(panel(ACCOUNT), { name: 'R', country: 'SE' });
        expect(other.status).toBe(201);
        const stored = await scene.row(ACCOUNT, other.body.data.documentId as string, ['owner']);
        expect(stored.owner).toBeNull();
      } finally {
        await applyPolicy(scene.strapi, policy());
      }
    });
  });

  describe('read-only attributes', () => {
    let clerk: Client;
    let account: string;
    let contact: string;

    beforeAll(async () => {
      clerk = (await newUser('clerk')).client;
      const tag = await createRecord(scene.strapi, TAG, { name: 'Fixed' });
      const data = { name: 'Fixed', country: 'SE', size: 5, tags: [tag] };
      account = await createRecord(scene.strapi, ACCOUNT, data);
      contact = await createRecord(scene.strapi, CONTACT, {
        firstName: 'Fixed',
        account,
        score: 7,
        creditLimit: 10.5,
        birthDate: '1990-01-02',
        address: { street: 'S', city: 'C', site: account },
        phones: [{ number: '1', kind: 'work' }],
        sections: [{ __component: 'blocks.quote', text: 'q' }],
        tags: [tag],
      });
      ids.fixedTag = tag;
    });

    it('are refused with their path', async () => {
      const other = await createRecord(scene.strapi, TAG, { name: 'Other' });
      for (const data of [{ size: 6 }, { size: null }, { tags: [other] }, { tags: [] }]) {
        const answer = await clerk.put(`/api/accounts/${account}`, { data });
        expect(codeOf(answer)).toEqual([403, 'FIELD_READONLY']);
        expect(answer.body.error.details.path).toEqual(Object.keys(data));
      }
      for (const data of [
        { score: 8 },
        { creditLimit: '10.51' },
        { birthDate: '1990-01-03' },
        { address: { street: 'T', city: 'C' } },
        { address: null },
        { phones: [] },
        { sections: [{ __component: 'blocks.link', url: 'q' }] },
        { account: { disconnect: [account] } },
      ]) {
        const answer = await clerk.put(`/api/contacts/${contact}?status=draft`, { data });
        expect(codeOf(answer)).toEqual([403, 'FIELD_READONLY']);
      }
      expect(await scene.row(ACCOUNT, account)).toMatchObject({ size: 5 });
    });

    it('may be sent back as they are, as a form does', async () => {
      const path = `/api/contacts/${contact}?status=draft&populate=*`;
      const { body } = await clerk.get(path).expect(200);
      const { id, documentId, createdAt, updatedAt, publishedAt, locale, ...form } =
        body.data as Json;
      const changed = { ...form, firstName: 'Changed', account, tags: [ids.fixedTag] };
      const answer = await clerk.put(`/api/contacts/${contact}?status=draft`, { data: changed });
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      const stored = await scene.row(CONTACT, contact, ['address', 'phones', 'account']);
      expect(stored).toMatchObject({
        firstName: 'Changed',
        score: 7,
        birthDate: '1990-01-02',
        address: { street: 'S' },
        phones: [{ number: '1' }],
        account: { documentId: account },
      });
    });

    it('may not be given to a new record, but for an empty value', async () => {
      const path = '/api/accounts';
      const data = { name: 'New', country: 'SE' };
      expect(codeOf(await clerk.post(path, { data: { ...data, size: 1 } }))).toEqual([
        403,
        'FIELD_READONLY',
      ]);
      const empty = { ...data, size: null, tags: { connect: [], disconnect: [] } };
      await clerk.post(path, { data: empty }).expect(201);
    });

    it('are read-only from the far side too', async () => {
      const body = { data: { contacts: { disconnect: [contact] } } };
      const answer = await clerk.put(`/api/accounts/${account}`, body);
      expect(codeOf(answer)).toEqual([403, 'FIELD_READONLY']);
      const same = { data: { contacts: { connect: [contact] } } };
      await clerk.put(`/api/accounts/${account}`, same).expect(200);
    });

    it('are writable where one membership does not mark them', async () => {
      const { client } = await newUser('clerk', 'sizer');
      await client.put(`/api/accounts/${account}`, { data: { size: 9 } }).expect(200);
    });
  });

  describe('clone', () => {
    const clone = (uid: string, documentId: string, data: Json) =>
      scene.admin.post(`/content-manager/collection-types/${uid}/clone/${documentId}`, data);

    it('leaves out links to hidden records, in components too', async () => {
      const contact = await createRecord(scene.strapi, CONTACT, {
        firstName: 'Original',
        account: ids.SE,
        address: { street: 'S', site: ids.CN, position: { label: 'p' } },
        phones: [{ number: '1', sharedWith: [ids['contact CN'], ids['contact SE']] }],
        sections: [{ __component: 'blocks.quote', text: 'q', author: ids['contact CN'] }],
      });
      const answer = await clone(CONTACT, contact, { firstName: 'Copy' });
      expect(answer.status).toBe(200);
      const populate = {
        account: true,
        address: { populate: { site: true } },
        phones: { populate: { sharedWith: true } },
        sections: { on: { 'blocks.quote': { populate: { author: true } } } },
      };
      const read = (documentId: string) => scene.row(CONTACT, documentId, populate);
      expect(await read(answer.body.data.documentId as string)).toMatchObject({
        firstName: 'Copy',
        account: { documentId: ids.SE },
        address: { street: 'S', site: null },
        phones: [{ sharedWith: [{ documentId: ids['contact SE'] }] }],
        sections: [{ text: 'q', author: null }],
      });
      expect(await read(contact)).toMatchObject({
        address: { site: { documentId: ids.CN } },
        sections: [{ author: { documentId: ids['contact CN'] } }],
      });
    });

    it('belongs to who made it, takes nothing from the original, and lies in reach', async () => {
      const data = { name: 'O', country: 'SE', ownerRef: 'user:4711' };
      const account = await createRecord(scene.strapi, ACCOUNT, data);
      const ticket = await scene.placed(TICKET, 'north', { title: 'T' });
      const deal = await scene.placed(DEAL, 'north', { title: 'D', ticket });
      const contact = await createRecord(scene.strapi, CONTACT, { firstName: 'Of O', account });
      const made = await clone(ACCOUNT, account, { name: 'Copy' });
      expect([made.status, made.body.error]).toEqual([200, undefined]);
      const copy = made.body.data as Json;
      expect(await scene.row(ACCOUNT, copy.documentId as string)).toMatchObject({
        ownerRef: `admin:${scene.adminId}`,
      });
      const { account: parent } = await scene.row(CONTACT, contact, ['account']);
      expect(documentIds(parent)).toEqual([account]);
      expect((await clone(DEAL, deal, { title: 'Copy' })).status).toBe(200);
      expect(documentIds((await scene.row(DEAL, deal, ['ticket'])).ticket)).toEqual([ticket]);
      const before = await count(ACCOUNT);
      expect(codeOf(await clone(ACCOUNT, account, { country: 'CN' }))).toEqual([
        403,
        'OUT_OF_SCOPE',
      ]);
      expect(codeOf(await clone(ACCOUNT, ids.JP as string, { name: 'x' }))[0]).toBe(403);
      expect(await count(ACCOUNT)).toBe(before);
    });
  });

  describe('single types', () => {
    const path = `/content-manager/single-types/${GREETING}`;

    it('get no second document beside a hidden one', async () => {
      await createRecord(scene.strapi, GREETING, { text: 'Hidden', country: 'CN' });
      const data = { text: 'Mine', country: 'SE' };
      const rest = await scene.rep.put('/api/greeting', { data });
      expect(codeOf(rest)).toEqual([403, 'CREATE_DENIED']);
      expect(codeOf(await scene.admin.put(path, data))).toEqual([403, 'CREATE_DENIED']);
      // In the words for somebody who may not create at all.
      const { client } = await newUser('seller');
      expect((await client.put('/api/greeting', { data })).body).toEqual(rest.body);
      const rows = (await scene.strapi.db.query(GREETING).findMany({})) as Json[];
      expect(rows.map(({ text }) => text)).toEqual(['Hidden']);
      expect((await scene.rep.get('/api/greeting')).status).toBe(404);
      await scene.rep.delete('/api/greeting');
      expect(await count(GREETING)).toBe(1);
    });

    it('are created and updated within reach', async () => {
      await scene.strapi.db.query(GREETING).deleteMany({ where: { id: { $notNull: true } } });
      const data = { text: 'Mine', country: 'SE' };
      await scene.rep.put('/api/greeting', { data }).expect(200);
      // Whoever created it owns it, and reaches it wherever it is.
      await scene.strapi.db.query(GREETING).deleteMany({ where: { id: { $notNull: true } } });
      await createRecord(scene.strapi, GREETING, data);
      await scene.rep.put('/api/greeting', { data: { text: 'Ours' } }).expect(200);
      await scene.admin.put(path, { text: 'Theirs' }).expect(200);
      const moved = await scene.rep.put('/api/greeting', { data: { country: 'CN' } });
      expect(codeOf(moved)).toEqual([403, 'OUT_OF_SCOPE']);
      expect(await count(GREETING, { country: 'SE', text: 'Theirs' })).toBe(1);
    });
  });

  describe('db.query and the entity service', () => {
    const refused = { details: { code: 'GOVERNED_WRITE' } };
    const notFound = { details: { code: 'RELATION_NOT_FOUND' } };
    const query = (uid: string) => scene.strapi.db.query(uid);

    it('writes governed types through the document service only', async () => {
      await scene.asRep(async () => {
        const where = { documentId: ids.SE };
        await expect(query(ACCOUNT).createMany({ data: [{ name: 'x' }] })).rejects.toMatchObject(
          refused
        );
        await expect(query(ACCOUNT).update({ where, data: { name: 'x' } })).rejects.toMatchObject(
          refused
        );
        await expect(query(ACCOUNT).delete({ where })).rejects.toMatchObject(refused);
        const component = { where: { id: 1 }, data: { street: 'x' } };
        await expect(query('shared.address').update(component)).rejects.toMatchObject(refused);
        const entities = Reflect.get(scene.strapi, 'entityService') as {
          create(uid: string, params: Json): Promise<unknown>;
        };
        await expect(
          entities.create(ACCOUNT, { data: { name: 'x', country: 'CN' } })
        ).rejects.toMatchObject({ name: 'PolicyError' });
      });
      expect(await count(ACCOUNT, { name: 'x' })).toBe(0);
    });

    it('checks what a type links to that is not governed', async () => {
      const hidden = await scene.rowId(CONTACT, ids['contact CN'] as string);
      const seen = await scene.rowId(CONTACT, ids['contact SE'] as string);
      const tag = await createRecord(scene.strapi, TAG, { name: 'T', contacts: [hidden] });
      await scene.asRep(async () => {
        const where = { documentId: tag };
        for (const id of [hidden, String(hidden), 999_999]) {
          for (const contacts of [[id], { connect: [{ id }] }, { connect: [], set: [{ id }] }])
            await expect(query(TAG).update({ where, data: { contacts } })).rejects.toMatchObject(
              notFound
            );
          await expect(
            query(TAG).create({ data: { name: 'x', contacts: [id] } })
          ).rejects.toMatchObject(notFound);
          const morph = { subject: 'x', regarding: { id, __type: CONTACT } };
          await expect(query(ACTIVITY).createMany({ data: [morph] })).rejects.toMatchObject(
            notFound
          );
        }
        await query(TAG).update({ where, data: { contacts: { set: [{ id: seen }] } } });
      });
      const { contacts } = await scene.row(TAG, tag, ['contacts']);
      expect(documentIds(contacts).sort()).toEqual([ids['contact CN'], ids['contact SE']].sort());
    });

    it('does not attach a file to a record that is not there for the caller', async () => {
      const id = await scene.rowId(CONTACT, ids['contact CN'] as string);
      const files = query('plugin::upload.file');
      await scene.asRep(async () => {
        for (const one of [id, 999_999]) {
          const related = [{ id: one, __type: CONTACT, __pivot: { field: 'photo' } }];
          const data = { name: 'f', hash: 'f', mime: 'image/png', size: 1, url: '/f', related };
          await expect(files.create({ data })).rejects.toMatchObject({
            details: { code: 'NOT_FOUND' },
          });
        }
      });
      expect(await count('plugin::upload.file')).toBe(0);
    });

    it('does not share the hidden links of one row among many', async () => {
      const id = await scene.rowId(CONTACT, ids['contact CN'] as string);
      const regarding = { id, __type: CONTACT };
      for (const subject of ['many', 'many'])
        await query(ACTIVITY).create({ data: { subject, kind: 'call', regarding } });
      await scene.asRep(async () => {
        const where = { subject: 'many' };
        await expect(
          query(ACTIVITY).updateMany({ where, data: { regarding: null } })
        ).rejects.toMatchObject({ details: { code: 'HIDDEN_LINKS' } });
        await query(ACTIVITY).updateMany({ where, data: { kind: 'mail' } });
      });
      const rows = (await query(ACTIVITY).findMany({
        where: { subject: 'many' },
        populate: ['regarding'],
      })) as Json[];
      expect(rows).toEqual([
        expect.objectContaining({ kind: 'mail', regarding: expect.objectContaining({ id }) }),
        expect.objectContaining({ kind: 'mail', regarding: expect.objectContaining({ id }) }),
      ]);
    });
  });

  it('leaves no rejection unhandled', async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(unhandled).toEqual([]);
  });
});
