import { z } from '@strapi/utils';
import type { MaskStrategy } from '../../server/src/masking/strategies/strategy';
import { sql } from '../../server/src/platform/sql';
import { createUser } from '../support/actors';
import { addMembership, applyPolicy } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createClient, type Client } from './support/client';
import { CONTACT, createRecord, openContentApi } from './support/crm';
import { rowsOf } from './support/sharing';

type Row = Record<string, unknown>;

/** A project's own: the last letter. */
const lastLetter: MaskStrategy = {
  name: 'last-letter',
  options: z.strictObject({}),
  fits: ['string', 'text'],
  sql: (value, _options, { dialect }) =>
    dialect.client === 'mysql' ? sql`right(${value}, 1)` : sql`substr(${value}, length(${value}))`,
  mask: (value) => Array.from(String(value)).pop() ?? '',
};

const mask = (strategy: string, options: object = {}) => ({ mask: { strategy, ...options } });

const policy = {
  version: 1,
  groups: [{ code: 'all', name: 'All' }],
  profiles: [{ code: 'reader', name: 'Reader', contentTypes: { [CONTACT]: { read: 'all' } } }],
  contentTypes: {
    [CONTACT]: {
      group: { assigned: true },
      fields: {
        firstName: mask('initials'),
        lastName: mask('pseudonym'),
        email: mask('pseudonym'),
        phone: mask('phone', { digits: 3 }),
        birthDate: mask('month'),
        score: mask('bucket', { step: 10 }),
        creditLimit: mask('bucket', { step: 1000 }),
        notes: mask('last-letter'),
      },
    },
  },
};

const people = [
  { firstName: 'Anna Maria', lastName: 'Öberg', email: 'anna@example.test', score: 42 },
  { firstName: 'Bo', lastName: 'Öberg', email: 'bo@example.test', score: -3 },
];

describe('mask strategies over HTTP', () => {
  let app: RunningStrapi;
  let reader: Client;

  const list = async (query = ''): Promise<Row[]> =>
    (await reader.get(`/api/contacts?sort=firstName${query}`).expect(200)).body.data;

  beforeAll(async () => {
    app = await startStrapi();
    const { strapi } = app;
    strapi.plugin('custodian').service<{ add(one: MaskStrategy): void }>('masks').add(lastLetter);
    await applyPolicy(strapi, policy);
    await openContentApi(strapi);
    const { id, authorization } = await createUser(strapi);
    await addMembership(strapi, { principal: `user:${id}`, group: 'all', profile: 'reader' });
    reader = createClient(app, authorization);
    for (const person of people) {
      const more = { phone: '+46 70 123 45 67', birthDate: '1984-07-21', creditLimit: 1999.99 };
      await createRecord(strapi, CONTACT, { ...person, ...more, notes: 'Zoë' }, 'published');
    }
  });
  afterAll(() => app.stop());

  it('show every field as its strategy has it, a project’s own included', async () => {
    expect(await list()).toMatchObject([
      {
        firstName: 'A. M.',
        phone: '•••567',
        birthDate: '1984-07-01',
        score: 40,
        creditLimit: 1000,
        notes: 'ë',
      },
      { firstName: 'B.', phone: '•••567', score: -10 },
    ]);
  });

  it('filter and sort by what is shown', async () => {
    expect(await list('&filters[score][$eq]=-10')).toHaveLength(1);
    expect(await list('&filters[score][$eq]=-3')).toHaveLength(0);
    expect(await list('&filters[birthDate][$eq]=1984-07-01')).toHaveLength(2);
    expect(await list('&filters[creditLimit][$gt]=1000')).toHaveLength(0);
    expect(await list('&filters[notes][$contains]=Z')).toHaveLength(0);
    expect(await list('&_q=anna')).toHaveLength(0);
  });

  it('give the same value the same pseudonym, by which records are found together', async () => {
    const [anna, bo] = await list();
    expect(anna?.lastName).toMatch(/^[0-9a-f]{32}$/);
    expect(anna?.lastName).toBe(bo?.lastName);
    expect(anna?.email).toMatch(/^[0-9a-f]{32}@masked\.invalid$/);
    expect(anna?.email).not.toBe(bo?.email);
    expect(await list(`&filters[lastName][$eq]=${String(anna?.lastName)}`)).toHaveLength(2);
  });

  it('never send the key of pseudonyms', async () => {
    const [key] = await rowsOf(app, 'plugin::custodian.mask-key');
    const secrets = [key?.secret, key?.innerPad, key?.outerPad].map(String);
    expect(secrets.map((secret) => secret.length)).toEqual([64, 128, 128]);
    const sent: string[] = [];
    app.strapi.db.connection.client.on('query', (query: object) =>
      sent.push(JSON.stringify(query))
    );
    const { text } = await reader.get('/api/contacts').expect(200);
    const pseudonymised = sent.filter((query) => query.includes('custodian_mask_keys'));
    expect(pseudonymised.length).toBeGreaterThan(0);
    for (const secret of secrets) expect([text, ...sent].join()).not.toContain(secret);
  });

  it('refuse a name that is taken or no word', () => {
    const masks = app.strapi.plugin('custodian').service<{ add(one: object): void }>('masks');
    expect(() => masks.add({ ...lastLetter, name: 'email' })).toThrow('already');
    expect(() => masks.add({ ...lastLetter, name: 'Last Letter' })).toThrow('lower-case');
  });
});
