import type { Core } from '@strapi/strapi';
import { grantPermissions } from '../../support/actors';

export const ACCOUNT = 'api::account.account';
export const CONTACT = 'api::contact.contact';
export const DEAL = 'api::deal.deal';
export const TICKET = 'api::ticket.ticket';

const TYPES = ['account', 'contact', 'deal', 'ticket', 'tag', 'activity', 'product'];
const ACTIONS = ['find', 'findOne', 'create', 'update', 'delete'];

/** Every action of the content API on every type of the fixture app. */
export const CONTENT_ACTIONS = TYPES.flatMap((name) =>
  ACTIONS.map((action) => `api::${name}.${name}.${action}`)
);

/** Lets these roles call everything, so that nothing but governance holds them back. */
export async function openContentApi(
  strapi: Core.Strapi,
  roles: readonly string[] = ['authenticated', 'public'],
  more: readonly string[] = []
): Promise<void> {
  for (const role of roles) await grantPermissions(strapi, role, [...CONTENT_ACTIONS, ...more]);
}

/** Creates a record as the system, below what any caller may do. */
export async function createRecord(
  strapi: Core.Strapi,
  uid: string,
  data: Record<string, unknown>,
  status?: 'published'
): Promise<string> {
  const documents = strapi.documents(uid as never);
  const { documentId } = await documents.create({ data, status } as never);
  return documentId;
}

/** A small policy: two regions below EMEA, one elsewhere; accounts by country, contacts by account. */
export const crmPolicy = () => ({
  version: 1,
  groups: [
    { code: 'emea', name: 'EMEA', kind: 'region' },
    { code: 'nordics', name: 'Nordics', kind: 'region', parent: 'emea', matches: ['SE', 'NO'] },
    { code: 'benelux', name: 'Benelux', kind: 'region', parent: 'emea', matches: ['NL'] },
    { code: 'apac', name: 'APAC', kind: 'region', matches: ['CN'] },
  ],
  profiles: [
    {
      code: 'rep',
      name: 'Representative',
      contentTypes: {
        [ACCOUNT]: { create: 'group', read: 'group', update: 'own' },
        [CONTACT]: { create: 'group', read: 'group', update: 'group', delete: 'own' },
        [DEAL]: { create: 'group', read: 'own', update: 'own', delete: 'own' },
      },
    },
    {
      code: 'manager',
      name: 'Manager',
      contentTypes: {
        [ACCOUNT]: { read: 'subtree', update: 'subtree', delete: 'group' },
        [CONTACT]: { read: 'subtree', update: 'subtree', delete: 'subtree', publish: 'group' },
        [DEAL]: { read: 'subtree', update: 'group' },
      },
      tasks: ['bulk-delete'],
    },
    {
      code: 'auditor',
      name: 'Auditor',
      contentTypes: { [ACCOUNT]: { read: 'all' }, [CONTACT]: { read: 'all' } },
      tasks: ['explain-others'],
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: { group: { inherit: 'account' } },
    [DEAL]: { group: { assigned: true } },
  },
  audiences: { public: { contentTypes: {} }, superAdmin: 'governed' },
});
