import { createApiToken, createUser } from '../support/actors';
import { addMembership, place } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createClient, logInAdmin, type Client } from './support/client';
import {
  ACCOUNT,
  CONTACT,
  createRecord,
  crmPolicy,
  DEAL,
  openContentApi,
  TICKET,
} from './support/crm';

const explainPolicy = () => {
  const policy = crmPolicy();
  const types = (...depths: Record<string, string>[]) =>
    Object.fromEntries([ACCOUNT, CONTACT, DEAL, TICKET].map((uid, at) => [uid, depths[at] ?? {}]));
  const own = { read: 'own', update: 'own', delete: 'own' };
  const blind = { update: 'all', delete: 'all' };
  const agent = { read: 'subtree', update: 'group', delete: 'own' };
  return {
    ...policy,
    profiles: [
      ...policy.profiles,
      { code: 'owner', name: 'Owner', contentTypes: types(own, own, own, own) },
      { code: 'blind', name: 'Blind editor', contentTypes: types(blind, blind, blind, blind) },
      { code: 'agent', name: 'Agent', contentTypes: types({}, {}, {}, agent) },
    ],
    contentTypes: {
      ...policy.contentTypes,
      [CONTACT]: { group: { inherit: 'account' }, owner: { attribute: 'ownerRef' } },
      [TICKET]: { group: { relation: 'region' } },
    },
    audiences: {
      public: { contentTypes: { [TICKET]: { read: 'all' } } },
      superAdmin: 'audited',
    },
  };
};

const PATHS: Record<string, string> = {
  [ACCOUNT]: '/api/accounts',
  [CONTACT]: '/api/contacts',
  [DEAL]: '/api/deals',
  [TICKET]: '/api/tickets',
};

/** A change that moves no record. */
const CHANGES: Record<string, object> = {
  [ACCOUNT]: { size: 7 },
  [CONTACT]: { score: 7 },
  [DEAL]: { probability: 7 },
  [TICKET]: { effort: 7 },
};

interface Explained {
  allowed: boolean;
  grants: { kind: string; text: string; params: Record<string, unknown> }[];
  blocks: { kind: string; text: string; params: Record<string, unknown> }[];
}

interface ExplainService {
  explain(question: Record<string, string>): Promise<Explained>;
}

interface Template {
  title: string;
  uid: string;
  make(): Promise<string>;
}

