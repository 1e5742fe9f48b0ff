import type { Response } from 'supertest';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord } from './support/crm';

const PAGE = 'api::page.page';
const CHARTER = 'api::charter.charter';
const PRODUCT = 'api::product.product';
const TAG = 'api::tag.tag';
const MISSING = 'z'.repeat(24);
const FULL = {
  create: 'group',
  read: 'group',
  update: 'group',
  delete: 'group',
  publish: 'group',
};
const TYPES = [ACCOUNT, CONTACT, PAGE, CHARTER, PRODUCT];

const policy = {
  version: 1,
  groups: [
    { code: 'north', name: 'North', matches: ['SE'] },
    { code: 'south', name: 'South', matches: ['CN'] },
  ],
  profiles: [
    {
      code: 'member',
      name: 'Member',
      contentTypes: Object.fromEntries(TYPES.map((uid) => [uid, FULL])),
    },
    { code: 'cleaner', name: 'Cleaner', tasks: ['bulk-delete'] },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: { group: { inherit: 'account' } },
    [PAGE]: { group: { attribute: 'country' } },
    [CHARTER]: { group: { attribute: 'country' } },
    [PRODUCT]: { group: { attribute: 'market' } },
  },
  audiences: { superAdmin: 'governed' },
};

type Row = Record<string, Response['body']>;

