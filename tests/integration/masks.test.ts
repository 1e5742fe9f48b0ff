import { getContainer } from '../../server/src/container';
import { createActor } from '../../server/src/platform/actor';
import { addMembership, place } from '../support/custodian';
import { createApiToken, grantPermissions } from '../support/actors';
import { createClient, type Client } from './support/client';
import { CONTACT, createRecord } from './support/crm';
import { EVERYTHING, startMasked, type MaskedScene } from './support/masked';
import { TAG, type Json } from './support/regions';

const scalars = ({ lastName, email, phone, birthDate, creditLimit, notes }: Json): Json => ({
  lastName,
  email,
  phone,
  birthDate,
  creditLimit,
  notes,
});

const MASKED = {
  lastName: undefined,
  birthDate: '1980-01-01',
  creditLimit: 12_000,
  notes: '***',
};

describe('masked attributes', () => {
  let scene: MaskedScene;

  const rows = async (client: Client, query: string): Promise<Json[]> => {
    const { body, status, text } = await client.get(`/api/${query}`);
    expect([status, text]).toEqual([200, text]);
    return (body as { data: Json[] }).data;
  };
  const one = async (client: Client, documentId: string, query = ''): Promise<Json> => {
    const { body, status } = await client.get(`/api/contacts/${documentId}?${query}`);
    expect(status).toBe(200);
    return (body as { data: Json }).data;
  };
  const total = async (client: Client, query: string): Promise<number> => {
    const { body } = await client.get(`/api/contacts?${query}`);
    return (body as { meta: { pagination: { total: number } } }).meta.pagination.total;
  };

  beforeAll(async () => {
    scene = await startMasked();
  });
  afterAll(() => scene.app.stop());

  describe('by depth', () => {
    it('show their value where the record is within the clear depth, the mask elsewhere', async () => {
      const { member, ids } = scene;
      const real = await scene.row(CONTACT, ids.own);
      expect(scalars(await one(member.client, ids.own))).toEqual(scalars(real));
      const other = await one(member.client, ids.other);
      expect(scalars(other)).toMatchObject({
        ...MASKED,
        phone: (await scene.row(CONTACT, ids.other)).phone,
      });
      expect(other.email).not.toContain('anton');
      expect(Object.keys(other)).not.toContain('lastName');
    });

    it('are masked for who has no clear depth, and clear for who has them all', async () => {
      const { masked, officer, ids } = scene;
      for (const id of [ids.own, ids.other]) {
        expect(scalars(await one(masked.client, id))).toMatchObject(MASKED);
        expect((await one(masked.client, id)).phone).toMatch(/^\*+\d9$|^[^0-9]*\d9$/);
        const real = scalars(await scene.row(CONTACT, id));
        expect(scalars(await one(officer.client, id))).toEqual(real);
      }
    });

    it('are clear by the union of memberships', async () => {
      const { principal, client } = await scene.person('masked');
      expect(scalars(await one(client, scene.ids.other))).toMatchObject(MASKED);
      await addMembership(scene.strapi, { principal, group: 'north', profile: 'officer' });
      const real = scalars(await scene.row(CONTACT, scene.ids.other));
      expect(scalars(await one(client, scene.ids.other))).toEqual(real);
    });

    it('are not clear by a share, which gives the record', async () => {
      const { principal, client } = await scene.person('member');
      await place(scene.strapi, { contentType: CONTACT, documentId: scene.ids.other, owner: null });
      const { status } = await scene.admin.post('/custodian/shares', {
        contentType: CONTACT,
        documentId: scene.ids.other,
        principal,
        level: 'share',
      });
      expect(status).toBe(201);
      expect(scalars(await one(client, scene.ids.other))).toMatchObject(MASKED);
    });

    it('are masked for tokens, which have no memberships but their own', async () => {
      const token = await createApiToken(scene.strapi);
      await addMembership(scene.strapi, {
        principal: `token:${token.id}`,
        group: 'north',
        profile: 'member',
      });
      const client = createClient(scene.app, token.authorization);
      expect(scalars(await one(client, scene.ids.own))).toMatchObject(MASKED);
    });
  });

  describe('in components and zones', () => {
    it('are masked by the record that they are part of', async () => {
      const { member, masked, ids } = scene;
      const clear = await one(member.client, ids.own, EVERYTHING);
      expect(clear).toMatchObject({
        address: { street: 'Olga street 7', position: { label: 'Door Olga' } },
        phones: [{ number: 'Olga first' }, { number: 'Olga second' }],
        sections: [{ text: 'Quote of Olga' }, { url: 'https://olga.test' }],
        tags: [{ name: 'vip' }],
      });
      for (const [client, id] of [
        [member.client, ids.other],
        [masked.client, ids.own],
      ] as const) {
        const shown = await one(client, id, EVERYTHING);
        expect(shown).toMatchObject({
          address: { city: 'Town', position: { label: '-', floor: 3 } },
          phones: [
            { number: '#', kind: 'work' },
            { number: '#', kind: 'home' },
          ],
          sections: [{ text: '…' }, { rank: 1 }],
        });
        const { address, sections } = shown as Record<string, Json> & { sections: Json[] };
        expect(address?.street).toMatch(/^[AO]•+$/);
        expect(Object.keys(sections[1] as Json)).not.toContain('url');
        expect(Object.keys(shown)).not.toContain('tags');
      }
    });

    it('are clear in another type with the same component', async () => {
      const address = { street: 'Product street', city: 'Town' };
      const documentId = await createRecord(
        scene.strapi,
        'api::product.product',
        { name: 'Red Chair', market: 'SE', sku: 'sku-1', price: 250, address },
        'published'
      );
      const [product] = await rows(
        scene.masked.client,
        `products?filters[documentId]=${documentId}&populate=address`
      );
      expect(product).toMatchObject({ address, sku: 'x', price: 200 });
      expect(product?.name).not.toContain('Red');
    });

    it('are filtered by what is shown', async () => {
      const { masked, member } = scene;
      expect(await total(masked.client, 'filters[address][street][$contains]=street')).toBe(0);
      expect(await total(member.client, 'filters[address][street][$contains]=street')).toBe(1);
      expect(await total(masked.client, 'filters[address][position][label][$eq]=-')).toBe(2);
      expect(await total(masked.client, 'filters[phones][number][$contains]=first')).toBe(0);
      expect(await total(masked.client, 'filters[phones][number][$eq]=%23')).toBe(2);
    });
  });

  describe('as an oracle', () => {
    it('answer filters and searches by what is shown', async () => {
      const { masked, member, officer } = scene;
      for (const query of [
        'filters[email][$eq]=anton@example.test',
        'filters[email][$startsWith]=ant',
        'filters[notes][$contains]=Anton',
        'filters[creditLimit][$gt]=12344',
        'filters[birthDate][$eq]=1980-05-17',
        'filters[lastName][$notNull]=true',
        'filters[tags][name][$eq]=vip',
        'filters[tags][$notNull]=true',
        'filters[photo][id][$notNull]=true',
        '_q=anton@example',
        '_q=Notes on',
      ])
        expect([query, await total(masked.client, query)]).toEqual([query, 0]);
      expect(await total(masked.client, 'filters[notes][$eq]=***')).toBe(2);
      expect(await total(member.client, 'filters[notes][$contains]=Notes')).toBe(1);
      expect(await total(officer.client, 'filters[notes][$contains]=Notes')).toBe(2);
    });

    it('sort by what is shown, here and through relations', async () => {
      const { masked, officer } = scene;
      const order = async (client: Client, sort: string) =>
        (await rows(client, `contacts?${sort}`)).map(({ firstName }) => firstName);
      expect(await order(officer.client, 'sort[0]=notes:desc')).toEqual(['Olga', 'Anton']);
      for (const direction of ['asc', 'desc'])
        expect(await order(masked.client, `sort[0]=notes:${direction}&sort[1]=firstName`)).toEqual([
          'Anton',
          'Olga',
        ]);
      const through = async (query: string) => rows(masked.client, `accounts?${query}`);
      expect(await through('filters[contacts][notes][$contains]=Olga')).toEqual([]);
      expect(await through('filters[contacts][notes][$eq]=***')).toHaveLength(1);
      const [account] = await through('populate[contacts][filters][notes][$contains]=Olga');
      expect(account?.contacts).toEqual([]);
    });

    it('show hidden relations from no side', async () => {
      const { masked, member } = scene;
      const contacts = async (client: Client) => {
        const [tag] = await rows(client, 'tags?populate=contacts&filters[name]=vip');
        return (tag?.contacts as Json[]).map(({ firstName }) => firstName);
      };
      expect(await contacts(masked.client)).toEqual([]);
      // Draft and published version of the member's own.
      expect(new Set(await contacts(member.client))).toEqual(new Set(['Olga']));
      const found = 'tags?filters[contacts][firstName][$in][0]=Olga';
      expect(await rows(masked.client, found)).toEqual([]);
      expect(await rows(member.client, found)).toHaveLength(1);
      const counted = 'tags?populate[contacts][count]=true';
      const [tag] = await rows(masked.client, counted);
      expect(tag?.contacts).toEqual({ count: 0 });
    });

    it('are masked in a project’s own queries, and real for the system', async () => {
      const { masked, ids } = scene;
      const { sessions, scopes } = getContainer(scene.strapi);
      const actor = createActor('user', masked.principal.split(':')[1]);
      await sessions.open(actor);
      const query = { where: { documentId: ids.own, notes: '***' }, select: ['notes', 'lastName'] };
      const read = () => scene.strapi.db.query(CONTACT).findMany(query);
      const shown = (await scopes.runAs(actor, read)) as Json[];
      expect(shown).toHaveLength(2);
      expect(shown.map(({ notes }) => notes)).toEqual(['***', '***']);
      const knex = async () =>
        (await scene.strapi.db.connection('contacts').distinct('notes')) as unknown;
      expect(await scopes.runAs(actor, knex)).toEqual([{ notes: '***' }]);
      expect(await read()).toEqual([]);
      expect((await scene.row(TAG, ids.tag)).name).toBe('vip');
    });
  });
});

