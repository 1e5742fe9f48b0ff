import type { Response } from 'supertest';
import { addMembership, place } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { logInAdmin, type Client } from './support/client';
import { ACCOUNT, createRecord } from './support/crm';

const PRODUCT = 'api::product.product';
const MISSING = 'z'.repeat(24);
const RIGHTS = { create: 'group', read: 'group', update: 'group' };

const policy = {
  version: 1,
  groups: [
    { code: 'north', name: 'North', matches: ['SE'] },
    { code: 'south', name: 'South', matches: ['CN'] },
  ],
  profiles: [
    { code: 'member', name: 'Member', contentTypes: { [ACCOUNT]: RIGHTS, [PRODUCT]: RIGHTS } },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [PRODUCT]: { group: { attribute: 'market' } },
  },
  audiences: { superAdmin: 'governed' },
};

type Row = Record<string, Response['body']>;

describe('doors of i18n', () => {
  let app: RunningStrapi;
  let member: Client;
  const ids: Record<string, string> = {};

  const outcome = ({ status, text }: Response) => [status, text];
  const rows = async (where: object) =>
    (await app.strapi.db.query(PRODUCT).findMany({ where, orderBy: 'id' })) as Row[];
  const write = (documentId: string, locale: string, data: object) =>
    app.strapi.documents(PRODUCT).update({ documentId, locale, data } as never);
  const fill = (documentId: string, sourceLocale: string, targetLocale: string) => {
    const query = new URLSearchParams({
      documentId,
      sourceLocale,
      targetLocale,
      collectionType: 'collection-types',
    });
    return member.get(`/i18n/content-manager/get-fill-from-locale/${PRODUCT}?${String(query)}`);
  };
  const addLocale = (code: string): Promise<{ id: number }> =>
    app.strapi.plugin('i18n').service('locales').create({ code, name: code });

  beforeAll(async () => {
    app = await startStrapi({ policy });
    const { strapi } = app;
    await addLocale('fr');
    for (const country of ['SE', 'CN'])
      ids[country] = await createRecord(strapi, ACCOUNT, { name: `Account ${country}`, country });
    for (const market of ['SE', 'CN']) {
      const data = { name: `Chair ${market}`, market, sku: `sku-${market}`, supplier: ids[market] };
      ids[`chair ${market}`] = await createRecord(strapi, PRODUCT, data);
    }
    await write(ids['chair SE']!, 'fr', { name: 'Chaise', market: 'CN', supplier: ids.CN });
    const { id, client } = await logInAdmin(app);
    await addMembership(strapi, { principal: `admin:${id}`, group: 'north', profile: 'member' });
    member = client;
  });

  afterAll(() => app.stop());

  it('tell of fields that are the same in all locales by number: the hidden as the missing', async () => {
    const [english] = await rows({ documentId: ids['chair SE'], locale: 'en' });
    const [hidden] = await rows({ documentId: ids['chair CN'] });
    const [french] = await rows({ documentId: ids['chair SE'], locale: 'fr' });
    const ask = (id: number) =>
      member.post('/i18n/content-manager/actions/get-non-localized-fields', {
        model: PRODUCT,
        id,
        locale: 'en',
      });
    const { body } = await ask(english!.id).expect(200);
    expect(body.localizations.map((one: Row) => one.locale)).toEqual(['en']);
    const missing = outcome(await ask(99_999));
    expect(missing[0]).toBe(404);
    for (const row of [hidden, french]) expect(outcome(await ask(row!.id))).toEqual(missing);
  });

  it('fill in from another locale what the caller sees of it', async () => {
    const shown = await fill(ids['chair SE']!, 'en', 'fr').expect(200);
    expect(shown.body.data.name).toBe('Chair SE');
    const missing = outcome(await fill(MISSING, 'en', 'fr'));
    expect(missing[0]).toBe(404);
    expect(outcome(await fill(ids['chair CN']!, 'en', 'fr'))).toEqual(missing);
    expect(outcome(await fill(ids['chair SE']!, 'fr', 'en'))).toEqual(missing);
  });

  it('fill in only visible relations', async () => {
    const documentId = await createRecord(app.strapi, PRODUCT, {
      name: 'Table',
      market: 'SE',
      supplier: ids.CN,
    });
    const { body } = await fill(documentId, 'en', 'fr').expect(200);
    expect(body.data.supplier).toEqual({ connect: [], disconnect: [] });
    await app.strapi.documents(PRODUCT).delete({ documentId });
  });

  it('delete a locale with all its rows, hidden ones too, and what is kept beside them', async () => {
    const german = await addLocale('de');
    await write(ids['chair SE']!, 'de', { name: 'Stuhl', market: 'SE' });
    await write(ids['chair CN']!, 'de', { name: 'Stuhl', market: 'CN' });
    const { documentId: only } = await app.strapi
      .documents(PRODUCT)
      .create({ locale: 'de', data: { name: 'Nur', market: 'CN' } } as never);
    for (const documentId of [only, ids['chair CN']!])
      await place(app.strapi, { contentType: PRODUCT, documentId, owner: 'user:77' });

    await member.delete(`/i18n/locales/${german.id}`).expect(200);
    expect(await rows({ locale: 'de' })).toEqual([]);
    expect(await rows({ documentId: only })).toEqual([]);
    const kept = (await app.strapi.db.connection('custodian_placements').select('*')) as Row[];
    const documentIds = kept
      .filter((row) => Object.values(row).includes('user:77'))
      .map((row) => row.document_id);
    expect(documentIds).toEqual([ids['chair CN']]);
    expect(await rows({ documentId: ids['chair CN'] })).toHaveLength(1);
  });
});
