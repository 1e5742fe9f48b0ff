import { recorded } from './support/audit';
import { ACCOUNT, CONTACT } from './support/crm';
import {
  inHours,
  reads,
  rowsOf,
  sharingPolicy,
  startSharing,
  type Person,
  type Sharing,
} from './support/sharing';

describe('restrictions', () => {
  let crm: Sharing;
  let lead: Person;
  let officer: Person;
  let account: string;

  const path = (documentId = account, contentType = ACCOUNT) =>
    `/custodian/restrictions/${contentType}/${documentId}`;
  const restrict = (data: object) => crm.admin.put(path(), { data });
  const tries = async (who: Person) => {
    const at = `/api/accounts/${account}`;
    const { status, body } = await who.client.put(at, { data: { size: 3 } });
    return [
      await reads(who, at),
      status === 200 ? 200 : (body.error.details.code ?? status),
      (await who.client.get('/api/accounts')).body.data.length,
    ];
  };

  beforeAll(async () => {
    crm = await startSharing();
  });
  afterAll(async () => {
    await crm.app.stop();
  });
  beforeEach(async () => {
    await crm.app.strapi.db.query(ACCOUNT).deleteMany({});
    lead = await crm.person(['nordics', 'lead']);
    officer = await crm.person(['office', 'officer']);
    account = await crm.account({ country: 'SE' });
  });

  it('under Art. 18 hides a record from every grant but its own pass', async () => {
    expect(await tries(lead)).toEqual([200, 200, 1]);
    const { body } = await restrict({ kind: 'art-18', reason: 'Accuracy contested' }).expect(200);
    expect(body.data).toMatchObject({
      kind: 'art-18',
      expiresAt: null,
      reason: 'Accuracy contested',
    });
    const missing = await lead.client.get('/api/accounts/missing');
    const hidden = await lead.client.get(`/api/accounts/${account}`);
    expect([hidden.status, hidden.body]).toEqual([404, missing.body]);
    expect(await tries(lead)).toEqual([404, 404, 0]);
    // The pass reads; it changes nothing.
    expect(await tries(officer)).toEqual([200, 'UPDATE_DENIED', 1]);
    await crm.admin.delete(path()).expect(200);
    expect(await tries(lead)).toEqual([200, 200, 1]);
  });

  it('hides it where it is linked, counted and searched, and its shares too', async () => {
    const contact = await crm.contact({ account: { documentId: account } });
    await lead.client
      .post('/api/custodian/shares', {
        data: { contentType: ACCOUNT, documentId: account, principal: 'group:apac', level: 'read' },
      })
      .expect(201);
    await restrict({ reason: 'Art. 18' }).expect(200);
    const { body } = await lead.client.get(`/api/contacts/${contact}?populate=account`);
    expect(body.data.account).toBeNull();
    const filtered = await lead.client.get('/api/contacts?filters[account][country]=SE');
    expect(filtered.body.meta.pagination.total).toBe(0);
    expect((await lead.client.get('/api/custodian/shares')).body.data).toEqual([]);
  });

  it('under legal hold keeps a record readable, and from being changed or deleted', async () => {
    await restrict({ kind: 'legal-hold', reason: 'Court case' }).expect(200);
    expect(await tries(lead)).toEqual([200, 'UPDATE_DENIED', 1]);
    const { status, body } = await lead.client.delete(`/api/accounts/${account}`);
    expect([status, body.error.details.code]).toEqual([403, 'DELETE_DENIED']);
    const explained = await lead.client.get(
      `/api/custodian/explain?contentType=${ACCOUNT}&documentId=${account}&action=delete`
    );
    expect(explained.body.data.allowed).toBe(false);
    expect(explained.body.data.blocks).toMatchObject([
      { kind: 'restriction', params: { kind: 'legal-hold', action: 'delete' } },
    ]);
  });

  it('ends by itself, at its instant', async () => {
    await restrict({ reason: 'For a while', expiresAt: inHours(1) }).expect(200);
    expect(await reads(lead, `/api/accounts/${account}`)).toBe(404);
    await crm.app.strapi.db
      .query('plugin::custodian.restriction')
      .updateMany({ where: { documentId: account }, data: { expiresAt: new Date() } });
    expect(await reads(lead, `/api/accounts/${account}`)).toBe(200);
    expect((await crm.admin.get(path())).body.data).toEqual([]);
    await crm.admin.delete(path()).expect(404);
  });

  it('keeps one of each kind, lists them, and lifts one by one', async () => {
    await restrict({ kind: 'legal-hold', reason: 'First' }).expect(200);
    await restrict({ kind: 'legal-hold', reason: 'Second', expiresAt: inHours(1) }).expect(200);
    await restrict({ reason: 'Contested' }).expect(200);
    const { body } = await crm.admin.get(path()).expect(200);
    expect(
      body.data.map((one: { kind: string; reason: string }) => [one.kind, one.reason])
    ).toEqual([
      ['art-18', 'Contested'],
      ['legal-hold', 'Second'],
    ]);
    await crm.admin.delete(`${path()}?kind=art-18`).expect(200);
    expect((await crm.admin.get(path())).body.data).toHaveLength(1);
  });

  it.each([
    [{}, 'INVALID_REQUEST', ['reason']],
    [{ reason: ' ' }, 'INVALID_REQUEST', ['reason']],
    [{ reason: 'x', kind: 'secret' }, 'INVALID_REQUEST', ['kind']],
    [{ reason: 'x', expiresAt: '2001-01-01T00:00:00Z' }, 'EXPIRED', ['expiresAt']],
  ])('refuses %j', async (data, code, at) => {
    const { status, body } = await restrict(data);
    expect([status, body.error.details.code, body.error.details.path]).toEqual([400, code, at]);
    expect((await crm.admin.get(path())).body.data).toEqual([]);
  });

  it('is for records that are there, of governed types', async () => {
    await crm.admin.put(path('missing'), { data: { reason: 'x' } }).expect(404);
    await crm.admin.put(path('x', 'admin::user'), { data: { reason: 'x' } }).expect(404);
    const tag = await crm.app.strapi.documents('api::tag.tag' as never).create({
      data: { name: 'A tag' },
    } as never);
    const { documentId } = tag as { documentId: string };
    const { body } = await crm.admin.put(path(documentId, 'api::tag.tag'), {
      data: { reason: 'x' },
    });
    expect(body.error.details.code).toBe('NOT_GOVERNED');
  });

  it('records what was set and lifted, by whom', async () => {
    await restrict({ reason: 'Contested' }).expect(200);
    await crm.admin.delete(path()).expect(200);
    const events = await recorded(crm.app.strapi, { documentId: account });
    expect(events.map(({ type }) => type)).toEqual(['restriction.set', 'restriction.lifted']);
    expect(events.map(({ causedBy }) => causedBy)).toEqual(
      events.map(() => expect.stringMatching(/^admin:\d+$/))
    );
  });

  it('does not hide children placed through the restricted record', async () => {
    const contact = await crm.contact({ account: { documentId: account } });
    await restrict({ reason: 'The account only' }).expect(200);
    expect(await reads(lead, `/api/contacts/${contact}`)).toBe(200);
    expect((await crm.admin.get(path(contact, CONTACT))).body.data).toEqual([]);
  });

  it('holds for a super admin whom the policy lets see everything', async () => {
    const policy = { ...sharingPolicy(), audiences: { superAdmin: 'audited' } };
    await crm.admin.put('/custodian/policy', policy).expect(200);
    const manager = `/content-manager/collection-types/${ACCOUNT}/${account}`;
    await crm.admin.put(manager, { size: 4 }).expect(200);
    await restrict({ kind: 'legal-hold', reason: 'Court case' }).expect(200);
    const { status, body } = await crm.admin.delete(manager);
    expect([status, body.error.details.code]).toEqual([403, 'RESTRICTED']);
    await crm.admin.put(manager, { size: 5 }).expect(403);
    expect(await reads(lead, `/api/accounts/${account}`)).toBe(200);
    await crm.admin.delete(path()).expect(200);
    await lead.client
      .post('/api/custodian/shares', {
        data: { contentType: ACCOUNT, documentId: account, principal: 'group:apac', level: 'read' },
      })
      .expect(201);
    await crm.admin.delete(manager).expect(200);
    const kept = await rowsOf(crm.app, 'plugin::custodian.share', { documentId: account });
    expect(kept).toEqual([]);
    await crm.admin.put('/custodian/policy', sharingPolicy()).expect(200);
  });

  it('records refusals, which outlive what was rolled back', async () => {
    await restrict({ kind: 'legal-hold', reason: 'Court case' }).expect(200);
    await lead.client.delete(`/api/accounts/${account}`).expect(403);
    const events = await recorded(crm.app.strapi, { documentId: account, type: 'access.denied' });
    expect(events).toMatchObject([{ causedBy: lead.principal, contentType: ACCOUNT }]);
    expect(events[0]?.details).toEqual({ action: 'delete', code: 'DELETE_DENIED' });
  });
});