describe('doors of the content manager', () => {
  let app: RunningStrapi;
  let member: Client;
  const ids: Record<string, string> = {};
  const asked: unknown[] = [];

  const at = (uid: string, rest = '') => `/content-manager/collection-types/${uid}${rest}`;
  const names = (rows: Row[]) =>
    rows.map((row) => row.name ?? row.firstName ?? row.title).sort() as string[];
  const count = (uid: string, where: object = {}) => app.strapi.db.query(uid).count({ where });
  /** What the answers say, without the documentIds that were asked for. */
  const outcome = ({ status, text }: Response, ...documentIds: string[]) => [
    status,
    documentIds.reduce((body, id) => body.replaceAll(id, 'id'), text),
  ];

  const seed = async () => {
    const { strapi } = app;
    for (const country of ['SE', 'CN']) {
      ids[country] = await createRecord(strapi, ACCOUNT, { name: `Account ${country}`, country });
      ids[`contact ${country}`] = await createRecord(strapi, CONTACT, {
        firstName: `Contact ${country}`,
        account: ids[country],
        address: { street: `Street ${country}`, site: ids.SE },
      });
      ids[`page ${country}`] = await createRecord(
        strapi,
        PAGE,
        { title: `Page ${country}`, country, slug: `slug-${country.toLowerCase()}` },
        'published'
      );
    }
    const accounts = [ids.SE, ids.CN];
    ids.tag = await createRecord(strapi, TAG, { name: 'hot', accounts });
    await strapi.plugin('i18n').service('locales').create({ code: 'fr', name: 'French' });
    ids.product = await createRecord(strapi, PRODUCT, { name: 'Chair', market: 'SE', stock: 3 });
    await strapi.documents(PRODUCT).update({
      documentId: ids.product,
      locale: 'fr',
      data: { name: 'Chaise', market: 'CN' },
    } as never);
  };

  beforeAll(async () => {
    app = await startStrapi({ policy });
    await seed();
    const { id, client } = await logInAdmin(app);
    const principal = `admin:${id}`;
    await addMembership(app.strapi, { principal, group: 'north', profile: 'member' });
    member = client;
    ids.admin = String(id);
    app.strapi.config.set('admin.preview', {
      enabled: true,
      config: {
        handler: (uid: string, params: { documentId: string }) => {
          asked.push(params.documentId);
          return `https://example.test/${uid}/${params.documentId}`;
        },
      },
    });
  });

  afterAll(() => app.stop());

  describe('lists', () => {
    it('search inside the view', async () => {
      const list = (q: string) => member.get(at(CONTACT, `?page=1&pageSize=10&_q=${q}`));
      const { body } = await list('Contact').expect(200);
      expect(names(body.results)).toEqual(['Contact SE']);
      expect(body.pagination.total).toBe(1);
      expect((await list('CN').expect(200)).body.pagination.total).toBe(0);
    });

    it('show nothing of hidden records on the home page', async () => {
      const { body } = await member
        .get('/content-manager/homepage/recent-documents?action=update')
        .expect(200);
      // It shows four at most: hidden ones take no place.
      expect(names(body.data)).toEqual(['Chair', 'Contact SE', 'Page SE', 'hot']);
      expect(JSON.stringify(body)).not.toMatch(/CN|Chaise/);
    });

    it('count only what is visible on the home page', async () => {
      // Drafts: a contact, a product. Published: a page, an account, a tag.
      const { body } = await member.get('/content-manager/homepage/count-documents').expect(200);
      expect(body.data).toEqual({ draft: 2, modified: 0, published: 3 });
    });
  });

  describe('the relation picker', () => {
    const picker = (uid: string, rest: string) =>
      member.get(`/content-manager/relations/${uid}/${rest}`);

    it('offers what is visible, and of that what is not linked yet', async () => {
      const all = await picker(TAG, 'accounts?pageSize=20').expect(200);
      expect(names(all.body.results)).toEqual(['Account SE']);
      const more = await picker(TAG, `accounts?pageSize=20&id=${ids.tag}`).expect(200);
      expect(more.body.results).toEqual([]);
    });

    it('shows and counts only visible links', async () => {
      const { body } = await picker(TAG, `${ids.tag}/accounts?pageSize=20`).expect(200);
      expect(body.results.map((row: Row) => row.documentId)).toEqual([ids.SE]);
      expect(body.pagination.total).toBe(1);
    });

    it('treats a hidden source as a missing one', async () => {
      const hidden = await picker(CONTACT, `${ids['contact CN']}/account`);
      const missing = await picker(CONTACT, `${MISSING}/account`);
      expect(hidden.status).toBe(404);
      expect(outcome(hidden)).toEqual(outcome(missing));
    });

    it('treats a component of a hidden record, asked for by its number, as a missing one', async () => {
      const addresses = app.strapi.db.query('shared.address');
      const idOf = async (street: string) =>
        String(((await addresses.findOne({ where: { street } })) as Row).id);
      const shown = await picker('shared.address', `${await idOf('Street SE')}/site`).expect(200);
      expect(shown.body.results).toHaveLength(1);
      const hidden = await picker('shared.address', `${await idOf('Street CN')}/site`);
      const missing = await picker('shared.address', '99999/site');
      expect(hidden.status).toBe(404);
      expect(outcome(hidden)).toEqual(outcome(missing));
      const offered = await picker('shared.address', `site?id=${await idOf('Street CN')}`);
      expect(outcome(offered)).toEqual(outcome(await picker('shared.address', 'site?id=99999')));
    });
  });

  describe('values that must be unique', () => {
    it('are suggested from what the caller sees', async () => {
      const uid = (action: string, body: object) =>
        member.post(`/content-manager/uid/${action}`, body);
      const field = { contentTypeUID: PAGE, field: 'slug' };
      const check = async (value: string) =>
        (await uid('check-availability', { ...field, value }).expect(200)).body;
      expect(await check('slug-se')).toEqual({ isAvailable: false, suggestion: 'slug-se-1' });
      expect(await check('slug-cn')).toEqual({ isAvailable: true, suggestion: null });
      const generate = async (title: string) =>
        (await uid('generate', { ...field, data: { title } }).expect(200)).body.data;
      expect(await generate('Slug SE')).toBe('slug-se-1');
      expect(await generate('Slug CN')).toBe('slug-cn');
    });
  });

  describe('what is told beside a document', () => {
    it('names only locales and versions that are visible', async () => {
      const { body } = await member.get(at(PRODUCT, `/${ids.product}`)).expect(200);
      expect(body.meta.availableLocales).toEqual([]);
      expect(JSON.stringify(body)).not.toContain('Chaise');
      const french = await member.get(at(PRODUCT, `/${ids.product}?locale=fr`));
      const german = await member.get(at(PRODUCT, `/${ids.product}?locale=de`));
      expect(french.status).toBe(german.status);
      expect(french.body.data).toEqual(german.body.data);
    });

    it('counts draft relations inside the view', async () => {
      const counts = (id: string) => member.get(at(CONTACT, `/${id}/actions/countDraftRelations`));
      const hidden = await counts(ids['contact CN']!);
      expect(outcome(hidden)).toEqual(outcome(await counts(MISSING)));
      const many = (...documentIds: string[]) =>
        member.get(
          at(
            CONTACT,
            `/actions/countManyEntriesDraftRelations?${documentIds.map((id) => `documentIds[]=${id}`).join('&')}`
          )
        );
      const hiddenMany = await many(ids['contact CN']!);
      expect(hiddenMany.status).toBe(404);
      expect(outcome(hiddenMany)).toEqual(outcome(await many(MISSING)));
      const mixed = await many(ids['contact SE']!, ids['contact CN']!);
      expect(outcome(mixed)).toEqual(outcome(await many(ids['contact SE']!, MISSING)));
    });

    it('validates only visible drafts', async () => {
      const documentIds = [ids['page SE'], ids['page CN']];
      const path = at(PAGE, '/actions/bulkFindForValidation');
      const { body } = await member.post(path, { documentIds }).expect(200);
      expect(names(body.results)).toEqual(['Page SE']);
    });
  });

  describe('preview', () => {
    const preview = (id: string) =>
      member.get(`/content-manager/preview/url/${PAGE}?documentId=${id}&status=draft`);

    it('asks the project’s handler about visible records only', async () => {
      const { body } = await preview(ids['page SE']!).expect(200);
      expect(body.data.url).toContain(ids['page SE']);
      const hidden = await preview(ids['page CN']!);
      expect(hidden.status).toBe(404);
      expect(outcome(hidden)).toEqual(outcome(await preview(MISSING)));
      expect(asked).toEqual([ids['page SE']]);
    });

    it('is left alone for types that are not governed', async () => {
      await member.get(`/content-manager/preview/url/${TAG}?documentId=${MISSING}`).expect(200);
    });
  });

  describe('several records at once', () => {
    const bulk = (action: string, ...documentIds: string[]) =>
      member.post(at(PAGE, `/actions/${action}`), { documentIds });
    const page = (title: string, country = 'SE') =>
      createRecord(app.strapi, PAGE, { title, country });
    const published = (documentId: string) =>
      count(PAGE, { documentId, publishedAt: { $notNull: true } });

    it('publish and unpublish what is visible, a hidden one as a missing one', async () => {
      const [one, two] = [await page('One'), await page('Two')];
      const hidden = await page('Hidden', 'CN');
      const withHidden = await bulk('bulkPublish', one, hidden).expect(200);
      expect(await published(hidden)).toBe(0);
      const withMissing = await bulk('bulkPublish', two, MISSING).expect(200);
      expect(withHidden.body).toEqual(withMissing.body);
      expect([await published(one), await published(two)]).toEqual([1, 1]);

      const other = ids['page CN']!;
      const first = await bulk('bulkUnpublish', one, other).expect(200);
      const second = await bulk('bulkUnpublish', two, MISSING).expect(200);
      expect(first.body).toEqual(second.body);
      expect([await published(one), await published(two), await published(other)]).toEqual([
        0, 0, 1,
      ]);
    });

    it('publish all or none', async () => {
      const visible = await page('All or none');
      const moved = await page('Moved');
      await app.strapi.documents(PAGE).publish({ documentId: moved });
      // What is published has moved to where the caller does not reach: publishing is refused.
      await app.strapi.db.query(PAGE).update({
        where: { documentId: moved, publishedAt: { $notNull: true } },
        data: { country: 'CN' },
      });
      const { body } = await bulk('bulkPublish', visible, moved).expect(403);
      expect(body.error.details.code).toBe('PUBLISH_DENIED');
      expect(await published(visible)).toBe(0);
      await app.strapi.documents(PAGE).delete({ documentId: moved });
    });

    it('are deleted one by one, or with the task; a hidden one is a missing one', async () => {
      const pages = [await page('Delete one'), await page('Delete two')] as const;
      const hidden = ids['page CN']!;
      const refused = await bulk('bulkDelete', ...pages).expect(403);
      expect(refused.body.error.details).toMatchObject({
        code: 'TASK_REQUIRED',
        contentType: PAGE,
      });
      expect(await count(PAGE, { documentId: { $in: [...pages] } })).toBe(2);

      const none = await bulk('bulkDelete', hidden);
      expect(none.status).toBe(404);
      expect(outcome(none)).toEqual(outcome(await bulk('bulkDelete', MISSING)));
      // One that is hidden does not make it several.
      const single = await bulk('bulkDelete', pages[0], hidden).expect(200);
      expect(single.body).toEqual({ count: 1 });
      expect(await count(PAGE, { documentId: hidden })).toBe(2);

      const principal = `admin:${ids.admin}`;
      await addMembership(app.strapi, { principal, group: 'north', profile: 'cleaner' });
      const third = await page('Delete three');
      expect((await bulk('bulkDelete', pages[1], third, hidden).expect(200)).body).toEqual({
        count: 2,
      });
      expect(await count(PAGE, { documentId: hidden })).toBe(2);
    });

    it('are deleted all or none', async () => {
      const visible = await page('Stays');
      const moved = await page('Moved too');
      await app.strapi.documents(PAGE).publish({ documentId: moved });
      await app.strapi.db.query(PAGE).update({
        where: { documentId: moved, publishedAt: { $notNull: true } },
        data: { country: 'CN' },
      });
      const { body } = await bulk('bulkDelete', visible, moved).expect(403);
      expect(body.error.details.code).toBe('DELETE_DENIED');
      expect(await count(PAGE, { documentId: visible })).toBe(1);
    });
  });

  describe('single types', () => {
    const path = `/content-manager/single-types/${CHARTER}`;

    it('that are hidden are as missing, and no second one comes about', async () => {
      const missing = await member.get(path);
      const documentId = await createRecord(app.strapi, CHARTER, {
        title: 'Theirs',
        country: 'CN',
      });
      const hidden = await member.get(path);
      expect(hidden.status).toBe(404);
      expect(outcome(hidden)).toEqual(outcome(missing));
      const { body } = await member.put(path, { title: 'Ours', country: 'SE' }).expect(403);
      expect(body.error.details.code).toBe('CREATE_DENIED');
      expect(await count(CHARTER)).toBe(1);
      await app.strapi.documents(CHARTER).delete({ documentId });
    });

    it('that are visible are read and changed', async () => {
      await member.put(path, { title: 'Ours', country: 'SE' }).expect(200);
      await member.put(path, { title: 'Still ours' }).expect(200);
      expect((await member.get(path).expect(200)).body.data.title).toBe('Still ours');
      expect(await count(CHARTER)).toBe(1);
    });
  });
});
