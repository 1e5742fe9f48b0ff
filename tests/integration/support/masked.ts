import { createUser } from '../../support/actors';
import { addMembership, place } from '../../support/custodian';
import { startStrapi } from '../../support/strapi';
import { createClient, logInAdmin, type Client } from './client';
import { ACCOUNT, CONTACT, createRecord, DEAL, openContentApi } from './crm';
import { PRODUCT, TAG, type Json } from './regions';

const FULL = {
  create: 'group',
  read: 'group',
  update: 'group',
  delete: 'group',
  publish: 'group',
  share: 'group',
};

const types = (clear: Json) => ({
  [ACCOUNT]: FULL,
  [CONTACT]: { ...FULL, clear },
  [DEAL]: FULL,
  [PRODUCT]: {
    ...FULL,
    clear: Object.fromEntries(Object.entries(clear).filter(([name]) => name === '*')),
  },
});

const mask = (strategy: string, options: object = {}) => ({ mask: { strategy, ...options } });

/** Contacts and products of one region, of which most callers see their own clear, and the rest masked. */
export const maskedPolicy = () => ({
  version: 1,
  groups: [
    { code: 'north', name: 'North', kind: 'region', matches: ['SE', 'NO'] },
    { code: 'south', name: 'South', kind: 'region', matches: ['CN'] },
  ],
  profiles: [
    { code: 'member', name: 'Member', contentTypes: types({ '*': 'own', phone: 'group' }) },
    { code: 'masked', name: 'Sees nothing clear', contentTypes: types({}) },
    { code: 'officer', name: 'Sees all clear', contentTypes: types({ '*': 'group' }) },
    {
      code: 'clerk',
      name: 'Writes what it does not see',
      contentTypes: types({}),
      tasks: ['write-masked'],
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: {
      group: { inherit: 'account' },
      fields: {
        email: mask('email'),
        phone: mask('partial', { keepLast: 2 }),
        birthDate: mask('year'),
        creditLimit: mask('bucket', { step: 1000 }),
        notes: mask('redact', { text: '***' }),
        lastName: mask('hidden'),
        tags: mask('hidden'),
        photo: mask('hidden'),
        'address.street': mask('partial', { keepFirst: 1 }),
        'address.site': mask('hidden'),
        'address.position.label': mask('redact', { text: '-' }),
        'phones.number': mask('redact', { text: '#' }),
        'sections[blocks.quote].text': mask('redact', { text: '…' }),
        'sections[blocks.link].url': mask('hidden'),
      },
    },
    [DEAL]: { group: { assigned: true } },
    [PRODUCT]: {
      group: { attribute: 'market' },
      fields: {
        name: mask('initials'),
        sku: mask('redact', { text: 'x' }),
        price: mask('bucket', { step: 100 }),
      },
    },
  } as Record<string, Json>,
  audiences: { superAdmin: 'governed' },
});

/** Everything that the policy masks, with values of their own. */
export const contactData = (name: string, more: Json = {}): Json => ({
  firstName: name,
  lastName: `Last ${name}`,
  email: `${name.toLowerCase()}@example.test`,
  phone: `+46 70 ${name.length}12 34 ${name.length}9`,
  birthDate: '1980-05-17',
  creditLimit: 12_345,
  notes: `Notes on ${name}`,
  address: {
    street: `${name} street 7`,
    city: 'Town',
    position: { label: `Door ${name}`, floor: 3 },
  },
  phones: [
    { number: `${name} first`, kind: 'work' },
    { number: `${name} second`, kind: 'home' },
  ],
  sections: [
    { __component: 'blocks.quote', text: `Quote of ${name}` },
    { __component: 'blocks.link', url: `https://${name.toLowerCase()}.test`, rank: 1 },
  ],
  ...more,
});

/** What is populated of a contact to see all of it. */
export const EVERYTHING =
  'populate[address][populate]=*&populate[phones]=true&populate[tags]=true&populate[photo]=true' +
  '&populate[sections][on][blocks.quote][populate]=*&populate[sections][on][blocks.link][populate]=*';

/** How contacts are read as the system, with all their parts. */
export const PARTS = {
  tags: true,
  photo: true,
  account: true,
  phones: true,
  address: { populate: { site: true, position: true } },
  sections: { on: { 'blocks.quote': true, 'blocks.link': true } },
};

interface Seen {
  readonly principal: string;
  readonly client: Client;
}

/** A running CRM with that policy, people of each profile, and two contacts: one is the member's own. */
export const startMasked = async (
  policy: object = maskedPolicy(),
  env?: Record<string, string>
) => {
  const app = await startStrapi({ policy, ...(env && { env }) });
  const { strapi } = app;
  await openContentApi(strapi);

  const person = async (profile: string): Promise<Seen> => {
    const { id, authorization } = await createUser(strapi);
    const principal = `user:${id}`;
    await addMembership(strapi, { principal, group: 'north', profile });
    return { principal, client: createClient(app, authorization) };
  };

  const [member, officer, clerk, masked] = [
    await person('member'),
    await person('officer'),
    await person('clerk'),
    await person('masked'),
  ];
  const { id: adminId, client: admin } = await logInAdmin(app);
  const principal = `admin:${adminId}`;
  await addMembership(strapi, { principal, group: 'north', profile: 'member' });

  const account = await createRecord(strapi, ACCOUNT, { name: 'Nordic', country: 'SE' });
  const far = await createRecord(strapi, ACCOUNT, { name: 'Southern', country: 'CN' });
  const tag = await createRecord(strapi, TAG, { name: 'vip' });

  const contact = async (name: string, more: Json = {}): Promise<string> => {
    const data = contactData(name, { account, tags: [tag], ...more });
    return createRecord(strapi, CONTACT, data, 'published');
  };
  const own = await contact('Olga');
  await place(strapi, { contentType: CONTACT, documentId: own, owner: member.principal });
  const other = await contact('Anton');

  const row = async (uid: string, documentId: string, where: Json = {}): Promise<Json> => {
    const model = strapi.getModel(uid as never) as { options?: { draftAndPublish?: boolean } };
    const draft = model.options?.draftAndPublish ? { publishedAt: null } : {};
    const populate = uid === CONTACT ? PARTS : undefined;
    const query = { where: { documentId, ...draft, ...where }, populate };
    return (await strapi.db.query(uid).findOne(query)) as Json;
  };

  return {
    app,
    strapi,
    member,
    officer,
    clerk,
    masked,
    admin,
    adminPrincipal: principal,
    ids: { account, far, tag, own, other },
    person,
    contact,
    /** The draft (or only) row of a document as the system reads it. */
    row,
  };
};

export type MaskedScene = Awaited<ReturnType<typeof startMasked>>;
