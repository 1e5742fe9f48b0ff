import type { Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, DEAL, TICKET } from './support/crm';
import {
  ACTIVITY,
  documentIds,
  startRegions,
  TAG,
  type Json,
  type Regions,
} from './support/regions';

const MISSING = { documentId: 'aaaaaaaaaaaaaaaaaaaaaaaa', id: 999_999 };

interface Reference {
  readonly documentId: string;
  readonly id: number;
}

type Form = (target: Reference, seen: Reference) => unknown;

/** Every form in which a relation is written. */
const FORMS: Readonly<Record<string, Form>> = {
  documentId: ({ documentId }) => documentId,
  'row id': ({ id }) => id,
  'row id as text': ({ id }) => String(id),
  'list of documentIds': ({ documentId }, seen) => [seen.documentId, documentId],
  'list of row ids': ({ id }, seen) => [seen.id, id],
  'list of both': ({ id }, seen) => [{ documentId: seen.documentId }, { id }],
  '{ id }': ({ id }) => ({ id }),
  '{ documentId }': ({ documentId }) => ({ documentId }),
  '{ id, documentId }': (target) => ({ ...target }),
  set: ({ documentId }) => ({ set: [documentId] }),
  'set of one': ({ id }) => ({ set: { id } }),
  connect: ({ documentId }) => ({ connect: [{ documentId }] }),
  'connect of one': ({ id }) => ({ connect: { id } }),
  'connect, by row id as text': ({ id }) => ({ connect: [{ id: String(id) }] }),
  'an empty connect before a set': ({ id }) => ({ connect: [], set: [{ id }] }),
  'connect and set': ({ id }, seen) => ({ connect: [{ id: seen.id }], set: [{ id }] }),
  'position before': ({ documentId }, seen) => ({
    connect: [{ documentId: seen.documentId, position: { before: documentId } }],
  }),
  'position after, by row id': ({ id }, seen) => ({
    connect: [{ id: seen.id, position: { after: id } }],
  }),
};