describe('who is told what is masked', () => {
  let scene: MaskedScene;

  beforeAll(async () => {
    scene = await startMasked();
    const actions = ['explain', 'me'].map((name) => `plugin::custodian.access.${name}`);
    await grantPermissions(scene.strapi, 'authenticated', actions);
  });
  afterAll(() => scene.app.stop());

  const explain = async (client: Client, documentId: string) => {
    const path = `/api/custodian/explain?contentType=${CONTACT}&documentId=${documentId}`;
    const { body } = await client.get(path);
    const { fields } = (body as { data: { fields: Record<string, unknown>[] } }).data;
    return (name: string) => fields.find(({ field }) => field === name);
  };

  it('is told by record: which fields, and by which depth', async () => {
    const { member, officer, ids } = scene;
    const own = await explain(member.client, ids.own);
    expect(own('email')).toMatchObject({
      strategy: 'email',
      masked: false,
      grants: [{ kind: 'owner', params: { profile: 'member', depth: 'own' } }],
      blocks: [],
    });
    const other = await explain(member.client, ids.other);
    expect(other('sections[blocks.quote].text')).toMatchObject({
      masked: true,
      grants: [],
      blocks: [{ kind: 'out-of-reach', params: { depth: 'own' } }],
    });
    expect(other('phone')).toMatchObject({
      masked: false,
      grants: [{ kind: 'group', params: { depth: 'group' } }],
    });
    const masked = await explain(scene.masked.client, ids.own);
    expect(masked('email')).toMatchObject({ masked: true, blocks: [{ kind: 'never-clear' }] });
    const clear = await explain(officer.client, ids.own);
    expect(clear('email')).toMatchObject({ masked: false });
  });

  it('is told by type, for whoever asks about themselves', async () => {
    const { body } = await scene.member.client.get('/api/custodian/me');
    const { masked } = (body as { data: { masked: Record<string, unknown[]> } }).data;
    expect(masked[CONTACT]).toContainEqual({
      field: 'phone',
      strategy: 'partial',
      clear: { depth: 'group', groups: ['north'] },
    });
    expect(masked[CONTACT]).toContainEqual({
      field: 'address.street',
      strategy: 'partial',
      clear: { depth: 'own', groups: [] },
    });
  });
});

