import { createAdmin, createApiToken, createUser, grantPermissions } from '../support/actors';
import { addMembership, applyPolicy, place } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';

const ACCOUNT = 'api::account.account';
const CONTACT = 'api::contact.contact';
const TICKET = 'api::ticket.ticket';
const READ = { read: 'group' };
const WRITE = {
  create: 'group',
  read: 'group',
  update: 'group',
  delete: 'group',
  publish: 'group',
};

const policy = {
  version: 1,
  groups: [
    { code: 'north', name: 'North', kind: 'region', matches: ['SE'] },
    { code: 'south', name: 'South', kind: 'region', matches: ['CN'] },
  ],
  profiles: [
    {
      code: 'member',
      name: 'Member',
      contentTypes: { [ACCOUNT]: READ, [CONTACT]: WRITE, [TICKET]: READ },
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: { group: { inherit: 'account' } },
    [TICKET]: { group: { inherit: 'account' } },
  },
  audiences: { superAdmin: 'governed' },
};

interface Scope {
  actor(): { principal: string } | null;
}

type Json = Record<string, unknown>;
type Body = {
  data: Json[];
  results: Json[];
  error?: unknown;
  meta: { pagination: { total: number } };
};

describe('doors', () => {
  let app: RunningStrapi;
  let user: string;
  let admin: string;
  let adminToken: string;
  const ids: Record<string, string> = {};

  const get = async (path: string, authorization?: string) => {
    const request = app.request.get(path);
    return authorization ? request.set('Authorization', authorization) : request;
  };
  const names = (rows: Json[]) => rows.map((row) => row.name ?? row.firstName ?? row.title).sort();

  const seed = async () => {
    const { strapi } = app;
    for (const country of ['SE', 'CN']) {
      const account = await strapi
        .documents(ACCOUNT)
        .create({ data: { name: `Account ${country}`, country } as never });
      ids[country] = account.documentId;
      const contact = await strapi.documents(CONTACT).create({
        data: {
          firstName: `Contact ${country}`,
          account: account.documentId,
          phones: [{ number: `+${country}` }],
        } as never,
        status: 'published',
      });
      ids[`contact ${country}`] = contact.documentId;
      const ticket = await strapi.documents(TICKET).create({
        data: { title: `Ticket ${country}`, account: account.id } as never,
        status: 'published',
      });
      ids[`ticket ${country}`] = ticket.documentId;
    }
    // The draft has moved to the north, what is published is still in the south.
    const moved = await strapi.documents(CONTACT).create({
      data: { firstName: 'Moved', account: ids.CN } as never,
      status: 'published',
    });
    ids.moved = moved.documentId;
    await strapi.documents(CONTACT).update({
      documentId: moved.documentId,
      data: { account: ids.SE } as never,
    });
  };

  const logIn = async (email: string, password: string) => {
    const { body } = await app.request.post('/admin/login').send({ email, password }).expect(200);
    return `Bearer ${(body as { data: { token: string } }).data.token}`;
  };

  beforeAll(async () => {
    app = await startStrapi({ policy, env: { MCP: 'on' } });
    const { strapi } = app;
    const actions = ['account', 'contact', 'tag', 'ticket'].flatMap((name) =>
      ['find', 'findOne', 'create', 'update', 'delete'].map(
        (action) => `api::${name}.${name}.${action}`
      )
    );
    await grantPermissions(strapi, 'authenticated', [
      'api::account.account.stream',
      ...actions,
      'plugin::upload.content-api.find',
    ]);
    await seed();
    const rep = await createUser(strapi);
    user = rep.authorization;
    await addMembership(strapi, { principal: `user:${rep.id}`, group: 'north', profile: 'member' });
    const administrator = await createAdmin(strapi);
    await addMembership(strapi, {
      principal: `admin:${administrator.id}`,
      group: 'north',
      profile: 'member',
    });
    admin = await logIn(administrator.email, administrator.password);
    const tokens = strapi.service('admin::api-token-admin') as unknown as {
      create(input: Json, user: Json): Promise<{ id: number; accessKey: string }>;
    };
    const owner = (await strapi.db
      .query('admin::user')
      .findOne({ where: { id: administrator.id }, populate: ['roles'] })) as Json;
    const permission = {
      action: 'plugin::content-manager.explorer.read',
      subject: CONTACT,
      properties: { fields: ['firstName'] },
      conditions: [],
    };
    const token = await tokens.create(
      {
        name: 'mcp',
        description: '',
        kind: 'admin',
        lifespan: null,
        adminPermissions: [permission],
        adminUserOwner: administrator.id,
      },
      owner
    );
    adminToken = `Bearer ${token.accessKey}`;
    ids.tokenId = String(token.id);
  });

  afterAll(() => app.stop());

  describe('who is asking', () => {
    const mcp = async (authorization: string) => {
      const { text } = await app.request
        .post('/mcp')
        .set('Authorization', authorization)
        .set('Accept', 'application/json, text/event-stream')
        .send({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'list_contact', arguments: {} },
        });
      return text;
    };

    it('an API token sees governed records through its own memberships only', async () => {
      const token = await createApiToken(app.strapi);
      const before = (await get('/api/contacts', token.authorization)).body as Body;
      expect(before.data).toEqual([]);
      await addMembership(app.strapi, {
        principal: `token:${token.id}`,
        group: 'south',
        profile: 'member',
      });
      const after = (await get('/api/contacts', token.authorization)).body as Body;
      expect(names(after.data)).toEqual(['Contact CN', 'Moved']);
    });

    it('an MCP caller is its admin token: nothing without a membership, its group with one', async () => {
      const before = await mcp(adminToken);
      expect(before).toContain('result');
      expect(before).not.toContain('Contact');
      await addMembership(app.strapi, {
        principal: `token:${ids.tokenId}`,
        group: 'north',
        profile: 'member',
      });
      const after = await mcp(adminToken);
      expect(after).toContain('Contact SE');
      expect(after).not.toContain('Contact CN');
    });

    it('code outside HTTP is the system', async () => {
      const scope = app.strapi.plugin('custodian').service<Scope>('scope');
      expect(scope.actor()).toBeNull();
      expect(await app.strapi.documents(CONTACT).count({ status: 'published' } as never)).toBe(3);
    });
  });

  describe('REST', () => {
    it('decides publication filters on the visible rows only', async () => {
      const query = 'status=draft&publicationFilter=has-published-version';
      const { body } = await get(`/api/contacts?${query}`, user);
      expect(names((body as Body).data)).toEqual(['Contact SE']);
      const never = await get('/api/contacts?status=draft&publicationFilter=never-published', user);
      expect(names((never.body as Body).data)).toEqual(['Moved']);
    });

    it('answers nothing for a component of a hidden record', async () => {
      const path = '/api/contacts?filters[phones][number][$contains]=CN';
      expect(((await get(path, user)).body as Body).meta.pagination.total).toBe(0);
      const own = '/api/contacts?filters[phones][number][$contains]=SE';
      expect(((await get(own, user)).body as Body).meta.pagination.total).toBe(1);
    });

    it('refuses a delete of a hidden record like a delete of none, and changes nothing', async () => {
      const remove = (id: string) =>
        app.request.delete(`/api/contacts/${id}`).set('Authorization', user);
      const hidden = await remove(ids['contact CN'] as string);
      const missing = await remove('aaaaaaaaaaaaaaaaaaaaaaaa');
      expect([hidden.status, hidden.text]).toEqual([missing.status, missing.text]);
      expect(await app.strapi.db.query(CONTACT).count({ where: { firstName: 'Contact CN' } })).toBe(
        2
      );
    });

    it('keeps a hidden row of a visible document from being changed with it', async () => {
      const response = await app.request
        .put(`/api/contacts/${ids.moved}?status=draft`)
        .set('Authorization', user)
        .send({ data: { lastName: 'Changed' } });
      expect(response.status).toBe(403);
      expect((response.body as { error: Json }).error.details).toMatchObject({
        code: 'UPDATE_DENIED',
      });
    });
  });

  describe('content manager', () => {
    const path = (uid: string, query = '') =>
      `/content-manager/collection-types/${uid}?page=1&pageSize=20${query}`;

    it('lists, counts and sorts by status inside the view', async () => {
      const { body } = await get(path(CONTACT, '&sort=status:ASC'), admin);
      expect(names((body as Body).results)).toEqual(['Contact SE', 'Moved']);
    });

    it('answers 404 for a hidden record', async () => {
      const hidden = await get(
        `/content-manager/collection-types/${CONTACT}/${ids['contact CN']}`,
        admin
      );
      expect(hidden.status).toBe(404);
    });

    it('offers only visible records in the relation picker', async () => {
      const { body } = await get(
        `/content-manager/relations/${CONTACT}/account?pageSize=20`,
        admin
      );
      expect(names((body as Body).results)).toEqual(['Account SE']);
    });

    it('counts only visible records on the home page', async () => {
      // Contact, ticket, account and user; the hidden ones would make it seven.
      const { body } = await get('/content-manager/homepage/count-documents', admin);
      expect((body as { data: Json }).data).toEqual({ draft: 1, modified: 0, published: 4 });
    });
  });

  describe('code of a project', () => {
    const asRep = async <T>(work: () => Promise<T>): Promise<T> => {
      const { getContainer } = jest.requireActual<typeof import('../../server/src/container')>(
        '../../server/src/container'
      );
      const { createActor } = jest.requireActual<typeof import('../../server/src/platform/actor')>(
        '../../server/src/platform/actor'
      );
      const container = getContainer(app.strapi);
      const { id } = (await app.strapi.db
        .query('plugin::users-permissions.user')
        .findOne({ where: {} })) as { id: number };
      const actor = createActor('user', id);
      await container.sessions.open(actor);
      return container.scopes.runAs(actor, work);
    };
    const db = () => app.strapi.db;

    it('reads the view through db.query, query builder, streams and plain knex', async () => {
      await asRep(async () => {
        expect(names((await db().query(ACCOUNT).findMany({})) as Json[])).toEqual(['Account SE']);
        expect(await db().connection('accounts').select('name')).toEqual([{ name: 'Account SE' }]);
        expect(await db().connection.from('accounts as a').count({ n: '*' })).toEqual([
          expect.objectContaining({}),
        ]);
        const union = await db()
          .connection('accounts')
          .select('name')
          .union((other) => {
            void other.select('first_name').from('contacts');
          });
        expect(union.map((row: Json) => row.name).sort()).toEqual([
          'Account SE',
          'Contact SE',
          'Moved',
        ]);
        const stream = (
          db() as unknown as {
            queryBuilder(uid: string): { init(p: Json): { stream(): AsyncIterable<Json> } };
          }
        )
          .queryBuilder(ACCOUNT)
          .init({})
          .stream();
        const rows: Json[] = [];
        for await (const row of stream) rows.push(row);
        expect(names(rows)).toEqual(['Account SE']);
      });
    });

    it('reads the view through the query builder and the entity service', async () => {
      interface Builder {
        select(columns: string[]): Builder;
        count(): Builder;
        first(): Builder;
        where(where: Json): Builder;
        join(join: Json): Builder;
        execute<T>(): Promise<T>;
      }
      interface EntityService {
        findMany(uid: string, params?: Json): Promise<Json[]>;
        findOne(uid: string, id: unknown, params?: Json): Promise<Json | null>;
        count(uid: string, params?: Json): Promise<number>;
        update(uid: string, id: unknown, params: Json): Promise<unknown>;
        delete(uid: string, id: unknown): Promise<unknown>;
      }
      const builder = () =>
        (db() as unknown as { queryBuilder(uid: string): Builder }).queryBuilder(ACCOUNT);
      const { entityService } = app.strapi as unknown as { entityService: EntityService };
      const hidden = (await db()
        .query(ACCOUNT)
        .findOne({ where: { country: 'CN' } })) as Json;
      await asRep(async () => {
        const rows = await builder().select(['id', 'name']).execute<Json[]>();
        expect(names(rows)).toEqual(['Account SE']);
        const counted = await builder().count().first().execute<{ count: number | string }>();
        expect(Number(counted.count)).toBe(1);
        const filter = { contacts: { firstName: 'Contact CN' } };
        expect(await builder().where(filter).select(['id']).execute<Json[]>()).toEqual([]);

        const found = await entityService.findMany(ACCOUNT, { populate: ['contacts'] });
        expect(names(found)).toEqual(['Account SE']);
        expect(names(found[0]?.contacts as Json[])).toEqual(['Contact SE', 'Moved']);
        expect(await entityService.count(ACCOUNT)).toBe(1);
        expect(await entityService.findOne(ACCOUNT, hidden.id)).toBeNull();
        await entityService.update(ACCOUNT, hidden.id, { data: { name: 'x' } }).catch(() => null);
        await entityService.delete(ACCOUNT, hidden.id).catch(() => null);
      });
      expect(
        await db()
          .query(ACCOUNT)
          .findOne({ where: { country: 'CN' } })
      ).toMatchObject({
        name: 'Account CN',
      });
    });

    it('loads relations, and runs inside transactions, in the view', async () => {
      await asRep(async () => {
        const tickets = await db().transaction(() =>
          db()
            .query(TICKET)
            .findMany({ populate: ['account'] })
        );
        expect(tickets).toHaveLength(2);
        const links = await db().connection('contacts_account_lnk').select('*');
        expect(links).toHaveLength(3);
      });
    });

    it('reads the view where raw SQL takes a table as an identifier, as the status sort does', async () => {
      await asRep(async () => {
        const counted = db().connection.raw('(select count(*) from ?? sub)', ['contacts']);
        const [row]: { n?: unknown }[] = await db().connection.select({ n: counted });
        expect(Number(row?.n)).toBe(3);
      });
    });

    it('refuses raw SQL that names a governed table, in any spelling', async () => {
      const statements = [
        'select * from accounts',
        'SELECT name FROM "accounts" a WHERE 1 = 1',
        'select 1 from (select * from accounts) x',
        'select * from strapi_core_store_settings, accounts',
        'select (select count(*) from contacts)',
        'update accounts set name = name',
        'delete from accounts where 1 = 0',
        'select * from contacts_account_lnk',
        'with x as (select * from contacts) select * from x',
      ].map((sql) => (app.client === 'mysql' ? sql.replace(/"/g, '`') : sql));
      await asRep(async () => {
        for (const statement of statements)
          await expect(db().connection.raw(statement)).rejects.toMatchObject({
            details: { code: 'UNGOVERNED_SQL' },
          });
      });
    });

    it('refuses direct writes to governed types', async () => {
      await asRep(async () => {
        const query = db().query(ACCOUNT);
        const refused = { details: { code: 'GOVERNED_WRITE' } };
        await expect(query.create({ data: { name: 'x' } })).rejects.toMatchObject(refused);
        await expect(query.updateMany({ where: {}, data: { name: 'x' } })).rejects.toMatchObject(
          refused
        );
        await expect(query.deleteMany({ where: {} })).rejects.toMatchObject(refused);
        const knexUpdate = Promise.resolve().then(() =>
          db().connection('accounts').update({ name: 'x' })
        );
        await expect(knexUpdate).rejects.toMatchObject(refused);
      });
      expect(
        await db()
          .query(ACCOUNT)
          .count({ where: { name: 'x' } })
      ).toBe(0);
    });

    it('streams a body in the view, also after the handler has returned', async () => {
      const { body } = await get('/api/accounts-stream', user);
      expect(names((body as Body).data)).toEqual(['Account SE']);
    });

    it('runs what is deferred to the commit as the system', async () => {
      const scope = app.strapi.plugin('custodian').service<Scope>('scope');
      const seen: unknown[] = [];
      await asRep(async () => {
        await db().transaction(({ onCommit }) => {
          onCommit(() => {
            seen.push(scope.actor());
          });
        });
        seen.push(scope.actor()?.principal);
      });
      expect(seen).toEqual([null, expect.stringMatching(/^user:/)]);
    });
  });

  it('accepts a policy while an ungoverned type uses a component of a governed one', async () => {
    const data = { name: 'Ungoverned', address: { street: 'Shared component' } } as never;
    await app.strapi.documents('api::product.product' as never).create({ data });
    const renamed = {
      ...policy,
      groups: policy.groups.map((group) => ({ ...group, name: `${group.name}!` })),
    };
    await expect(applyPolicy(app.strapi, renamed)).resolves.toBeUndefined();
  });

  it('keeps its tables should the plugin be switched off', async () => {
    const kept = (await app.strapi.store.get({ type: 'core', key: 'persisted_tables' })) as {
      name: string;
    }[];
    const names = kept.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'custodian_memberships',
        'custodian_placements',
        'custodian_policy_versions',
      ])
    );
  });

  it('places a record by hand', async () => {
    await expect(
      place(app.strapi, { contentType: ACCOUNT, documentId: ids.SE as string, group: 'north' })
    ).rejects.toMatchObject({ details: { code: 'NOT_ASSIGNABLE' } });
  });
});
