import type { Core } from '@strapi/strapi';
import { getContainer } from '../../../server/src/container';
import { createActor, type Actor } from '../../../server/src/platform/actor';
import { createUser } from '../../support/actors';
import { addMembership, place } from '../../support/custodian';
import { startStrapi, type RunningStrapi } from '../../support/strapi';
import { createClient, logInAdmin, type Client } from './client';
import { ACCOUNT, CONTACT, createRecord, DEAL, openContentApi, TICKET } from './crm';

export const TAG = 'api::tag.tag';
export const ACTIVITY = 'api::activity.activity';
export const PRODUCT = 'api::product.product';
export const GREETING = 'api::greeting.greeting';

export type Json = Record<string, unknown>;

const TYPES = [ACCOUNT, CONTACT, DEAL, TICKET];
const FULL = {
  create: 'group',
  read: 'group',
  update: 'group',
  delete: 'group',
  publish: 'group',
};
const rights = (uids: readonly string[], depths: Json) =>
  Object.fromEntries(uids.map((uid) => [uid, depths]));

/**
 * Three regions as one caller meets them: full rights in the north, read only in the east, nothing
 * in the south. Contacts follow their account, deals and tickets are placed by hand.
 */
export const regionsPolicy = () => ({
  version: 1,
  groups: [
    { code: 'north', name: 'North', kind: 'region', matches: ['SE', 'NO'] },
    { code: 'east', name: 'East', kind: 'region', matches: ['JP'] },
    { code: 'south', name: 'South', kind: 'region', matches: ['CN'] },
  ],
  profiles: [
    { code: 'member', name: 'Member', contentTypes: rights(TYPES, FULL) },
    { code: 'reader', name: 'Reader', contentTypes: rights(TYPES, { read: 'group' }) },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: { group: { inherit: 'account' } },
    [DEAL]: { group: { assigned: true } },
    [TICKET]: { group: { assigned: true } },
  } as Record<string, Json>,
  audiences: { superAdmin: 'governed' },
});

/** A booted app with a user and an admin user who hold the same memberships. */
export interface Regions {
  readonly app: RunningStrapi;
  readonly strapi: Core.Strapi;
  readonly rep: Client;
  readonly repId: number;
  readonly admin: Client;
  readonly adminId: number;
  /** Creates a record as the system and places it by hand. */
  placed(uid: string, group: string, data: Json, status?: 'published'): Promise<string>;
  /** Row id of the draft (or only) row of a document. */
  rowId(uid: string, documentId: string): Promise<number>;
  /** The draft (or only) row of a document as the system reads it. */
  row(uid: string, documentId: string, populate?: unknown, where?: Json): Promise<Json>;
  asRep<T>(work: () => Promise<T>): Promise<T>;
}

export const startRegions = async (policy: object = regionsPolicy()): Promise<Regions> => {
  const app = await startStrapi({ policy });
  const { strapi } = app;
  await openContentApi(strapi);
  const user = await createUser(strapi);
  const { id: adminId, client: admin } = await logInAdmin(app);
  for (const principal of [`user:${user.id}`, `admin:${adminId}`]) {
    await addMembership(strapi, { principal, group: 'north', profile: 'member' });
    await addMembership(strapi, { principal, group: 'east', profile: 'reader' });
  }

  const row: Regions['row'] = async (uid, documentId, populate, where = {}) => {
    const drafts = strapi.getModel(uid as never) as { options?: { draftAndPublish?: boolean } };
    const draft = drafts.options?.draftAndPublish ? { publishedAt: null } : {};
    const query = { where: { documentId, ...draft, ...where }, populate };
    return (await strapi.db.query(uid).findOne(query)) as Json;
  };

  return {
    app,
    strapi,
    admin,
    adminId,
    rep: createClient(app, user.authorization),
    repId: user.id,
    async placed(uid, group, data, status) {
      const documentId = await createRecord(strapi, uid, data, status);
      await place(strapi, { contentType: uid, documentId, group });
      return documentId;
    },
    row,
    rowId: async (uid, documentId) => Number((await row(uid, documentId)).id),
    async asRep(work) {
      const { sessions, scopes } = getContainer(strapi);
      const actor: Actor = createActor('user', user.id);
      await sessions.open(actor);
      return scopes.runAs(actor, work);
    },
  };
};

/** Ids of related rows, in order. */
export const documentIds = (value: unknown): string[] =>
  [value]
    .flat()
    .filter(Boolean)
    .map((one) => (one as { documentId: string }).documentId);
