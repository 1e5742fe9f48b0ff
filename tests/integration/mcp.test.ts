import type { Response } from 'supertest';
import { createAdmin } from '../support/actors';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { auditOf, recorded } from './support/audit';
import { ACCOUNT, CONTACT, createRecord } from './support/crm';

const MISSING = 'z'.repeat(24);
const RIGHTS = { create: 'group', read: 'group', update: 'group', publish: 'group' };

const policy = {
  version: 1,
  groups: [
    { code: 'north', name: 'North', matches: ['SE'] },
    { code: 'south', name: 'South', matches: ['CN'] },
  ],
  profiles: [
    {
      code: 'member',
      name: 'Member',
      // Deleting needs to own: a contact that the token has not created may not be deleted.
      contentTypes: { [ACCOUNT]: RIGHTS, [CONTACT]: { ...RIGHTS, delete: 'own' } },
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: { group: { inherit: 'account' }, auditReads: true },
  },
  audiences: { superAdmin: 'bypass' },
};

const TOOLS = {
  list: 'list_contact',
  get: 'get_contact',
  create: 'create_contact',
  update: 'update_contact',
  publish: 'publish_contact',
  unpublish: 'unpublish_contact',
  discard: 'discard_contact_draft',
  delete: 'delete_contact',
};

type Data = Record<string, Response['body']>;

interface TokenService {
  create(input: object, owner: unknown): Promise<{ id: number; accessKey: string }>;
}

describe('MCP', () => {
  let app: RunningStrapi;
  let authorization: string;
  let principal: string;
  const ids: Record<string, string> = {};

  /** What a tool answers: its result, or the text of its error. */
  const call = async (name: keyof typeof TOOLS, parameters: object) => {
    const { text } = await app.request
      .post('/mcp')
      .set('Authorization', authorization)
      .set('Accept', 'application/json, text/event-stream')
      .send({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: TOOLS[name], arguments: parameters },
      });
    const line = text.split('\n').find((one) => one.startsWith('data:')) ?? `data:${text}`;
    const { result, error } = JSON.parse(line.slice('data:'.length)) as Data;
    const isError = Boolean(error) || result?.isError === true;
    const said: string = error?.message ?? result.content[0].text;
    return { isError, said, data: (result?.structuredContent ?? {}) as Data };
  };
  const say = async (name: keyof typeof TOOLS, parameters: { documentId: string } & Data) => {
    const { isError, said } = await call(name, parameters);
    return [isError, said.replaceAll(parameters.documentId, 'id')];
  };
  const rows = (where: object) => app.strapi.db.query(CONTACT).count({ where });

  const createToken = async () => {
    const { strapi } = app;
    const { id } = await createAdmin(strapi);
    const owner: unknown = await strapi.db
      .query('admin::user')
      .findOne({ where: { id }, populate: ['roles'] });
    const fields = ['firstName', 'lastName', 'account'];
    const adminPermissions = ['read', 'create', 'update', 'delete', 'publish'].map((action) => ({
      action: `plugin::content-manager.explorer.${action}`,
      subject: CONTACT,
      properties: action === 'delete' || action === 'publish' ? {} : { fields },
      conditions: [],
    }));
    const tokens = strapi.service('admin::api-token-admin') as unknown as TokenService;
    const input = { name: 'mcp', description: '', kind: 'admin', lifespan: null };
    return tokens.create({ ...input, adminPermissions, adminUserOwner: id }, owner);
  };

  beforeAll(async () => {
    app = await startStrapi({ policy, env: { MCP: 'on' } });
    for (const country of ['SE', 'CN']) {
      ids[country] = await createRecord(app.strapi, ACCOUNT, { name: country, country });
      for (const name of ['One', 'Two'])
        ids[`${name} ${country}`] = await createRecord(app.strapi, CONTACT, {
          firstName: `${name} ${country}`,
          account: ids[country],
        });
    }
    const token = await createToken();
    principal = `token:${token.id}`;
    await addMembership(app.strapi, { principal, group: 'north', profile: 'member' });
    authorization = `Bearer ${token.accessKey}`;
  });

  afterAll(() => app.stop());

  it('lists and counts inside the view, and filters there', async () => {
    const { data } = await call('list', { pageSize: 1, sort: 'firstName:asc' });
    expect(data.results.map((row: Data) => row.firstName)).toEqual(['One SE']);
    expect(data.pagination).toMatchObject({ total: 2, pageCount: 2 });
    const filtered = await call('list', { filters: { firstName: { $contains: 'CN' } } });
    expect(filtered.data.pagination.total).toBe(0);
  });

  it('records what is read of marked types, and nothing of what is hidden', async () => {
    const since = await auditOf(app.strapi).newest();
    const reads = async () => {
      await auditOf(app.strapi).seal();
      return recorded(app.strapi, { type: 'record.read', id: { $gt: since } });
    };
    const hidden = await call('get', { documentId: ids['One CN']! });
    expect([hidden.isError, await reads()]).toEqual([true, []]);
    await call('list', { sort: 'firstName:asc' });
    const found = await reads();
    const records = found.flatMap(({ documentId, details }) => [
      ...(documentId === null ? [] : [documentId]),
      ...((details as { records?: string[] }).records ?? []),
    ]);
    expect([...new Set(records)].sort()).toEqual([ids['One SE'], ids['Two SE']].sort());
    for (const one of found)
      expect(one).toMatchObject({
        causedBy: principal,
        contentType: CONTACT,
        details: { door: 'mcp', method: 'POST' },
      });
  });

  it('gets, changes, publishes and deletes what is hidden as what is missing: not at all', async () => {
    const hidden = ids['One CN']!;
    const data = { firstName: 'One CN', lastName: 'Changed' };
    for (const [tool, more] of [
      ['get', {}],
      ['update', { data }],
      ['publish', {}],
      ['unpublish', {}],
      ['discard', {}],
      ['delete', {}],
    ] as const) {
      const missing = await say(tool, { documentId: MISSING, ...more });
      expect([tool, ...missing]).toEqual([tool, true, expect.stringContaining('not found.')]);
      expect(await say(tool, { documentId: hidden, ...more })).toEqual(missing);
    }
    expect(await rows({ documentId: hidden, lastName: null, publishedAt: null })).toBe(1);
  });

  it('creates inside the scope only', async () => {
    const inside = await call('create', { data: { firstName: 'New', account: ids.SE } });
    expect(inside.said).toContain('New');
    expect(inside.isError).toBe(false);
    const outside = await call('create', {
      data: { firstName: 'Elsewhere', account: ids.CN },
    });
    expect(outside.isError).toBe(true);
    expect(await rows({ firstName: 'Elsewhere' })).toBe(0);
  });

  it('changes and publishes what is visible, and deletes what it owns', async () => {
    const documentId = ids['One SE']!;
    const changed = await call('update', {
      documentId,
      data: { firstName: 'One SE', lastName: 'Changed' },
    });
    expect(changed.isError).toBe(false);
    expect((await call('publish', { documentId })).isError).toBe(false);
    expect(await rows({ documentId, lastName: 'Changed' })).toBe(2);
    expect((await call('delete', { documentId })).isError).toBe(true);
    expect(await rows({ documentId })).toBe(2);
    const { results } = (await call('list', { filters: { firstName: 'New' } })).data;
    expect((await call('delete', { documentId: results[0].documentId })).isError).toBe(false);
    expect(await rows({ firstName: 'New' })).toBe(0);
  });
});