describe('the self-test of masks', () => {
  let scene: MaskedScene;

  beforeAll(async () => {
    scene = await startMasked();
  });
  afterAll(() => scene.app.stop());

  const results = async () => {
    const { selfTest } = getContainer(scene.strapi);
    const all = await selfTest();
    return all.filter(({ canary }) => canary.startsWith('mask-'));
  };

  it('tries every masked column in every way', async () => {
    const found = await results();
    expect(found.filter(({ ok }) => !ok)).toEqual([]);
    expect(new Set(found.map(({ canary }) => canary)).size).toBeGreaterThanOrEqual(7);
    const types = new Set(found.map(({ contentType }) => contentType));
    expect([...types]).toEqual(expect.arrayContaining([CONTACT, 'shared.address', 'blocks.quote']));
  });

  it('notices a view that shows the table’s own columns', async () => {
    const { governance } = getContainer(scene.strapi);
    const view = governance.view.bind(governance);
    const broken = jest.spyOn(governance, 'view').mockImplementation((...asked) => {
      const found = view(...asked);
      return found && { ...found, columns: null };
    });
    const failed = (await results()).filter(({ ok }) => !ok);
    broken.mockRestore();
    expect(failed.map(({ canary }) => canary)).toEqual(
      expect.arrayContaining(['mask-select', 'mask-filter', 'mask-sort', 'mask-join'])
    );
    expect((await results()).filter(({ ok }) => !ok)).toEqual([]);
  });
});
