import { DateTime } from 'luxon';
import { DAYS } from '../../server/src/access/sign-in/hours';
import { getContainer } from '../../server/src/container';
import { createAdmin, createApiToken, createUser } from '../support/actors';
import { addMembership, applyPolicy } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { recorded } from './support/audit';
import { createClient, type Client } from './support/client';
import { ACCOUNT, createRecord, openContentApi } from './support/crm';

const PASSWORD = 'Password1';
const OFFICE = '10.1.2.3';
const READ = { [ACCOUNT]: { read: 'group' } };

/** A day that is neither today nor near it, wherever the clocks are. */
const farDay = () => DAYS[(DateTime.utc().weekday + 2) % 7]!;

const policyOf = (superAdmin: string) => ({
  version: 1,
  groups: [{ code: 'north', name: 'North', matches: ['SE'] }],
  profiles: [
    { code: 'plain', name: 'Plain', contentTypes: READ },
    { code: 'office', name: 'Office', contentTypes: READ, signIn: { networks: ['10.0.0.0/8'] } },
    {
      code: 'watched',
      name: 'Watched',
      contentTypes: READ,
      signIn: { networks: ['10.0.0.0/8'], outside: 'record' },
    },
    {
      code: 'shift',
      name: 'Shift',
      contentTypes: READ,
      signIn: {
        hours: [{ days: [farDay()], from: '09:00', to: '10:00' }],
        timeZone: 'Europe/Stockholm',
      },
    },
  ],
  contentTypes: { [ACCOUNT]: { group: { attribute: 'country' } } },
  audiences: { superAdmin },
});

