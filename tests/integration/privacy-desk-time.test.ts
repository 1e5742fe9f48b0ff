import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import { REQUEST_EVENT_UID, REQUEST_UID } from '../../server/src/privacy/requests/models';
import type { PrivacyRequest } from '../../server/src/privacy/requests/request-table';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createAdminRole, createClient, logInAdmin, type Client } from './support/client';
import { addMembership } from '../support/custodian';
import { ACCOUNT, CONTACT, createRecord } from './support/crm';
import { deskPolicy, residueOf, type Canary } from './support/erasure';
import { catchMails, drain, privacyOf, type Mail } from './support/requests';

const DESK = '/custodian/requests';
const HOUR = 3_600_000;

/** Managers approve too, within their regions. */
const approvingPolicy = () => {
  const policy = deskPolicy();
  const profiles = policy.profiles.map((profile) =>
    profile.code === 'manager'
      ? { ...profile, tasks: ['handle-requests', 'approve-requests'] }
      : profile
  );
  return { ...policy, profiles };
};

/** What restriction and time do to requests, and how far clerks reach. */
describe('privacy requests over time', () => {
  let app: RunningStrapi;
  let privacy: PrivacyServices;
  let mails: Mail[];
  let clerk: Client;
  const folder = mkdtempSync(join(tmpdir(), 'custodian-desk-'));
  let sequence = 0;

  beforeAll(async () => {
    const settings = {
      country: 'CZ',
      officers: ['officer@example.test'],
      jobs: { enabled: false },
      mail: { delivery: 'send' },
      requests: { expireDays: 5, keepMonths: 12 },
      erasure: { journal: join(folder, 'erasures.jsonl') },
    };
    app = await startStrapi({
      policy: approvingPolicy(),
      env: { CUSTODIAN_PRIVACY: JSON.stringify(settings) },
    });
    privacy = privacyOf(app);
    await drain(privacy);
    mails = catchMails(app.strapi);
    clerk = (await logInAdmin(app)).client;
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const newEmail = () => `piotr${(sequence += 1)}@example.test`;
  const contact = async (email: string, country = 'SE') => {
    const account = await createRecord(app.strapi, ACCOUNT, { name: 'Volt', country });
    return createRecord(app.strapi, CONTACT, { firstName: 'Piotr', email, account }, 'published');
  };
  const entered = async (kind: string, body: object = {}) =>
    (await clerk.post(DESK, { kind, email: newEmail(), ...body }).expect(201)).body.data;
  const act = (id: number, action: string, body: object = {}, client = clerk) =>
    client.post(`${DESK}/${id}/${action}`, body);
  const detail = async (id: number) => (await clerk.get(`${DESK}/${id}`).expect(200)).body.data;
  const request = (id: number): Promise<PrivacyRequest> => privacy.requests.table.byId(id);
  const lettersTo = async (email: string) => {
    await drain(privacy);
    return mails.filter(({ to }) => to === email);
  };
  const marksOf = (documentId: string) =>
    app.strapi.db.query('plugin::custodian.restriction').findMany({ where: { documentId } });

  it.each(['restriction', 'objection'])('restrict at once on verification: %s', async (kind) => {
    const email = newEmail();
    const documentId = await contact(email);
    const { id } = await entered(kind, { email });
    expect(await marksOf(documentId)).toEqual([]);
    await act(id, 'verify-identity').expect(200);
    expect(await marksOf(documentId)).toMatchObject([{ kind: 'art-18' }]);
    expect(await detail(id)).toMatchObject({ restricted: true });
    expect((await lettersTo(email)).map(({ subject }) => subject).join()).toContain('restricted');
  });

  it('leave alone what is not theirs to restrict', async () => {
    const email = newEmail();
    const two = [await contact(email), await contact(email)];
    const ambiguous = await entered('restriction', { email });
    await act(ambiguous.id, 'verify-identity').expect(200);
    for (const documentId of two) expect(await marksOf(documentId)).toEqual([]);
    const other = newEmail();
    const documentId = await contact(other);
    const access = await entered('access', { email: other });
    await act(access.id, 'verify-identity').expect(200);
    expect(await marksOf(documentId)).toEqual([]);
  });

  it('tell the person before a restriction is lifted', async () => {
    const email = newEmail();
    const documentId = await contact(email);
    const { id } = await entered('restriction', { email });
    await act(id, 'verify-identity').expect(200);
    await act(id, 'lift-restriction', {}).expect(400);

    const order: string[] = [];
    const stopMails = app.strapi.db.lifecycles.subscribe({
      models: ['plugin::custodian.mail', 'plugin::custodian.restriction'],
      afterCreate: ({ model }) => void order.push(`write ${model.singularName}`),
      beforeDeleteMany: ({ model }) => void order.push(`delete ${model.singularName}`),
    });
    await act(id, 'lift-restriction', { reason: 'The address was corrected' }).expect(200);
    stopMails();
    expect(order).toEqual(['write mail', 'delete restriction']);
    expect(await marksOf(documentId)).toEqual([]);
    expect((await lettersTo(email)).at(-1)!.text).toContain('The address was corrected');
    expect((await detail(id)).restricted).toBe(false);
  });

  it('free what they restricted when they are withdrawn or refused, with notice', async () => {
    for (const [action, body] of [
      ['withdraw', {}],
      ['reject', { ground: 'compelling-grounds', reason: 'Claims are pending' }],
    ] as const) {
      const email = newEmail();
      const documentId = await contact(email);
      const { id } = await entered('objection', { email });
      await act(id, 'verify-identity').expect(200);
      await act(id, action, body).expect(200);
      expect(await marksOf(documentId)).toEqual([]);
      const subjects = (await lettersTo(email)).map(({ subject }) => subject);
      expect(subjects.findIndex((subject) => subject.includes('about to end'))).toBeGreaterThan(0);
    }
  });

  it('remind at 14, 7, 3 and 1 days, once each, and escalate', async () => {
    const { id } = await entered('access');
    await act(id, 'verify-identity').expect(200);
    await drain(privacy);
    const { reference, dueAt } = await request(id);
    mails.length = 0;
    const notes = () =>
      mails.filter(
        ({ to, subject }) => to === 'officer@example.test' && subject.includes(reference)
      );
    // Every few hours from the first day on; two nodes at once, over and over.
    const start = dueAt.getTime() - 16 * 24 * HOUR;
    for (let hours = 0; hours < 18 * 24; hours += 6) {
      const now = new Date(start + hours * HOUR);
      await Promise.all([privacy.requests.upkeep.run(now), privacy.requests.upkeep.run(now)]);
    }
    await drain(privacy);
    expect(notes().map(({ subject }) => subject)).toEqual([
      ...[14, 7, 3, 1].map((days) => `Request ${reference}: ${days} day(s) left`),
      `Request ${reference} is overdue`,
    ]);
    expect((await detail(id)).events.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['reminder', 'overdue'])
    );
  });

  it('move with a holiday that is added', async () => {
    const { id } = await entered('access');
    await app.strapi.db
      .query(REQUEST_UID)
      .update({ where: { id }, data: { dueAt: new Date(Date.now() + HOUR) } });
    await privacy.requests.upkeep.run(new Date());
    expect((await request(id)).dueAt.getTime()).toBeGreaterThan(Date.now() + 20 * 24 * HOUR);
  });

  it('end when nobody proves who they are', async () => {
    const { id } = await entered('access');
    await privacy.requests.upkeep.run(new Date(Date.now() + 4 * 24 * HOUR));
    expect((await request(id)).state).toBe('received');
    await privacy.requests.upkeep.run(new Date(Date.now() + 6 * 24 * HOUR));
    expect((await request(id)).state).toBe('expired_unverified');
  });

  it('forget whom they were about after the limitation period, and keep the rest', async () => {
    const email = newEmail();
    const words = {
      first: 'Xawery',
      last: 'Brzęczyk',
      phone: '+420601987654',
      secret: 'zqforgotten',
    };
    const name = `${words.first} ${words.last}`;
    const message = `Call ${words.phone} about ${words.secret}`;
    const { id } = await entered('access', { email, name, message });
    await act(id, 'reject', { ground: 'unfounded', reason: `No data on ${email}` }).expect(200);
    await drain(privacy);
    await privacy.requests.upkeep.run(new Date(Date.now() + 300 * 24 * HOUR));
    expect((await request(id)).sealed).not.toBeNull();
    await privacy.requests.upkeep.run(new Date(Date.now() + 400 * 24 * HOUR));
    const clean = await detail(id);
    expect(clean).toMatchObject({ state: 'rejected', ground: 'unfounded', requester: null });
    expect(clean.events.every(({ note }: { note: unknown }) => note === null)).toBe(true);
    const identities = app.strapi.db.query('plugin::custodian.request-identity');
    expect(await identities.count({ where: { requestId: id } })).toBe(0);
    const sealed = { requestId: id, sealed: { $notNull: true } };
    expect(await app.strapi.db.query('plugin::custodian.mail').count({ where: sealed })).toBe(0);
    expect(
      await app.strapi.db.query(REQUEST_EVENT_UID).count({ where: { requestId: id } })
    ).toBeGreaterThan(2);
    // The whole database, as somebody reads it who does not know the plugin.
    expect(await residueOf(app.strapi, { ...words, email } as Canary)).toEqual([]);
    const chain = await clerk.get('/custodian/audit/verify').expect(200);
    expect(chain.body.data).toMatchObject({ ok: true, problems: [] });
  });

  describe('and regions', () => {
    const inRegion = async (group: string) => {
      const code = `clerk-${group}`;
      const rights = ['requests-read', 'requests-handle', 'requests-approve', 'disclosures-write'];
      await createAdminRole(
        app.strapi,
        code,
        rights.map((right) => `plugin::custodian.${right}`)
      );
      const { id, client } = await logInAdmin(app, code);
      await addMembership(app.strapi, { principal: `admin:${id}`, group, profile: 'manager' });
      return { client, principal: `admin:${id}` };
    };

    let nordics: Awaited<ReturnType<typeof inRegion>>;
    let apac: typeof nordics;
    beforeAll(async () => {
      [nordics, apac] = [await inRegion('nordics'), await inRegion('apac')];
    });

    it.each(['restriction', 'access', 'erasure'])(
      'are out of reach for clerks of another region, whatever they try: %s',
      async (kind) => {
        const email = newEmail();
        const documentId = await contact(email, 'SE');
        const { id, reference } = await entered(kind, { email });
        await act(id, 'verify-identity').expect(200);

        // Restricted or not: the clerk of the region answers the request.
        await nordics.client.get(`${DESK}/${id}`).expect(200);
        const listed = async (client: Client) =>
          (await client.get(`${DESK}?pagination[pageSize]=100`).expect(200)).body;
        expect(JSON.stringify(await listed(nordics.client))).toContain(reference);
        expect(JSON.stringify(await listed(apac.client))).not.toContain(reference);

        const missing = await apac.client.get(`${DESK}/999999`).expect(404);
        const actions = [
          'assign',
          'verify-identity',
          'extend',
          'suspend',
          'discover',
          'plan',
          'approve',
          'reject',
          'execute',
          'retry',
          'withdraw',
          'lift-restriction',
        ];
        const parts = [
          '',
          '/items',
          '/findings',
          '/candidates',
          '/package',
          '/certificates',
          '/third-parties/1',
        ];
        const probes = [
          ...(await Promise.all(parts.map((part) => apac.client.get(`${DESK}/${id}${part}`)))),
          ...(await Promise.all(
            actions.flatMap((action) => [
              act(id, action, {}, apac.client),
              act(id, action, { reason: 'x', ground: 'unfounded' }, apac.client),
            ])
          )),
        ];
        expect(probes.length).toBeGreaterThanOrEqual(20);
        for (const { status, body } of probes) {
          expect(status).toBe(404);
          expect(body).toEqual(missing.body);
        }
        const { body } = await clerk
          .get(
            `/custodian/audit?filters[type][$eq]=access.denied&filters[documentId][$eq]=${reference}&pagination[pageSize]=100`
          )
          .expect(200);
        expect(body.meta.pagination.total).toBe(probes.length);
        expect((await request(id)).state).toBe('verified');

        const disclosure = { contentType: CONTACT, documentId, recipient: 'dpo@partner.test' };
        await apac.client.post('/custodian/disclosures', disclosure).expect(404);
        const denied = await clerk
          .get(
            `/custodian/audit?filters[type][$eq]=access.denied&filters[documentId][$eq]=${documentId}`
          )
          .expect(200);
        expect(denied.body.data).toMatchObject([{ causedBy: apac.principal }]);
        expect(await app.strapi.db.query(CONTACT).count({ where: { email } })).toBe(2);
      }
    );
  });

  it('that destroy can be called back for a day after their approval', async () => {
    const email = newEmail();
    await contact(email);
    const { id } = await entered('erasure', { email });
    await act(id, 'verify-identity').expect(200);
    await act(id, 'discover').expect(200);
    await drain(privacy);
    for (const approver of [await logInAdmin(app), await logInAdmin(app)])
      await act(id, 'approve', {}, approver.client).expect(200);

    const { approvedAt, notBefore } = await detail(id);
    expect(Date.parse(notBefore) - Date.parse(approvedAt)).toBe(86_400_000);
    const early = await act(id, 'execute').expect(400);
    expect(early.body.error.details).toMatchObject({ code: 'UNDO_WINDOW', notBefore });
    expect(await app.strapi.db.query(CONTACT).count({ where: { email } })).toBe(2);

    await app.strapi.db.query('plugin::custodian.request').update({
      where: { id },
      data: { approvedAt: new Date(Date.parse(approvedAt) - 86_400_000) },
    });
    await act(id, 'execute').expect(200);
    await drain(privacy);
    expect(await detail(id)).toMatchObject({ state: 'completed', notBefore: null });
    expect(await app.strapi.db.query(CONTACT).count({ where: { email } })).toBe(0);
  });

  it('that destroy nothing wait for nothing', async () => {
    const { id } = await entered('access', { email: newEmail() });
    await act(id, 'verify-identity').expect(200);
    await act(id, 'discover').expect(200);
    await drain(privacy);
    await act(id, 'approve', {}, (await logInAdmin(app)).client).expect(200);
    expect((await detail(id)).notBefore).toBeNull();
    await act(id, 'execute').expect(200);
  });

  it('that nobody has asked for are nobody’s to see', async () => {
    await createClient(app).get(DESK).expect(401);
    await createClient(app).get('/api/custodian/requests').expect(404);
  });
});