describe('relations in writes', () => {
  let scene: Regions;
  const ids: Record<string, string> = {};

  const reference = async (uid: string, name: string): Promise<Reference> => {
    const documentId = ids[name] as string;
    return { documentId, id: await scene.rowId(uid, documentId) };
  };

  beforeAll(async () => {
    scene = await startRegions();
    const { strapi, placed } = scene;
    for (const country of ['SE', 'NO', 'JP', 'CN']) {
      const account = await createRecord(strapi, ACCOUNT, { name: country, country });
      const data = { firstName: country, account };
      ids[country] = account;
      ids[`contact ${country}`] = await createRecord(strapi, CONTACT, data, 'published');
    }
    for (const [group, country] of [
      ['north', 'SE'],
      ['east', 'JP'],
      ['south', 'CN'],
    ] as const) {
      ids[`deal ${country}`] = await placed(DEAL, group, { title: country });
      ids[`ticket ${country}`] = await placed(TICKET, group, { title: country });
    }
    ids.tag = await createRecord(strapi, TAG, { name: 'Tag' });
  });

  afterAll(() => scene.app.stop());

  /** The answer for a hidden target, which must be the one for a missing target. */
  const bothAnswers = async (
    client: Client,
    path: string,
    wrap: (value: unknown) => object,
    build: (target: Reference) => unknown,
    hidden: Reference
  ) => {
    const answers = [];
    for (const target of [hidden, MISSING])
      answers.push(await client.put(path, wrap(build(target))));
    const [one, other] = answers.map(({ status, body }) => ({ status, body: body as unknown }));
    expect(one).toEqual(other);
    return one as { status: number; body: { error: { details: Json } } };
  };

  const inRest = (attribute: string) => (value: unknown) => ({ data: { [attribute]: value } });
  const inAdmin = (attribute: string) => (value: unknown) => ({ [attribute]: value });

  describe('a target that the caller cannot see', () => {
    it.each(Object.entries(FORMS))('is not there: %s', async (_name, form) => {
      const [hidden, seen] = [
        await reference(CONTACT, 'contact CN'),
        await reference(CONTACT, 'contact SE'),
      ];
      const build = (target: Reference) => form(target, seen);
      const rest = `/api/deals/${ids['deal SE']}`;
      const answer = await bothAnswers(scene.rep, rest, inRest('contacts'), build, hidden);
      expect(answer.status).toBe(400);
      expect(answer.body.error.details).toMatchObject({ code: 'RELATION_NOT_FOUND' });
      expect((answer.body.error.details.path as string[])[0]).toBe('contacts');
      const panel = `/content-manager/collection-types/${DEAL}/${ids['deal SE']}`;
      const inPanel = await bothAnswers(scene.admin, panel, inAdmin('contacts'), build, hidden);
      expect([inPanel.status, inPanel.body.error.details.code]).toEqual([
        400,
        'RELATION_NOT_FOUND',
      ]);
      const { contacts } = await scene.row(DEAL, ids['deal SE'] as string, ['contacts']);
      expect(contacts).toEqual([]);
    });

    const COMPONENTS: Readonly<Record<string, (target: Reference) => Json>> = {
      component: ({ documentId }) => ({ address: { street: 'x', site: documentId } }),
      'repeatable component': ({ documentId }) => ({
        phones: [{ number: '1' }, { number: '2', sharedWith: { connect: [{ documentId }] } }],
      }),
      'dynamic zone': ({ documentId }) => ({
        sections: [{ __component: 'blocks.link', url: 'x', account: { documentId } }],
      }),
      'nested component of a zone that does not list it': ({ id }) => ({
        sections: [{ __component: 'shared.address', site: [id] }],
      }),
    };

    it.each(Object.entries(COMPONENTS))('is not there in a %s', async (name, build) => {
      const uid = name === 'repeatable component' ? CONTACT : ACCOUNT;
      const hidden = await reference(uid, uid === CONTACT ? 'contact CN' : 'CN');
      const seen = await reference(uid, uid === CONTACT ? 'contact SE' : 'SE');
      const path = `/api/contacts/${ids['contact SE']}?status=draft`;
      const wrap = (data: unknown) => ({ data });
      const answer = await bothAnswers(scene.rep, path, wrap, build, hidden);
      expect(answer.body.error.details).toMatchObject({ code: 'RELATION_NOT_FOUND' });
      if (!name.startsWith('nested')) await scene.rep.put(path, wrap(build(seen))).expect(200);
    });

    it('is not there for a relation without a link table, nor for its column', async () => {
      const hidden = await reference(ACCOUNT, 'CN');
      const path = `/api/tickets/${ids['ticket SE']}?status=draft`;
      for (const build of [({ id }: Reference) => id, ({ id }: Reference) => ({ id })]) {
        const answer = await bothAnswers(scene.rep, path, inRest('account'), build, hidden);
        expect(answer.body.error.details).toEqual({
          code: 'RELATION_NOT_FOUND',
          path: ['account'],
        });
      }
      await scene.rep.put(path, { data: { account_id: hidden.id } });
      const { account } = await scene.row(TICKET, ids['ticket SE'] as string, ['account']);
      expect(account).toBeNull();
      const { id } = await reference(ACCOUNT, 'SE');
      await scene.rep.put(path, { data: { account: id } }).expect(200);
    });

    it('is not there for polymorphic relations of a type that is not governed', async () => {
      const hidden = await reference(ACCOUNT, 'CN');
      const seen = await reference(ACCOUNT, 'SE');
      const write = (data: Json) =>
        scene.asRep(() =>
          scene.strapi.documents(ACTIVITY).create({ data: { subject: 'x', ...data } as never })
        );
      for (const build of [
        ({ id }: Reference) => ({ regarding: { id, __type: ACCOUNT } }),
        ({ id }: Reference) => ({ attendees: [{ id, __type: ACCOUNT }] }),
        ({ documentId }: Reference) => ({
          attendees: { connect: [{ documentId, __type: ACCOUNT }] },
        }),
      ]) {
        for (const target of [hidden, MISSING])
          await expect(write(build(target))).rejects.toMatchObject({
            name: 'ValidationError',
            details: { code: 'RELATION_NOT_FOUND' },
          });
        await expect(write(build(seen))).resolves.toBeDefined();
      }
    });

    it('is not there for a type that is merely linked, over REST', async () => {
      const hidden = await reference(CONTACT, 'contact CN');
      const path = `/api/tags/${ids.tag}`;
      const build = ({ documentId }: Reference) => ({ connect: [documentId] });
      const answer = await bothAnswers(scene.rep, path, inRest('contacts'), build, hidden);
      expect(answer.body.error.details).toMatchObject({ code: 'RELATION_NOT_FOUND' });
    });

    it('is like a file that is not there, for media', async () => {
      const path = `/api/contacts/${ids['contact SE']}?status=draft`;
      const { status, body } = await scene.rep.put(path, { data: { photo: 999_999 } });
      expect([status, body.error.details]).toEqual([
        400,
        { code: 'RELATION_NOT_FOUND', path: ['photo'] },
      ]);
    });

    it('is quietly left out of disconnect', async () => {
      const hidden = await reference(CONTACT, 'contact CN');
      const build = ({ documentId }: Reference) => ({ disconnect: [{ documentId }] });
      const path = `/api/deals/${ids['deal SE']}`;
      const answers = [];
      for (const target of [hidden, MISSING])
        answers.push(await scene.rep.put(path, { data: { contacts: build(target) } }));
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const [one, other] = answers.map(
        ({ body }) => ({ ...body.data, updatedAt: null, publishedAt: null }) as Json
      );
      expect(one).toEqual(other);
    });

    it('is not there in the version that would be linked', async () => {
      const { strapi } = scene;
      const data = { firstName: 'Moved', account: ids.CN };
      const moved = await createRecord(strapi, CONTACT, data, 'published');
      const documents = strapi.documents(CONTACT);
      await documents.update({ documentId: moved, data: { account: ids.SE } as never });
      const never = await createRecord(strapi, CONTACT, { firstName: 'Never', account: ids.SE });
      const deal = await scene.placed(DEAL, 'north', { title: 'Versions' });
      const answers = [];
      for (const documentId of [moved, never])
        answers.push(
          await scene.rep.put(`/api/deals/${deal}`, {
            data: { contacts: { connect: [{ documentId, status: 'published' }] } },
          })
        );
      expect(answers.map(({ status }) => status)).toEqual([400, 400]);
      expect(answers[0]?.body).toEqual(answers[1]?.body);
      const draft = { data: { contacts: { connect: [{ documentId: moved, status: 'draft' }] } } };
      await scene.rep.put(`/api/deals/${deal}`, draft).expect(200);
    });

    it('is not there when a record is created', async () => {
      const bodies = [];
      for (const { documentId } of [await reference(ACCOUNT, 'CN'), MISSING]) {
        const data = { firstName: 'New', account: documentId };
        bodies.push((await scene.rep.post('/api/contacts', { data })).body as unknown);
      }
      expect(bodies[0]).toEqual(bodies[1]);
    });
  });

  describe('a link that the caller cannot see', () => {
    const dealWith = (data: Json) => scene.placed(DEAL, 'north', { title: 'Deal', ...data });
    const contactsOf = async (deal: string) =>
      documentIds((await scene.row(DEAL, deal, ['contacts'])).contacts);
    /** Drafts and published rows of the contacts are linked: each document counts once. */
    const distinct = (values: readonly string[]) => [...new Set(values)];

    const EMPTYING: Readonly<Record<string, (seen: string) => unknown>> = {
      null: () => null,
      'an empty list': () => [],
      'an empty set': () => ({ set: [] }),
      'a list': (seen) => [seen],
      'a set': (seen) => ({ set: [{ documentId: seen }] }),
      'a single value': (seen) => seen,
      'connect and disconnect': (seen) => ({ connect: [seen], disconnect: [ids['contact CN']] }),
    };

    it.each(Object.entries(EMPTYING))('survives %s', async (_name, build) => {
      const [seen, other, hidden] = ['SE', 'NO', 'CN'].map((name) => ids[`contact ${name}`]) as [
        string,
        string,
        string,
      ];
      const deal = await dealWith({ contacts: [hidden, seen] });
      const value = build(other);
      await scene.rep.put(`/api/deals/${deal}`, { data: { contacts: value } }).expect(200);
      const linked = distinct(await contactsOf(deal));
      expect(linked).toContain(hidden);
      const isChange = typeof value === 'object' && value !== null && 'connect' in value;
      const asked = value === null || JSON.stringify(value).includes(other) ? [other] : [];
      expect(linked.filter((id) => id !== hidden)).toEqual(
        isChange ? [seen, other] : value === null ? [] : asked
      );
    });

    it('is not quoted when something else in the data is wrong', async () => {
      const [seen, hidden] = [ids['contact SE'] as string, ids['contact CN'] as string];
      const answers = [];
      for (const contacts of [[seen, hidden], [seen]]) {
        const deal = await dealWith({ contacts });
        // Strapi counts the text and the number as two, finds one row, and quotes all data.
        const { id } = await reference(CONTACT, 'contact SE');
        const data = { contacts: [id, String(id)], stage: 'none' };
        answers.push(await scene.rep.put(`/api/deals/${deal}`, { data }));
      }
      expect(answers.map(({ status }) => status)).toEqual([400, 400]);
      expect(answers[0]?.body).toEqual(answers[1]?.body);
      const { errors } = answers[0]?.body.error.details as { errors: Json[] };
      expect(errors).toContainEqual(expect.objectContaining({ path: ['stage'], value: 'none' }));
    });

    it('survives in the content manager, and keeps the order of what is seen', async () => {
      const [one, two, hidden] = ['SE', 'NO', 'CN'].map((name) => ids[`contact ${name}`]) as [
        string,
        string,
        string,
      ];
      const deal = await dealWith({ contacts: [one, hidden, two] });
      const path = `/content-manager/collection-types/${DEAL}/${deal}`;
      await scene.admin.put(path, { contacts: { set: [two, one] } }).expect(200);
      const linked = distinct(await contactsOf(deal));
      expect(linked).toContain(hidden);
      expect(linked.filter((id) => id !== hidden)).toEqual([two, one]);
    });

    it('stays at a to-one attribute that is emptied, and is not replaced', async () => {
      const deal = await dealWith({ account: ids.CN });
      const path = `/api/deals/${deal}`;
      for (const value of [null, [], { set: [] }, { disconnect: [ids.CN] }, { connect: [] }]) {
        await scene.rep.put(path, { data: { account: value } }).expect(200);
        const { account } = await scene.row(DEAL, deal, ['account']);
        expect((account as Json).documentId).toBe(ids.CN);
      }
      for (const value of [ids.SE, { connect: [ids.SE] }, { set: [{ documentId: ids.SE }] }]) {
        const { status, body } = await scene.rep.put(path, { data: { account: value } });
        expect([status, body.error.details]).toEqual([
          403,
          { code: 'HIDDEN_LINK', contentType: DEAL, path: ['account'] },
        ]);
      }
    });

    it('stays at a relation without a link table', async () => {
      const ticket = await scene.placed(TICKET, 'north', {
        title: 'x',
        account: await scene.rowId(ACCOUNT, ids.CN as string),
      });
      const path = `/api/tickets/${ticket}?status=draft`;
      await scene.rep.put(path, { data: { account: null, priority: 'low' } }).expect(200);
      const stored = await scene.row(TICKET, ticket, ['account']);
      expect(stored).toMatchObject({ priority: 'low', account: { documentId: ids.CN } });
      const other = await scene.rowId(ACCOUNT, ids.SE as string);
      const { status } = await scene.rep.put(path, { data: { account: other } });
      expect(status).toBe(403);
    });

    it('stays on the far side of a relation without a link table', async () => {
      const account = await createRecord(scene.strapi, ACCOUNT, { name: 'T', country: 'SE' });
      const link = { account: await scene.rowId(ACCOUNT, account) };
      const hidden = await scene.placed(TICKET, 'south', { title: 'hidden', ...link });
      const seen = await scene.placed(TICKET, 'north', { title: 'seen', ...link });
      await scene.rep.put(`/api/accounts/${account}`, { data: { tickets: [] } }).expect(200);
      const linked = await Promise.all(
        [hidden, seen].map(async (one) => (await scene.row(TICKET, one, ['account'])).account)
      );
      expect(linked).toEqual([expect.objectContaining({ documentId: account }), null]);
      const id = await scene.rowId(TICKET, seen);
      // Strapi takes no changes of such a list and empties it; what the caller does not see stays.
      await scene.rep
        .put(`/api/accounts/${account}`, { data: { tickets: { connect: [{ id }] } } })
        .expect(200);
      expect((await scene.row(TICKET, hidden, ['account'])).account).toMatchObject({
        documentId: account,
      });
    });

    describe('in components', () => {
      const POPULATE = {
        address: { populate: { site: true, position: true } },
        phones: { populate: { sharedWith: true } },
        sections: { on: { 'blocks.quote': { populate: { author: true } } } },
      };
      const create = () =>
        createRecord(scene.strapi, CONTACT, {
          firstName: 'Parts',
          account: ids.SE,
          address: { street: 'Old', site: ids.CN, position: { label: 'p' } },
          phones: [
            { number: '1', sharedWith: [ids['contact CN'], ids['contact SE']] },
            { number: '2' },
          ],
          sections: [{ __component: 'blocks.quote', text: 'q', author: ids['contact CN'] }],
        });
      const read = async (contact: string) =>
        (await scene.row(CONTACT, contact, POPULATE)) as {
          address: Json & { site: Json | null };
          phones: (Json & { sharedWith: Json[] })[];
          sections: (Json & { author: Json | null })[];
        };
      const expectKept = async (contact: string) => {
        const { address, phones, sections } = await read(contact);
        expect(address.site?.documentId).toBe(ids.CN);
        expect(documentIds(phones[0]?.sharedWith)).toContain(ids['contact CN']);
        expect(sections[0]?.author?.documentId).toBe(ids['contact CN']);
      };
      const update = (contact: string, data: Json) =>
        scene.rep.put(`/api/contacts/${contact}?status=draft`, { data });

      it('stays where the component is sent with its id', async () => {
        const contact = await create();
        const { address, phones, sections } = await read(contact);
        await update(contact, {
          address: { id: address.id, street: 'New', site: null },
          phones: phones.map(({ id }) => ({ id, number: 'n', sharedWith: [] })),
          sections: sections.map(({ id }) => ({
            id,
            __component: 'blocks.quote',
            author: null,
          })),
        }).expect(200);
        await expectKept(contact);
        expect((await read(contact)).address.street).toBe('New');
        expect((await read(contact)).phones[0]?.sharedWith).toHaveLength(1);
      });

      it('moves over to a component sent without an id in the same place', async () => {
        const contact = await create();
        await update(contact, {
          address: { street: 'New' },
          phones: [{ number: 'n', sharedWith: { connect: [ids['contact NO']] } }],
          sections: [{ __component: 'blocks.quote', text: 'n', author: { set: [] } }],
        }).expect(200);
        await expectKept(contact);
        const { phones } = await read(contact);
        expect(phones).toHaveLength(1);
        expect(documentIds(phones[0]?.sharedWith)).toEqual(
          expect.arrayContaining([ids['contact NO'], ids['contact CN']])
        );
      });

      it('stays when the record is published', async () => {
        const contact = await create();
        const path = `/api/contacts/${contact}?status=published`;
        await scene.rep.put(path, { data: { lastName: 'Published' } }).expect(200);
        await expectKept(contact);
        const where = { documentId: contact, publishedAt: { $notNull: true } };
        const query = { where, populate: POPULATE } as never;
        expect(await scene.strapi.db.query(CONTACT).findOne(query)).toMatchObject({
          lastName: 'Published',
          address: { site: { documentId: ids.CN } },
          sections: [{ author: { documentId: ids['contact CN'] } }],
        });
      });

      it('is not replaced', async () => {
        const contact = await create();
        const { status, body } = await update(contact, { address: { site: ids.SE } });
        expect([status, body.error.details]).toMatchObject([
          403,
          { code: 'HIDDEN_LINK', path: ['address', 'site'] },
        ]);
        await expectKept(contact);
      });
    });

    it('stays at polymorphic relations', async () => {
      const target = async (name: string) => ({
        id: await scene.rowId(ACCOUNT, ids[name] as string),
        __type: ACCOUNT,
      });
      const [seen, other, hidden] = [await target('SE'), await target('NO'), await target('CN')];
      const documentId = await createRecord(scene.strapi, ACTIVITY, {
        subject: 'x',
        regarding: hidden,
        attendees: [hidden, seen],
      });
      const write = (data: Json) =>
        scene.asRep(() =>
          scene.strapi.documents(ACTIVITY).update({ documentId, data: data as never })
        );
      const read = () => scene.row(ACTIVITY, documentId, ['regarding', 'attendees']);
      await write({ regarding: null, attendees: [other] });
      const stored = await read();
      expect(documentIds(stored.regarding)).toEqual([ids.CN]);
      expect(documentIds(stored.attendees)).toEqual([ids.NO, ids.CN]);
      await write({ attendees: { set: [] } });
      expect(documentIds((await read()).attendees)).toContain(ids.CN);
      await expect(write({ regarding: seen })).rejects.toMatchObject({
        details: { code: 'HIDDEN_LINK', path: ['regarding'] },
      });
    });

    it('stays on a record that is not governed', async () => {
      const tag = await createRecord(scene.strapi, TAG, {
        name: 'x',
        contacts: [ids['contact CN'], ids['contact SE']],
      });
      await scene.rep.put(`/api/tags/${tag}`, { data: { contacts: [] } }).expect(200);
      const { contacts } = await scene.row(TAG, tag, ['contacts']);
      expect(distinct(documentIds(contacts))).toEqual([ids['contact CN']]);
    });
  });

  describe('a value that says itself what is stored for its link', () => {
    const PIVOTS: Readonly<Record<string, (pivot: Json, seen: Reference) => Json>> = {
      connect: (__pivot, { id }) => ({ contacts: { connect: [{ id, __pivot }] } }),
      'connect by documentId': (__pivot, { documentId }) => ({
        contacts: { connect: [{ documentId, __pivot }] },
      }),
      set: (__pivot, { id }) => ({ contacts: { set: [{ id, __pivot }] } }),
    };

    it.each(Object.entries(PIVOTS))('is refused: %s', async (_name, build) => {
      const hidden = await scene.rowId(DEAL, ids['deal CN'] as string);
      const data = build({ deal_id: hidden }, await reference(CONTACT, 'contact SE'));
      const answers = [
        await scene.rep.put(`/api/deals/${ids['deal SE']}`, { data }),
        await scene.admin.put(`/content-manager/collection-types/${DEAL}/${ids['deal SE']}`, data),
      ];
      for (const { status, body } of answers)
        expect([status, body.error.details.code]).toEqual([400, 'RELATION_INVALID']);
      const { contacts } = await scene.row(DEAL, ids['deal CN'] as string, ['contacts']);
      expect(contacts).toEqual([]);
    });

    it('is refused in media and in components', async () => {
      const panel = `/content-manager/collection-types/${CONTACT}/${ids['contact SE']}`;
      const { id } = await reference(ACCOUNT, 'SE');
      for (const data of [
        { files: [{ id: 1, __pivot: { related_id: 1 } }] },
        { address: { site: { id, __pivot: { address_id: 1 } } } },
      ]) {
        const { status, body } = await scene.admin.put(panel, data);
        expect([status, body.error.details.code]).toEqual([400, 'RELATION_INVALID']);
      }
    });

    it('is read as Strapi reads it: a column takes the `set` beside an id', async () => {
      const [seen, hidden] = [await reference(ACCOUNT, 'SE'), await reference(ACCOUNT, 'CN')];
      const panel = `/content-manager/collection-types/${TICKET}/${ids['ticket SE']}`;
      const value = { id: seen.id, set: [hidden.id] };
      const { status, body } = await scene.admin.put(panel, { account: value });
      expect([status, body.error.details.code]).toEqual([400, 'RELATION_NOT_FOUND']);
    });
  });

  describe('a target that belongs to another record', () => {
    const link = async (dealGroup: string) => {
      const ticket = await scene.placed(TICKET, 'north', { title: 'Shared' });
      const data = { title: 'Holder', ticket };
      return { ticket, holder: await scene.placed(DEAL, dealGroup, data) };
    };
    const take = async (ticket: string) => {
      const deal = await scene.placed(DEAL, 'north', { title: 'Taker' });
      return scene.rep.put(`/api/deals/${deal}`, { data: { ticket } });
    };
    const holds = async (holder: string) =>
      documentIds((await scene.row(DEAL, holder, ['ticket'])).ticket);

    it.each([
      ['south', 403, 'HIDDEN_LINK'],
      ['east', 403, 'UPDATE_DENIED'],
      ['north', 200, undefined],
    ])('held in the %s: %s', async (group, status, code) => {
      const { ticket, holder } = await link(group);
      const answer = await take(ticket);
      expect([answer.status, answer.body.error?.details.code]).toEqual([status, code]);
      expect(await holds(holder)).toEqual(status === 200 ? [] : [ticket]);
    });

    describe('in one version only', () => {
      const versions = async (uid: string, documentId: string): Promise<[number, number]> => {
        const published = { publishedAt: { $notNull: true } };
        const { id } = await scene.row(uid, documentId, undefined, published);
        return [await scene.rowId(uid, documentId), Number(id)];
      };
      const ticketOf = async () => {
        const ticket = await scene.placed(TICKET, 'north', { title: 'Two' }, 'published');
        return { ticket, rows: await versions(TICKET, ticket) };
      };
      const FORMS_OF_TWO: Readonly<Record<string, (ticket: string) => unknown>> = {
        'a documentId': (ticket) => ticket,
        'a list': (ticket) => [ticket],
        'a set that names it twice': (ticket) => ({ set: [ticket, { documentId: ticket }] }),
        'a set of its published version': (ticket) => ({
          set: [{ documentId: ticket, status: 'published' }],
        }),
      };

      it.each(Object.entries(FORMS_OF_TWO))(
        'is not taken where the other version is linked here already: %s',
        async (_name, form) => {
          const { ticket, rows } = await ticketOf();
          const linkTo = async (id: number, account: number) =>
            scene.strapi.db.query(TICKET).update({ where: { id }, data: { account } });
          await linkTo(rows[0], await scene.rowId(ACCOUNT, ids.SE as string));
          await linkTo(rows[1], await scene.rowId(ACCOUNT, ids.CN as string));
          const path = `/api/accounts/${ids.SE}`;
          const answer = await scene.rep.put(path, { data: { tickets: form(ticket) } });
          expect([answer.status, answer.body.error?.details.code]).toEqual([403, 'HIDDEN_LINK']);
          const published = { publishedAt: { $notNull: true } };
          const { account } = await scene.row(TICKET, ticket, ['account'], published);
          expect((account as Json).documentId).toBe(ids.CN);
        }
      );

      it('is not taken through a link table either', async () => {
        const { ticket, rows } = await ticketOf();
        const [own, hidden] = [
          await scene.placed(DEAL, 'north', { title: 'Own' }),
          await scene.placed(DEAL, 'south', { title: 'Hidden' }),
        ];
        const linkTo = async (deal: string, id: number) =>
          scene.strapi.db
            .query(DEAL)
            .update({ where: { documentId: deal }, data: { ticket: { connect: [{ id }] } } });
        await linkTo(own, rows[0]);
        await linkTo(hidden, rows[1]);
        const answer = await scene.rep.put(`/api/deals/${own}`, { data: { ticket } });
        expect([answer.status, answer.body.error?.details.code]).toEqual([403, 'HIDDEN_LINK']);
        expect(await holds(hidden)).toEqual([ticket]);
        const draft = { data: { ticket: { connect: [{ documentId: ticket, status: 'draft' }] } } };
        await scene.rep.put(`/api/deals/${own}`, draft).expect(200);
      });
    });

    describe('in the version that is made by publishing', () => {
      const linkPublished = async (contact: string, ticket: string): Promise<void> => {
        const { strapi } = scene;
        const published = { publishedAt: { $notNull: true } };
        const [one, other] = [
          await scene.row(CONTACT, contact, undefined, published),
          await scene.row(TICKET, ticket, undefined, published),
        ];
        const data = { contact: { connect: [{ id: one.id }] } };
        await strapi.db.query(TICKET).update({ where: { id: other.id }, data });
      };
      /** A contact of the caller's, published with a ticket in `group` that is no longer its draft's. */
      const held = async (group: string) => {
        const data = { firstName: 'Held', account: ids.SE };
        const contact = await createRecord(scene.strapi, CONTACT, data, 'published');
        const holder = await scene.placed(TICKET, group, { title: 'Holder' }, 'published');
        await linkPublished(contact, holder);
        return { contact, holder };
      };
      const heldBy = async (contact: string) =>
        documentIds(
          (await scene.row(CONTACT, contact, ['ticket'], { publishedAt: { $notNull: true } }))
            .ticket
        );
      const OUTCOMES = [
        ['south', 403, 'HIDDEN_LINK'],
        ['east', 403, 'UPDATE_DENIED'],
        ['north', 200, undefined],
      ] as const;

      it.each(OUTCOMES)('from the %s: %s, on publishing a draft', async (group, status, code) => {
        const { contact, holder } = await held(group);
        const data = { title: 'Taker', contact };
        const taker = await scene.placed(TICKET, 'north', data);
        const path = `/content-manager/collection-types/${TICKET}/${taker}/actions/publish`;
        const answer = await scene.admin.post(path, {});
        expect([answer.status, answer.body.error?.details.code]).toEqual([status, code]);
        expect(await heldBy(contact)).toEqual([status === 200 ? taker : holder]);
      });

      it.each(OUTCOMES)(
        'from the %s: %s, on an update that publishes',
        async (group, status, code) => {
          const { contact, holder } = await held(group);
          const taker = await scene.placed(TICKET, 'north', { title: 'Taker' });
          const answer = await scene.rep.put(`/api/tickets/${taker}`, { data: { contact } });
          expect([answer.status, answer.body.error?.details.code]).toEqual([status, code]);
          expect(await heldBy(contact)).toEqual([status === 200 ? taker : holder]);
        }
      );

      it('on a create that publishes, from the far side', async () => {
        const data = { title: 'Far' };
        const ticket = await scene.placed(TICKET, 'north', data, 'published');
        const hidden = { firstName: 'Hidden', account: ids.CN };
        const holder = await createRecord(scene.strapi, CONTACT, hidden, 'published');
        await linkPublished(holder, ticket);
        const body = { data: { firstName: 'Taker', account: ids.SE, ticket } };
        const answer = await scene.rep.post('/api/contacts', body);
        expect([answer.status, answer.body.error?.details.code]).toEqual([403, 'HIDDEN_LINK']);
        expect(await heldBy(holder)).toEqual([ticket]);
        await scene.rep.post('/api/contacts?status=draft', body).expect(201);
      });

      it('on going back to what is published', async () => {
        const { contact, holder } = await held('north');
        const hidden = await scene.placed(TICKET, 'south', { title: 'Hidden', contact });
        const path = `/content-manager/collection-types/${TICKET}/${holder}/actions/discard`;
        const answer = await scene.admin.post(path, {});
        expect([answer.status, answer.body.error?.details.code]).toEqual([403, 'HIDDEN_LINK']);
        const { ticket } = await scene.row(CONTACT, contact, ['ticket']);
        expect(documentIds(ticket)).toEqual([hidden]);
      });

      it('or leaves it alone where the record holds it itself', async () => {
        const { contact, holder } = await held('north');
        const body = { data: { contact, title: 'Again' } };
        await scene.rep.put(`/api/tickets/${holder}`, body).expect(200);
        expect(await heldBy(contact)).toEqual([holder]);
      });
    });

    it('is not taken from a hidden record either where it is not governed itself', async () => {
      const activity = await createRecord(scene.strapi, ACTIVITY, { subject: 'Shared' });
      const holder = await scene.placed(DEAL, 'south', { title: 'H', activities: [activity] });
      const deal = await scene.placed(DEAL, 'north', { title: 'Taker' });
      const path = `/api/deals/${deal}`;
      const answer = await scene.rep.put(path, { data: { activities: [activity] } });
      expect([answer.status, answer.body.error.details.code]).toEqual([403, 'HIDDEN_LINK']);
      const { deal: held } = await scene.row(ACTIVITY, activity, ['deal']);
      expect(documentIds(held)).toEqual([holder]);
      const free = await createRecord(scene.strapi, ACTIVITY, { subject: 'Free' });
      await scene.rep.put(path, { data: { activities: [free] } }).expect(200);
    });

    it('is not moved from the far side without the right to update it', async () => {
      const path = `/api/accounts/${ids.SE}`;
      const east = { data: { contacts: { connect: [ids['contact JP']] } } };
      const refused = await scene.rep.put(path, east);
      expect([refused.status, refused.body.error.details.code]).toEqual([403, 'UPDATE_DENIED']);
      const { account } = await scene.row(CONTACT, ids['contact JP'] as string, ['account']);
      expect((account as Json).documentId).toBe(ids.JP);
    });

    it('is not moved out of reach from the far side, and is moved within it', async () => {
      const account = await createRecord(scene.strapi, ACCOUNT, { name: 'Far', country: 'SE' });
      const contact = await createRecord(scene.strapi, CONTACT, { firstName: 'Far', account });
      const emptied = await scene.rep.put(`/api/accounts/${account}`, { data: { contacts: [] } });
      expect([emptied.status, emptied.body.error.details.code]).toEqual([403, 'OUT_OF_SCOPE']);
      const body = { data: { contacts: { connect: [contact] } } };
      await scene.rep.put(`/api/accounts/${ids.NO}`, body).expect(200);
      const moved = await scene.row(CONTACT, contact, ['account']);
      expect((moved.account as Json).documentId).toBe(ids.NO);
    });
  });
});