describe('log-in hours and networks', () => {
  let app: RunningStrapi;

  const join = (principal: string, profile: string) =>
    addMembership(app.strapi, { principal, group: 'north', profile });
  const person = async (...profiles: string[]) => {
    const { id, authorization } = await createUser(app.strapi);
    const principal = `user:${id}`;
    for (const profile of profiles) await join(principal, profile);
    const query = app.strapi.db.query('plugin::users-permissions.user');
    const { username } = (await query.findOne({ where: { id } })) as { username: string };
    return { principal, username, client: createClient(app, authorization) };
  };
  const names = async (client: Client, address?: string): Promise<string[]> => {
    const call = client.get('/api/accounts');
    if (address) void call.set('X-Forwarded-For', address);
    const { body } = await call.expect(200);
    return (body as { data: { name: string }[] }).data.map(({ name }) => name);
  };
  const logIn = (identifier: string, password = PASSWORD) =>
    app.request.post('/api/auth/local').send({ identifier, password });
  const logInAs = (email: string, password: string) =>
    app.request.post('/admin/login').send({ email, password });
  const entries = (principal: string) =>
    recorded(app.strapi, { type: 'sign-in.outside', caused_by: principal });
  const outcomes = async (principal: string) =>
    (await entries(principal)).map(({ details }) => (details as { outcome: string }).outcome);
  const refusal = { error: { status: 403, details: { code: 'OUTSIDE_HOURS' } } };

  const throughProxy = async (work: () => Promise<void>) => {
    app.strapi.server.app.proxy = true;
    try {
      await work();
    } finally {
      app.strapi.server.app.proxy = false;
    }
  };

  beforeAll(async () => {
    app = await startStrapi({ policy: policyOf('governed'), env: { GRAPHQL: 'on', MCP: 'on' } });
    await openContentApi(
      app.strapi,
      ['authenticated'],
      ['plugin::custodian.access.me', 'plugin::custodian.access.explain']
    );
    await createRecord(app.strapi, ACCOUNT, { name: 'North', country: 'SE' });
  });
  afterAll(() => app.stop());

  it('put memberships out of force where they are closed, and nothing else', async () => {
    const office = await person('office');
    expect(await names(office.client)).toEqual([]);
    expect(await names((await person('shift')).client)).toEqual([]);
    expect(await names((await person('office', 'plain')).client)).toEqual(['North']);
    // Nobody has said that a proxy is to be believed.
    expect(await names(office.client, OFFICE)).toEqual([]);
    await throughProxy(async () => {
      expect(await names(office.client, OFFICE)).toEqual(['North']);
      expect(await names(office.client, `::ffff:${OFFICE}`)).toEqual(['North']);
      expect(await names(office.client, '192.0.2.1')).toEqual([]);
    });
  });

  it('hold for tokens and GraphQL as well', async () => {
    const { id, authorization } = await createApiToken(app.strapi);
    await join(`token:${id}`, 'office');
    const token = createClient(app, authorization);
    expect(await names(token)).toEqual([]);
    const query = '{ accounts { name } }';
    const ask = async (address: string) => {
      const { body } = await token.post('/graphql', { query }).set('X-Forwarded-For', address);
      return (body as { data: { accounts: unknown[] } }).data.accounts.length;
    };
    await throughProxy(async () => {
      expect(await names(token, OFFICE)).toEqual(['North']);
      expect([await ask(OFFICE), await ask('192.0.2.1')]).toEqual([1, 0]);
    });
  });

  it('are told to callers, and by explain', async () => {
    const shift = await person('shift', 'office');
    const { body } = await shift.client.get('/api/custodian/me').expect(200);
    const [hours, network] = body.data.closed as { why: string; until: string | null }[];
    expect(body.data.memberships).toEqual([]);
    expect(hours).toMatchObject({ profile: 'shift', group: 'north', why: 'hours' });
    const opens = DateTime.fromISO(hours!.until!, { zone: 'Europe/Stockholm' });
    expect([DAYS[opens.weekday - 1], opens.hour, opens.minute]).toEqual([farDay(), 9, 0]);
    expect(opens.toMillis()).toBeGreaterThan(Date.now());
    expect(network).toMatchObject({ profile: 'office', why: 'network', until: null });

    const account = (await app.strapi.documents(ACCOUNT).findFirst())!.documentId;
    const { explain } = getContainer(app.strapi);
    const question = { contentType: ACCOUNT, documentId: account, action: 'read' as const };
    const asked = { ...question, principal: shift.principal };
    const here = await explain({ ...asked, address: '192.0.2.1' });
    expect([here.allowed, here.blocks.map(({ kind }) => kind)]).toEqual([
      false,
      ['outside-hours', 'outside-networks'],
    ]);
    // Where they would ask from is not known, and not held against them.
    expect(await explain(asked)).toMatchObject({ allowed: true });
  });

  it('refuse a log-in where all memberships are closed, once the password was right', async () => {
    const shift = await person('shift');
    const wrong = await logIn(shift.username, 'wrong');
    expect(wrong.status).toBe(400);
    expect(wrong.body).toMatchObject((await logIn('nobody-at-all', 'wrong')).body);
    expect(await entries(shift.principal)).toEqual([]);

    const right = await logIn(shift.username);
    expect(right.body).toMatchObject(refusal);
    expect(right.text).not.toContain('eyJ');
    expect(right.headers['set-cookie']).toBeUndefined();
    expect(await entries(shift.principal)).toMatchObject([
      {
        causedBy: shift.principal,
        details: {
          outcome: 'refused',
          memberships: [{ profile: 'shift', group: 'north', why: 'hours' }],
          address: expect.stringContaining('127.0.0.1') as string,
        },
      },
    ]);
    for (const one of [await person(), await person('plain'), await person('shift', 'plain')])
      expect((await logIn(one.username)).status).toBe(200);
  });

  it('refuse it by GraphQL', async () => {
    const { username, principal } = await person('shift');
    const query = `mutation { login(input: { identifier: "${username}", password: "${PASSWORD}" }) { jwt } }`;
    const { text } = await app.request.post('/graphql').send({ query });
    expect(text).toContain('OUTSIDE_HOURS');
    expect(text).not.toContain('eyJ');
    expect(await outcomes(principal)).toEqual(['refused']);
  });

  it('refuse it to admin users, and tokens to sessions that they have', async () => {
    const admin = await createAdmin(app.strapi, 'strapi-editor');
    const principal = `admin:${admin.id}`;
    const before = await logInAs(admin.email, admin.password).expect(200);
    const cookies = (before.headers['set-cookie'] as unknown as string[]).map(
      (one) => one.split(';')[0]
    );
    const refresh = () => app.request.post('/admin/access-token').set('Cookie', cookies.join('; '));
    await join(principal, 'shift');
    expect((await refresh()).body).toMatchObject(refusal);
    const after = await logInAs(admin.email, admin.password);
    expect(after.body).toMatchObject(refusal);
    expect(after.headers['set-cookie']).toBeUndefined();
    expect(await outcomes(principal)).toEqual(['refused', 'refused']);
  });

  it('let in and record where the profile says so: each log-in, and uses once an hour', async () => {
    const watched = await person('watched');
    expect(await names(watched.client)).toEqual(['North']);
    expect(await names(watched.client)).toEqual(['North']);
    expect(await outcomes(watched.principal)).toEqual(['used']);
    await logIn(watched.username).expect(200);
    await logIn(watched.username).expect(200);
    expect(await outcomes(watched.principal)).toEqual(['used', 'let-in', 'let-in']);
    await throughProxy(async () => {
      const inside = await person('watched');
      expect(await names(inside.client, OFFICE)).toEqual(['North']);
      expect(await outcomes(inside.principal)).toEqual([]);
    });
  });

  it('limit super admins only where they are governed', async () => {
    const admin = await createAdmin(app.strapi);
    await join(`admin:${admin.id}`, 'shift');
    expect((await logInAs(admin.email, admin.password)).status).toBe(403);
    for (const mode of ['audited', 'bypass']) {
      await applyPolicy(app.strapi, policyOf(mode));
      expect((await logInAs(admin.email, admin.password)).status).toBe(200);
    }
  });
});
