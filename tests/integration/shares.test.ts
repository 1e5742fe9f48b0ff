import { setTimeout as wait } from 'node:timers/promises';
import { place } from '../support/custodian';
import { ACCOUNT, CONTACT, DEAL } from './support/crm';
import { inHours, reads, rowsOf, startSharing, type Person, type Sharing } from './support/sharing';

describe('shares', () => {
  let crm: Sharing;
  let lead: Person;
  let colleague: Person;
  let account: string;
  let contact: string;

  const share = (who: Person, input: object | object[]) =>
    who.client.post('/api/custodian/shares', { data: input });
  const onAccount = (more: object) => ({
    contentType: ACCOUNT,
    documentId: account,
    principal: colleague.principal,
    level: 'read',
    ...more,
  });

  beforeAll(async () => {
    crm = await startSharing();
  });
  afterAll(async () => {
    await crm.app.stop();
  });
  beforeEach(async () => {
    lead = await crm.person(['nordics', 'lead']);
    colleague = await crm.person(['office', 'personal']);
    account = await crm.account({ name: 'Shared', country: 'SE' });
    contact = await crm.contact({ lastName: 'Shared', account: { documentId: account } });
  });

  it('opens one record to one colleague from the next request on, and closes it again', async () => {
    const other = await crm.account({ country: 'SE' });
    expect(await reads(colleague, `/api/accounts/${account}`)).toBe(404);
    const { body, status } = await share(lead, onAccount({ reason: 'Helps out' }));
    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      level: 'read',
      reason: 'Helps out',
      createdBy: lead.principal,
    });
    const list = await colleague.client.get('/api/accounts?pagination[withCount]=true');
    expect(list.body.data.map((one: { documentId: string }) => one.documentId)).toEqual([account]);
    expect(list.body.meta.pagination.total).toBe(1);
    expect(await reads(colleague, `/api/accounts/${other}`)).toBe(404);
    await lead.client.delete(`/api/custodian/shares/${body.data.id}`).expect(200);
    expect(await reads(colleague, `/api/accounts/${account}`)).toBe(404);
  });

  it('gives each level what it says and no more', async () => {
    const change = () => colleague.client.put(`/api/accounts/${account}`, { data: { size: 5 } });
    const { body } = await share(lead, onAccount({}));
    const { id } = body.data;
    const denied = await change();
    expect([denied.status, denied.body.error.details.code]).toEqual([403, 'UPDATE_DENIED']);
    await lead.client
      .patch(`/api/custodian/shares/${id}`, { data: { level: 'update' } })
      .expect(200);
    await change().expect(200);
    const forbidden = await colleague.client.delete(`/api/accounts/${account}`);
    expect([forbidden.status, forbidden.body.error.details.code]).toEqual([403, 'DELETE_DENIED']);
    const further = await share(colleague, onAccount({ principal: 'group:office' }));
    expect([further.status, further.body.error.details.code]).toEqual([403, 'SHARE_DENIED']);
    await lead.client
      .patch(`/api/custodian/shares/${id}`, { data: { level: 'share' } })
      .expect(200);
    await share(colleague, onAccount({ principal: 'group:office' })).expect(201);
    await colleague.client.delete(`/api/accounts/${account}`).expect(204);
    expect(await rowsOf(crm.app, 'plugin::custodian.share', { documentId: account })).toEqual([]);
  });

  it('reaches the members of a group and the holders of a profile', async () => {
    await share(lead, onAccount({ principal: 'group:office' })).expect(201);
    expect(await reads(colleague, `/api/accounts/${account}`)).toBe(200);
    const stranger = await crm.person(['benelux', 'personal']);
    expect(await reads(stranger, `/api/accounts/${account}`)).toBe(404);
    await share(lead, onAccount({ principal: 'profile:personal' })).expect(201);
    expect(await reads(stranger, `/api/accounts/${account}`)).toBe(200);
  });

  it('never lifts depth none', async () => {
    const clerk = await crm.person(['office', 'nothing']);
    await share(lead, onAccount({ principal: clerk.principal, level: 'share' })).expect(201);
    expect(await reads(clerk, `/api/accounts/${account}`)).toBe(404);
    const { body } = await crm.admin.get(
      `/custodian/explain?contentType=${ACCOUNT}&documentId=${account}&principal=${clerk.principal}`
    );
    expect(body.data.allowed).toBe(false);
    expect(body.data.blocks.map((one: { kind: string }) => one.kind)).toContain('share-ceiling');
  });

  it('ends at its instant, without any job', async () => {
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const { body } = await share(lead, onAccount({ expiresAt }));
    expect(await reads(colleague, `/api/accounts/${account}`)).toBe(200);
    await wait(1_600);
    expect(await reads(colleague, `/api/accounts/${account}`)).toBe(404);
    await lead.client.delete(`/api/custodian/shares/${body.data.id}`).expect(404);
  });

  it('reaches the records that inherit from the shared one', async () => {
    expect(await reads(colleague, `/api/contacts/${contact}`)).toBe(404);
    await share(lead, onAccount({})).expect(201);
    expect(await reads(colleague, `/api/contacts/${contact}`)).toBe(200);
    const explained = await colleague.client.get(
      `/api/custodian/explain?contentType=${CONTACT}&documentId=${contact}`
    );
    expect(explained.body.data.grants.map((one: { kind: string }) => one.kind)).toEqual([
      'parent-share',
    ]);
  });

  it('lets nobody grant more than they hold, nor for longer', async () => {
    const until = inHours(5);
    await share(lead, onAccount({ level: 'share', expiresAt: until })).expect(201);
    const third = (await crm.person(['office', 'personal'])).principal;
    const code = async (more: object) => {
      const { status, body } = await share(colleague, onAccount({ principal: third, ...more }));
      return status === 201 ? 201 : body.error.details.code;
    };
    expect(await code({ level: 'read' })).toBe('EXPIRY_EXCEEDED');
    expect(await code({ level: 'read', expiresAt: inHours(6) })).toBe('EXPIRY_EXCEEDED');
    expect(await code({ level: 'share', expiresAt: inHours(4) })).toBe(201);
    expect(await code({ level: 'read', expiresAt: until })).toBe(201);
    const temp = await crm.person(['nordics', 'lead', until]);
    const byTemp = await share(temp, onAccount({ principal: third }));
    expect(byTemp.body.error.details.code).toBe('EXPIRY_EXCEEDED');
    const reader = await crm.person(['nordics', 'rep']);
    const byReader = await share(reader, onAccount({}));
    expect([byReader.status, byReader.body.error.details.code]).toEqual([403, 'SHARE_DENIED']);
  });

  it('does not grant a level the grantor lacks', async () => {
    const lender = await crm.person(['nordics', 'lender']);
    const refused = await share(lender, onAccount({ level: 'update' }));
    expect([refused.status, refused.body.error.details.code]).toEqual([403, 'LEVEL_EXCEEDED']);
    const { body } = await share(lender, onAccount({}));
    const path = `/api/custodian/shares/${body.data.id}`;
    const raised = await lender.client.patch(path, { data: { level: 'delete' } });
    expect(raised.body.error.details).toEqual({ code: 'LEVEL_EXCEEDED', path: ['level'] });
    expect(
      (await lender.client.get(`/api/custodian/shares?filters[id]=${body.data.id}`)).body.data
    ).toMatchObject([{ level: 'read' }]);
  });

  it('shares in bulk, all or nothing', async () => {
    const hidden = await crm.account({ country: 'CN' });
    const before = await rowsOf(crm.app, 'plugin::custodian.share');
    const refused = await share(lead, [onAccount({}), onAccount({ documentId: hidden })]);
    const missing = await share(lead, [onAccount({}), onAccount({ documentId: 'missing' })]);
    expect([refused.status, refused.body]).toEqual([missing.status, missing.body]);
    expect(refused.status).toBe(404);
    expect(await rowsOf(crm.app, 'plugin::custodian.share')).toEqual(before);
    const both = await share(lead, [
      onAccount({}),
      onAccount({ contentType: CONTACT, documentId: contact }),
    ]).expect(201);
    expect(both.body.data).toHaveLength(2);
  });

  it.each([
    [{ principal: 'user:999999' }, 'UNKNOWN_PRINCIPAL', ['principal']],
    [{ principal: 'public' }, 'UNKNOWN_PRINCIPAL', ['principal']],
    [{ principal: 'group:nowhere' }, 'UNKNOWN_GROUP', ['principal']],
    [{ principal: 'profile:nobody' }, 'UNKNOWN_PROFILE', ['principal']],
    [{ contentType: 'api::tag.tag' }, 'NOT_GOVERNED', ['contentType']],
    [{ expiresAt: '2001-01-01T00:00:00Z' }, 'EXPIRED', ['expiresAt']],
    [{ expiresAt: 'tomorrow' }, 'INVALID_REQUEST', ['expiresAt']],
    [{ level: 'admin' }, 'INVALID_REQUEST', ['level']],
    [{ more: 1 }, 'INVALID_REQUEST', ['more']],
  ])('refuses %j', async (more, code, path) => {
    const { status, body } = await share(lead, onAccount(more));
    expect([status, body.error.details.code, body.error.details.path]).toEqual([400, code, path]);
  });

  it('tells of shares only those who may know of them', async () => {
    const own = await share(lead, onAccount({ principal: 'group:office' })).expect(201);
    const seen = async (who: Person) => {
      const { body } = await who.client.get(`/api/custodian/shares?filters[documentId]=${account}`);
      return [body.data.length, body.meta.pagination.total];
    };
    expect(await seen(lead)).toEqual([1, 1]);
    expect(await seen(colleague)).toEqual([1, 1]);
    const reader = await crm.person(['nordics', 'rep']);
    expect(await seen(reader)).toEqual([0, 0]);
    const stranger = await crm.person(['apac', 'lead']);
    expect(await seen(stranger)).toEqual([0, 0]);
    const path = `/api/custodian/shares/${own.body.data.id}`;
    const hidden = await stranger.client.delete(path);
    const missing = await stranger.client.delete('/api/custodian/shares/999999');
    expect([hidden.status, hidden.body]).toEqual([404, missing.body]);
    await lead.client.get('/api/custodian/shares?filters[secret]=1').expect(400);
  });

  it('follows the sharing rules of the policy, evaluated in the request', async () => {
    const member = await crm.person(['sector-energy', 'personal']);
    const energy = await crm.account({ name: 'Östra Kraft', country: 'CN', industry: 'energy' });
    const other = await crm.account({ name: 'östra', country: 'CN', industry: 'energy' });
    expect(await reads(member, `/api/accounts/${energy}`)).toBe(200);
    expect(await reads(member, `/api/accounts/${other}`)).toBe(404);
    expect(await reads(colleague, `/api/accounts/${energy}`)).toBe(404);
    await member.client.put(`/api/accounts/${energy}`, { data: { size: 9 } }).expect(200);
    const out = await member.client.put(`/api/accounts/${energy}`, { data: { name: 'Kraft' } });
    expect([out.status, out.body.error.details.code]).toEqual([403, 'OUT_OF_SCOPE']);
    const { body } = await member.client.get(
      `/api/custodian/explain?contentType=${ACCOUNT}&documentId=${energy}&action=update`
    );
    expect(body.data).toMatchObject({ allowed: true });
    expect(body.data.grants).toMatchObject([{ kind: 'sharing-rule', params: { rule: 0 } }]);
  });

  it('works the same for admin users, by their own rights', async () => {
    const { body } = await crm.admin.post('/custodian/shares', { data: onAccount({}) });
    // The policy governs super admins too, and this one has no membership.
    expect(body.error.details.code).toBe('NOT_FOUND');
  });

  it('lets the record be placed by those who may change it', async () => {
    const deal = await crm.deal({});
    await place(crm.app.strapi, { contentType: DEAL, documentId: deal, group: 'nordics' });
    const path = `/api/custodian/placements/${DEAL}/${deal}`;
    expect((await lead.client.get(path)).body.data).toEqual({ owner: null, group: 'nordics' });
    expect((await colleague.client.get(path)).status).toBe(404);
    const away = await lead.client.put(path, { data: { group: 'apac' } });
    expect([away.status, away.body.error.details.code]).toEqual([403, 'OUT_OF_SCOPE']);
    expect((await lead.client.get(path)).body.data.group).toBe('nordics');
    await lead.client.put(path, { data: { owner: colleague.principal } }).expect(200);
    expect(await reads(colleague, `/api/deals/${deal}`)).toBe(200);
    const reader = await crm.person(['nordics', 'rep']);
    expect((await reader.client.put(path, { data: { owner: null } })).status).toBe(404);
  });
});
