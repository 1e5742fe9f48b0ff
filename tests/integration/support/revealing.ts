import { createUser } from '../../support/actors';
import { addMembership } from '../../support/custodian';
import { startStrapi } from '../../support/strapi';
import { createClient, logInAdmin } from './client';
import { ACCOUNT, CONTACT, createRecord, openContentApi } from './crm';
import type { Person } from './sharing';

const ACTIONS = ['find', 'pending', 'create', 'approve', 'delete'];
const REVEALS = ACTIONS.map((action) => `plugin::custodian.reveals.${action}`);
const OTHERS = ['access.me', 'access.explain', 'transfers.createOwn'].map(
  (action) => `plugin::custodian.${action}`
);

const reads = { [ACCOUNT]: { read: 'group' }, [CONTACT]: { read: 'group', update: 'group' } };
const clear = { ...reads, [CONTACT]: { ...reads[CONTACT], clear: { '*': 'group' } } };

/** Contacts by region, of which the desk sees nothing clear, and may reveal. */
export const revealPolicy = () => ({
  version: 1,
  groups: [
    { code: 'north', name: 'North', kind: 'region', matches: ['SE'] },
    { code: 'south', name: 'South', kind: 'region', matches: ['CN'] },
  ],
  profiles: [
    { code: 'desk', name: 'Service desk', contentTypes: reads, tasks: ['reveal'] },
    { code: 'reader', name: 'Reader', contentTypes: reads },
    {
      code: 'officer',
      name: 'Officer',
      contentTypes: clear,
      tasks: ['approve-reveals', 'reveal', 'transfer-records'],
    },
    {
      code: 'blind',
      name: 'Approves without seeing',
      contentTypes: reads,
      tasks: ['approve-reveals'],
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: {
      group: { inherit: 'account' },
      fields: {
        email: { mask: { strategy: 'email' } },
        phone: { mask: { strategy: 'partial', keepLast: 2 } },
        birthDate: { mask: { strategy: 'year' } },
        notes: { mask: { strategy: 'redact' } },
        creditLimit: { mask: { strategy: 'hidden' } },
      },
    },
  },
  privacy: {
    contentTypes: {
      [CONTACT]: {
        attributes: {
          email: { classification: 'identifier', identifier: 'email', legalBasis: 'contract' },
          notes: { classification: 'special', category: 'health', legalBasis: 'consent' },
          score: { classification: 'none' },
        },
      },
      [ACCOUNT]: { attributes: { industry: { classification: 'special' } } },
    },
  },
  audiences: { superAdmin: 'governed' },
});

/** A running CRM with that policy and a configuration of reveals. */
export const startRevealing = async (env: Record<string, string> = {}) => {
  const app = await startStrapi({ policy: revealPolicy(), env });
  const { strapi } = app;
  await openContentApi(strapi, ['authenticated'], [...REVEALS, ...OTHERS]);

  const join = (principal: string, profile: string, group = 'north') =>
    addMembership(strapi, { principal, group, profile });
  const person = async (profile: string, group?: string): Promise<Person> => {
    const { id, authorization } = await createUser(strapi);
    const principal = `user:${id}`;
    await join(principal, profile, group);
    return { principal, client: createClient(app, authorization) };
  };
  const { id: adminId, client: admin } = await logInAdmin(app);
  await join(`admin:${adminId}`, 'desk');

  const account = await createRecord(strapi, ACCOUNT, { name: 'Nordic', country: 'SE' });
  const far = await createRecord(strapi, ACCOUNT, { name: 'Southern', country: 'CN' });
  const contact = (name: string, of = account): Promise<string> =>
    createRecord(
      strapi,
      CONTACT,
      {
        firstName: name,
        lastName: 'Svensson',
        email: `${name.toLowerCase()}@example.test`,
        phone: '0701234567',
        birthDate: '1984-07-21',
        notes: `About ${name}`,
        creditLimit: 12_345,
        account: of,
      },
      'published'
    );
  return { app, strapi, admin, adminId, person, account, far, contact };
};

export type Revealing = Awaited<ReturnType<typeof startRevealing>>;