describe('explain', () => {
  let app: RunningStrapi;
  const actors: Record<string, { principal: string; client: Client }> = {};
  const accounts: Record<string, string> = {};
  const regions: Record<string, number> = {};

  const explain = (name: string, contentType: string, documentId: string, action = 'read') => {
    const service = app.strapi.plugin('custodian').service<ExplainService>('explain');
    return service.explain({ principal: ownerOf(name), contentType, documentId, action });
  };

  const actor = async (name: string, ...memberships: [group: string, profile: string][]) => {
    const { id, authorization } = await createUser(app.strapi);
    actors[name] = { principal: `user:${id}`, client: createClient(app, authorization) };
    for (const [group, profile] of memberships)
      await addMembership(app.strapi, { principal: `user:${id}`, group, profile });
  };

  const ownerOf = (name: string) => actors[name]!.principal;

  const account = (country: string, owner?: string): Template => ({
    title: `an account in ${country}${owner ? ` of ${owner}` : ''}`,
    uid: ACCOUNT,
    async make() {
      const documentId = await createRecord(app.strapi, ACCOUNT, { name: country, country });
      if (owner)
        await place(app.strapi, { contentType: ACCOUNT, documentId, owner: ownerOf(owner) });
      return documentId;
    },
  });

  const contact = (country: string | null, owner?: string, status?: 'published'): Template => ({
    title: `a ${status ?? 'draft'} contact of ${country ?? 'no account'}${owner ? ` of ${owner}` : ''}`,
    uid: CONTACT,
    make: () =>
      createRecord(
        app.strapi,
        CONTACT,
        {
          firstName: 'Contact',
          account: country && accounts[country],
          ownerRef: owner && ownerOf(owner),
        },
        status
      ),
  });

  /** Its published version is in one country, its draft in another. */
  const moved = (from: string, to: string): Template => ({
    title: `a contact published in ${from} whose draft is in ${to}`,
    uid: CONTACT,
    async make() {
      const documentId = await contact(from, undefined, 'published').make();
      const data = { account: accounts[to] };
      await app.strapi.documents(CONTACT).update({ documentId, data } as never);
      return documentId;
    },
  });

  const deal = (group?: string, owner?: string): Template => ({
    title: `a deal of ${owner ?? 'nobody'} in ${group ?? 'no group'}`,
    uid: DEAL,
    async make() {
      const documentId = await createRecord(app.strapi, DEAL, { title: 'Deal' });
      const placement = { group: group ?? null, owner: owner ? ownerOf(owner) : null };
      await place(app.strapi, { contentType: DEAL, documentId, ...placement });
      return documentId;
    },
  });

  const ticket = (group: string | null): Template => ({
    title: `a ticket of region ${group ?? 'none'}`,
    uid: TICKET,
    make: () =>
      createRecord(app.strapi, TICKET, { title: 'Ticket', region: group && regions[group] }),
  });

  const TEMPLATES = [
    ...['SE', 'NL', 'CN', 'FR'].map((country) => account(country)),
    account('CN', 'rep'),
    account('SE', 'owner'),
    contact('SE'),
    contact('NO', undefined, 'published'),
    contact('CN', 'rep', 'published'),
    contact(null, 'owner'),
    moved('SE', 'CN'),
    moved('CN', 'SE'),
    deal('nordics', 'rep'),
    deal('apac', 'rep'),
    deal('nordics'),
    deal(undefined, 'owner'),
    deal(),
    ticket('nordics'),
    ticket('apac'),
    ticket(null),
  ];

  const NAMES = ['rep', 'manager', 'both', 'owner', 'auditor', 'agent', 'blind', 'stranger'];
  const CALLERS = [...NAMES, 'token', 'public'];

  beforeAll(async () => {
    app = await startStrapi({ policy: explainPolicy() });
    await openContentApi(app.strapi);
    for (const country of ['SE', 'NO', 'NL', 'CN', 'FR'])
      accounts[country] = await createRecord(app.strapi, ACCOUNT, { name: country, country });
    const groups = await app.strapi.db.query('plugin::custodian.group').findMany({});
    for (const { code, id } of groups as { code: string; id: number }[]) regions[code] = id;

    await actor('rep', ['nordics', 'rep']);
    await actor('manager', ['emea', 'manager']);
    await actor('both', ['apac', 'rep'], ['nordics', 'manager']);
    await actor('owner', ['emea', 'owner']);
    await actor('auditor', ['apac', 'auditor']);
    await actor('agent', ['emea', 'agent'], ['nordics', 'agent']);
    await actor('blind', ['emea', 'blind']);
    await actor('stranger');
    const { id, authorization } = await createApiToken(app.strapi);
    actors.token = { principal: `token:${id}`, client: createClient(app, authorization) };
    await addMembership(app.strapi, {
      principal: `token:${id}`,
      group: 'emea',
      profile: 'manager',
    });
    actors.public = { principal: 'public', client: createClient(app) };
  });

  afterAll(() => app.stop());

  describe.each(TEMPLATES)('says what the API does with $title', ({ uid, make }) => {
    let documentId: string;

    /** What is allowed has a reason, and so has what is not. */
    const isReasoned = ({ allowed, grants, blocks }: Explained) =>
      allowed ? grants.length > 0 : blocks.length > 0;

    beforeAll(async () => {
      documentId = await make();
    });

    it('when it is read', async () => {
      for (const name of CALLERS) {
        const { client } = actors[name]!;
        const path = `${PATHS[uid]}/${documentId}?status=`;
        const statuses = [await client.get(`${path}draft`), await client.get(`${path}published`)];
        const isRead = statuses.some(({ status }) => status === 200);
        const answer = await explain(name, uid, documentId);
        expect({ name, allowed: answer.allowed, isReasoned: isReasoned(answer) }).toEqual({
          name,
          allowed: isRead,
          isReasoned: true,
        });
      }
    });

    it('when it is updated', async () => {
      for (const name of CALLERS) {
        const answer = await explain(name, uid, documentId, 'update');
        const path = `${PATHS[uid]}/${documentId}?status=draft`;
        const { status } = await actors[name]!.client.put(path, { data: CHANGES[uid] });
        expect([200, 403, 404]).toContain(status);
        expect({ name, allowed: answer.allowed, isReasoned: isReasoned(answer) }).toEqual({
          name,
          allowed: status === 200,
          isReasoned: true,
        });
      }
    });

    it('when it is deleted', async () => {
      for (const name of CALLERS) {
        const fresh = await make();
        const answer = await explain(name, uid, fresh, 'delete');
        const { status } = await actors[name]!.client.delete(`${PATHS[uid]}/${fresh}`);
        const left = await app.strapi.db.query(uid).count({ where: { documentId: fresh } });
        // Strapi answers 204 for a record that is not there, so also for one out of sight.
        expect([204, 403]).toContain(status);
        expect({ name, allowed: answer.allowed, isReasoned: isReasoned(answer) }).toEqual({
          name,
          allowed: left === 0,
          isReasoned: true,
        });
      }
    });
  });

  describe('gives reasons', () => {
    const membershipOf = async (name: string, group: string) => {
      const where = { principal: ownerOf(name), groupCode: group };
      const row = await app.strapi.db.query('plugin::custodian.membership').findOne({ where });
      return (row as { id: number }).id;
    };

    it('that name membership, profile, group and depth', async () => {
      const documentId = await account('SE').make();
      const answer = await explain('manager', ACCOUNT, documentId);
      expect(answer).toEqual({
        allowed: true,
        fields: [],
        grants: [
          {
            kind: 'group',
            key: 'custodian.explain.group',
            params: {
              membership: await membershipOf('manager', 'emea'),
              group: 'emea',
              profile: 'manager',
              depth: 'subtree',
              recordGroup: 'nordics',
            },
            text: expect.stringMatching(/nordics.*manager.*emea.*subtree/),
          },
        ],
        blocks: [],
      });
    });

    it('of every membership, for and against', async () => {
      const documentId = await account('CN').make();
      const { allowed, grants, blocks } = await explain('both', ACCOUNT, documentId);
      expect(allowed).toBe(true);
      expect(grants.map(({ kind, params }) => [kind, params.profile, params.group])).toEqual([
        ['group', 'rep', 'apac'],
      ]);
      expect(blocks.map(({ kind, params }) => [kind, params.profile, params.group])).toEqual([
        ['out-of-reach', 'manager', 'nordics'],
      ]);
      const remove = await explain('both', ACCOUNT, documentId, 'delete');
      expect(remove.allowed).toBe(false);
      expect(remove.blocks.map(({ kind, params }) => [kind, params.profile])).toEqual([
        ['out-of-reach', 'manager'],
        ['profile-without-right', 'rep'],
      ]);
    });

    it('of both the owner and the group, where both grant', async () => {
      const documentId = await deal('nordics', 'both').make();
      const { grants } = await explain('both', DEAL, documentId);
      expect(grants.map(({ kind, params }) => [kind, params.group, params.depth])).toEqual([
        ['owner', 'apac', 'own'],
        ['owner', 'nordics', 'subtree'],
        ['group', 'nordics', 'subtree'],
      ]);
    });

    it('that come from the parents of a record', async () => {
      const documentId = await contact('NO').make();
      const { grants } = await explain('rep', CONTACT, documentId);
      expect(grants).toMatchObject([{ kind: 'group', params: { recordGroup: 'nordics' } }]);
    });

    it('for callers without memberships', async () => {
      const hidden = await account('SE').make();
      const kinds = async (name: string, uid: string, documentId: string) => {
        const { grants, blocks } = await explain(name, uid, documentId);
        return [...grants, ...blocks].map(({ kind }) => kind);
      };
      expect(await kinds('stranger', ACCOUNT, hidden)).toEqual(['no-membership']);
      expect(await kinds('public', ACCOUNT, hidden)).toEqual(['public-without-right']);
      expect(await kinds('public', TICKET, await ticket('apac').make())).toEqual(['public']);
    });

    it('why a right that reaches a record is not enough', async () => {
      const documentId = await account('SE').make();
      const unread = await explain('blind', ACCOUNT, documentId, 'update');
      expect(unread.grants.map(({ kind }) => kind)).toEqual(['all']);
      expect(unread.blocks.map(({ kind }) => kind)).toEqual(['not-readable']);
      const split = await moved('SE', 'CN').make();
      const partly = await explain('rep', CONTACT, split, 'update');
      expect(partly.allowed).toBe(false);
      expect(partly.blocks).toMatchObject([{ kind: 'partly', params: { reached: 1, total: 2 } }]);
    });

    it('of the super admin', async () => {
      const { id, client } = await logInAdmin(app);
      actors.superAdmin = { principal: `admin:${id}`, client };
      const { allowed, grants } = await explain('superAdmin', ACCOUNT, accounts.CN!, 'delete');
      expect(allowed).toBe(true);
      expect(grants).toMatchObject([{ kind: 'super-admin', params: { mode: 'audited' } }]);
    });

    it('only of what is valid now', async () => {
      const { id } = await createUser(app.strapi);
      actors.former = { principal: `user:${id}`, client: createClient(app) };
      const ended = { validTo: new Date(Date.now() - 1000).toISOString() };
      const membership = { principal: `user:${id}`, group: 'nordics', profile: 'rep', ...ended };
      await addMembership(app.strapi, membership);
      expect((await explain('former', ACCOUNT, accounts.SE!)).blocks).toMatchObject([
        { kind: 'no-membership', params: { principal: `user:${id}` } },
      ]);
    });
  });
});
