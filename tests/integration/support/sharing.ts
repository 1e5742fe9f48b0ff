import { createUser } from '../../support/actors';
import { addMembership } from '../../support/custodian';
import { startStrapi, type RunningStrapi } from '../../support/strapi';
import { createClient, logInAdmin, type Client } from './client';
import { ACCOUNT, CONTACT, createRecord, crmPolicy, DEAL, openContentApi } from './crm';

/** Somebody with a log-in on the content API. */
export interface Person {
  readonly principal: string;
  readonly client: Client;
}

const CONTENT = ['shares', 'transfers', 'placements', 'access'].flatMap((name) =>
  ['find', 'create', 'update', 'delete', 'createOwn', 'findOwn', 'updateOwn', 'explain', 'me'].map(
    (action) => `plugin::custodian.${name}.${action}`
  )
);

const HOUR = 3_600_000;

/** An instant some hours from now, as the API takes it. */
export const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

const rights = (depth: string) => ({
  create: depth,
  read: depth,
  update: depth,
  delete: depth,
  publish: depth,
  share: depth,
});

/** The CRM policy with profiles that share, and a sharing rule for the energy sector. */
export const sharingPolicy = () => {
  const policy = crmPolicy();
  const all = (depth: string) => ({
    [ACCOUNT]: rights(depth),
    [CONTACT]: rights(depth),
    [DEAL]: rights(depth),
  });
  return {
    ...policy,
    groups: [
      ...policy.groups,
      { code: 'sector-energy', name: 'Energy sector', kind: 'team' },
      { code: 'office', name: 'Office', kind: 'team' },
    ],
    profiles: [
      ...policy.profiles,
      { code: 'lead', name: 'Lead', contentTypes: all('group') },
      { code: 'personal', name: 'Own records', contentTypes: all('own') },
      { code: 'viewer', name: 'Viewer', contentTypes: { [CONTACT]: { read: 'own' } } },
      {
        code: 'officer',
        name: 'Privacy officer',
        contentTypes: { [ACCOUNT]: { ...rights('all') }, [CONTACT]: { ...rights('all') } },
        tasks: ['read-restricted', 'transfer-records'],
      },
      {
        code: 'lender',
        name: 'Shares what it reads',
        contentTypes: { [ACCOUNT]: { read: 'group', share: 'group' } },
      },
      { code: 'nothing', name: 'Nothing', contentTypes: {} },
    ],
    sharingRules: [
      {
        contentType: ACCOUNT,
        where: { industry: { $in: ['energy'] }, name: { $startsWith: 'Ö' } },
        principal: 'group:sector-energy',
        level: 'update',
      },
    ],
  };
};

/** A running CRM with the policy above, a super admin, and ways to make people and records. */
export const startSharing = async () => {
  const app = await startStrapi({ policy: sharingPolicy() });
  await openContentApi(app.strapi, ['authenticated'], CONTENT);
  const admin = (await logInAdmin(app)).client;

  const person = async (...memberships: [group: string, profile: string, validTo?: string][]) => {
    const { id, authorization } = await createUser(app.strapi);
    const principal = `user:${id}`;
    for (const [group, profile, validTo] of memberships)
      await addMembership(app.strapi, { principal, group, profile, validTo: validTo ?? null });
    return { principal, client: createClient(app, authorization) };
  };

  return {
    app,
    admin,
    person,
    account: (data: Record<string, unknown>) =>
      createRecord(app.strapi, ACCOUNT, { name: 'An account', ...data }),
    contact: (data: Record<string, unknown>) =>
      createRecord(
        app.strapi,
        CONTACT,
        { firstName: 'A', lastName: 'contact', ...data },
        'published'
      ),
    deal: (data: Record<string, unknown>) =>
      createRecord(app.strapi, DEAL, { title: 'A deal', ...data }),
  };
};

export type Sharing = Awaited<ReturnType<typeof startSharing>>;

/** Status of reading a record; 200 or 404. */
export const reads = async (who: Person, path: string): Promise<number> =>
  (await who.client.get(path)).status;

/** Everything in a table of the plugin, as the system sees it. */
export const rowsOf = (app: RunningStrapi, uid: string, where: object = {}) =>
  app.strapi.db.query(uid).findMany({ where }) as Promise<Record<string, unknown>[]>;
