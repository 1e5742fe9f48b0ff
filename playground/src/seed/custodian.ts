import type { Core } from '@strapi/strapi';
import type { Dataset } from './generate/types';
import { membershipsOfLogin, type Colleague } from './people/colleagues';
import type { MembershipSpec } from './people/staff';
import { createRandom } from './random';
import type { BulkWriter } from './write/bulk-writer';
import { modelOf } from './write/metadata';

/** All that the seed knows of the plugin's own tables is in this file. */
const PLACEMENT = 'plugin::custodian.placement';
const MEMBERSHIP = 'plugin::custodian.membership';
const SHARE = 'plugin::custodian.share';
const RESTRICTION = 'plugin::custodian.restriction';

const ACCOUNT = 'api::account.account';
const CONTACT = 'api::contact.contact';

const DAY = 86_400_000;

/** Whether the plugin is there with its tables: the playground also runs without it. */
export const hasCustodian = ({ db }: Core.Strapi): boolean =>
  [PLACEMENT, MEMBERSHIP, SHARE, RESTRICTION].every((uid) => db.metadata.has(uid));

/** What the seed writes into the plugin's tables. */
export interface CustodianData {
  colleagues: Colleague[];
  userIds: number[];
  admins: { email: string; id: number }[];
  dataset: Dataset;
}

type Values = Parameters<BulkWriter['entry']>[1];

/** Adds an entry with the columns that Strapi gives to a content type, where the model has them. */
const createAdder = (strapi: Core.Strapi, { entry }: BulkWriter, uid: string) => {
  const { attributes } = modelOf(strapi, uid);
  const { documentId } = createRandom(uid.length);
  const now = new Date();
  return (values: Values) => {
    const stamps = { documentId: documentId(), createdAt: now, updatedAt: now, publishedAt: now };
    const present = Object.entries(stamps).filter(([name]) => name in attributes);
    entry(uid, { ...Object.fromEntries(present), ...values });
  };
};

const dayFromNow = (days: number | undefined) =>
  days === undefined ? null : new Date(Date.now() + days * DAY);

const addMemberships = (
  add: (values: Values) => void,
  principal: string,
  list: MembershipSpec[]
) => {
  for (const { group, profile, fromDay, toDay } of list) {
    add({
      principal,
      groupCode: group,
      profileCode: profile,
      validFrom: dayFromNow(fromDay),
      validTo: dayFromNow(toDay),
    });
  }
};

const addPlacements = (
  add: (values: Values) => void,
  { accounts, contacts, deals, activities, tickets }: Dataset,
  userIds: number[]
) => {
  const place = (
    contentType: string,
    records: { documentId: string; owner: number; group?: string }[]
  ) => {
    for (const { documentId, owner, group = null } of records) {
      add({ contentType, documentId, ownerPrincipal: `user:${userIds[owner]}`, groupCode: group });
    }
  };
  place(ACCOUNT, accounts);
  place(CONTACT, contacts);
  place('api::deal.deal', deals);
  place('api::activity.activity', activities);
  place('api::ticket.ticket', tickets);
};

const SHARES = 12;
const SHARED_DAYS = 30;

/** A few accounts of Asia that their owners have opened to the Nordics' representatives, for a month. */
const addShares = (add: (values: Values) => void, { accounts }: Dataset, userIds: number[]) => {
  const abroad = accounts.filter(({ region }) => region === 'apac').slice(0, SHARES);
  abroad.forEach(({ documentId, owner }, index) => {
    add({
      contentType: ACCOUNT,
      documentId,
      principal: 'group:nordics',
      level: index % 3 === 0 ? 'update' : 'read',
      expiresAt: dayFromNow(SHARED_DAYS),
      reason: 'Joint offer with the Nordics',
      createdAt: new Date(),
      createdByPrincipal: `user:${userIds[owner]}`,
    });
  });
};

/** One contact of the Nordics whose data is contested, and one account that is evidence. */
const addRestrictions = (add: (values: Values) => void, { accounts, contacts }: Dataset) => {
  const nordic = accounts.findIndex(({ region }) => region === 'nordics');
  const contact = contacts.find(({ account }) => account === nordic);
  const mark = (contentType: string, documentId: string, kind: string, reason: string) => {
    const createdAt = new Date();
    add({ contentType, documentId, kind, reason, createdAt, createdByPrincipal: 'system' });
  };
  if (contact) mark(CONTACT, contact.documentId, 'art-18', 'The person contests the address');
  const [evidence] = accounts;
  if (evidence) mark(ACCOUNT, evidence.documentId, 'legal-hold', 'Court case 2026-114');
};

/**
 * Writes who is a member of what, who owns every record, the group of each deal, which the policy
 * has placed by hand, some shares and restrictions. The caller holds the transaction.
 */
export const writeCustodian = async (
  strapi: Core.Strapi,
  writer: BulkWriter,
  { colleagues, userIds, admins, dataset }: CustodianData
): Promise<void> => {
  await writer.open(PLACEMENT, MEMBERSHIP, SHARE, RESTRICTION);

  const addMembership = createAdder(strapi, writer, MEMBERSHIP);
  colleagues.forEach(({ memberships }, index) => {
    addMemberships(addMembership, `user:${userIds[index]}`, memberships);
  });
  for (const { email, id } of admins) {
    addMemberships(addMembership, `admin:${id}`, membershipsOfLogin(email));
  }

  addPlacements(createAdder(strapi, writer, PLACEMENT), dataset, userIds);
  addShares(createAdder(strapi, writer, SHARE), dataset, userIds);
  addRestrictions(createAdder(strapi, writer, RESTRICTION), dataset);
  await writer.flush('placements');
};

interface Privacy {
  upkeep: { rebuild(always: boolean): Promise<unknown> };
}

/** The seed writes past Strapi's hooks: who is to be found by which address has to be looked up anew. */
export const indexPeople = async (strapi: Core.Strapi): Promise<void> => {
  await strapi.plugin('custodian').service<Privacy>('privacy').upkeep.rebuild(true);
};
