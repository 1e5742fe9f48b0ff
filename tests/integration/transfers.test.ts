import { place } from '../support/custodian';
import { recorded } from './support/audit';
import { ACCOUNT, CONTACT, DEAL } from './support/crm';
import { reads, rowsOf, startSharing, type Person, type Sharing } from './support/sharing';

const PLACEMENT = 'plugin::custodian.placement';

describe('transfers', () => {
  let crm: Sharing;
  let leaver: Person;
  let heir: Person;

  const owned = async (who: Person) =>
    (await rowsOf(crm.app, PLACEMENT, { ownerPrincipal: who.principal })).length;
  const transfer = (data: object) => crm.admin.post('/custodian/transfers', { data });
  const give = async (uid: string, documentId: string, owner: string) => {
    await place(crm.app.strapi, { contentType: uid, documentId, owner });
  };

  beforeAll(async () => {
    crm = await startSharing();
  });
  afterAll(async () => {
    await crm.app.stop();
  });
  beforeEach(async () => {
    leaver = await crm.person(['office', 'personal'], ['nordics', 'rep']);
    heir = await crm.person(['office', 'personal']);
    for (const name of ['One', 'Two', 'Three'])
      await give(DEAL, await crm.deal({ title: name }), leaver.principal);
    await give(ACCOUNT, await crm.account({ country: 'CN' }), leaver.principal);
  });

  it('gives everything somebody owns to somebody else, after a dry run that changes nothing', async () => {
    const request = { from: leaver.principal, to: heir.principal };
    const dry = await transfer({ ...request, dryRun: true }).expect(200);
    expect(dry.body.data).toMatchObject({
      dryRun: true,
      contentTypes: { [DEAL]: { count: 3 }, [ACCOUNT]: { count: 1 } },
      ended: null,
    });
    expect([await owned(leaver), await owned(heir)]).toEqual([4, 0]);
    const { body } = await transfer(request).expect(200);
    expect(body.data.contentTypes[DEAL].count).toBe(3);
    expect([await owned(leaver), await owned(heir)]).toEqual([0, 4]);
    expect((await heir.client.get('/api/deals')).body.meta.pagination.total).toBe(3);
    expect((await leaver.client.get('/api/deals')).body.meta.pagination.total).toBe(0);
    const events = await recorded(crm.app.strapi, { type: 'owner.transferred' });
    const ours = events.filter(({ details }) => JSON.stringify(details).includes(heir.principal));
    expect(ours).toHaveLength(4);
    // Asked again, there is nothing left to do: an interrupted transfer is finished like this.
    expect((await transfer(request)).body.data.contentTypes).toEqual({});
  });

  it('limits itself to the content types named', async () => {
    const request = { from: leaver.principal, to: heir.principal, contentTypes: [ACCOUNT] };
    await transfer(request).expect(200);
    expect([await owned(leaver), await owned(heir)]).toEqual([3, 1]);
  });

  it('does many in chunks', async () => {
    const documentIds = [];
    for (let n = 0; n < 230; n += 1) documentIds.push(await crm.deal({ title: `Deal ${n}` }));
    await crm.app.strapi.db.query(PLACEMENT).createMany({
      data: documentIds.map((documentId) => ({
        contentType: DEAL,
        documentId,
        ownerPrincipal: leaver.principal,
      })),
    });
    const { body } = await transfer({ from: leaver.principal, to: heir.principal }).expect(200);
    expect(body.data.contentTypes[DEAL].count).toBe(233);
    expect(await owned(leaver)).toBe(0);
  });

  it('ends the access of a leaver at once', async () => {
    const shared = await crm.account({ country: 'CN' });
    const lead = await crm.person(['apac', 'lead']);
    await lead.client
      .post('/api/custodian/shares', {
        data: {
          contentType: ACCOUNT,
          documentId: shared,
          principal: leaver.principal,
          level: 'update',
        },
      })
      .expect(201);
    expect(await reads(leaver, `/api/accounts/${shared}`)).toBe(200);
    const { body } = await transfer({
      from: leaver.principal,
      to: heir.principal,
      endAccess: true,
    }).expect(200);
    expect(body.data.ended).toEqual({
      memberships: 2,
      shares: 1,
      reveals: 0,
      sharesGiven: 0,
    });
    expect(await reads(leaver, `/api/accounts/${shared}`)).toBe(404);
    expect((await leaver.client.get('/api/custodian/me')).body.data.memberships).toEqual([]);
    const again = await transfer({ from: leaver.principal, to: heir.principal, endAccess: true });
    expect(again.body.data.ended).toEqual({
      memberships: 0,
      shares: 0,
      reveals: 0,
      sharesGiven: 0,
    });
  });

  it.each([
    [{ to: 'user:999999' }, 'UNKNOWN_PRINCIPAL', ['to']],
    [{ from: 'group:office' }, 'UNKNOWN_PRINCIPAL', ['from']],
    [{ contentTypes: ['api::tag.tag'] }, 'NOT_GOVERNED', ['contentTypes', 0]],
    [{ contentTypes: [] }, 'INVALID_REQUEST', ['contentTypes']],
    [{ endAcces: true }, 'INVALID_REQUEST', ['endAcces']],
  ])('refuses %j', async (more, code, path) => {
    const { status, body } = await transfer({
      from: leaver.principal,
      to: heir.principal,
      ...more,
    });
    expect([status, body.error.details.code, body.error.details.path]).toEqual([400, code, path]);
    expect(await owned(leaver)).toBe(4);
  });

  it('lets people give away their own, and others only with the task', async () => {
    const request = { from: leaver.principal, to: heir.principal };
    const mine = await leaver.client.post('/api/custodian/transfers', { data: request });
    expect(mine.body.data.contentTypes).toMatchObject({ [DEAL]: { count: 3 } });
    expect(await owned(leaver)).toBe(0);
    const theirs = await leaver.client.post('/api/custodian/transfers', {
      data: { from: heir.principal, to: leaver.principal },
    });
    expect([theirs.status, theirs.body.error.details.code]).toEqual([403, 'TASK_REQUIRED']);
    const officer = await crm.person(['office', 'officer']);
    const { body } = await officer.client.post('/api/custodian/transfers', {
      data: { from: heir.principal, to: leaver.principal },
    });
    // The officer's rights cover accounts, not deals.
    expect(body.data.contentTypes).toEqual({
      [ACCOUNT]: { count: 1, samples: [expect.any(String)] },
    });
    expect([await owned(heir), await owned(leaver)]).toEqual([3, 1]);
  });

  it('lists what nobody can reach', async () => {
    const lost = await crm.deal({ title: 'Lost' });
    const found = async () => {
      const { body } = await crm.admin.get('/custodian/unreachable?limit=1000').expect(200);
      const deals = body.data.find((one: { contentType: string }) => one.contentType === DEAL);
      return deals?.samples.includes(lost) ?? false;
    };
    expect(await found()).toBe(true);
    const types = (await crm.admin.get('/custodian/unreachable')).body.data;
    expect(types.map((one: { contentType: string }) => one.contentType)).not.toContain(CONTACT);
    await give(DEAL, lost, heir.principal);
    expect(await found()).toBe(false);
  });
});
