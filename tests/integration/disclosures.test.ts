import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createAdminRole, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord } from './support/crm';
import { deskPolicy } from './support/erasure';
import { catchMails, drain, privacyOf, type Mail } from './support/requests';

const DESK = '/custodian/requests';
const MISSING = 'aaaaaaaaaaaaaaaaaaaaaaaa';

/** A partner's server that takes notices. */
const startPartner = async () => {
  const taken: Record<string, unknown>[] = [];
  const answer = { status: 202 };
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      taken.push(JSON.parse(body) as Record<string, unknown>);
      response.writeHead(answer.status, { location: 'http://127.0.0.1:1/' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { taken, answer, server, url: `http://127.0.0.1:${port}/privacy` };
};

describe('disclosures', () => {
  let app: RunningStrapi;
  let privacy: PrivacyServices;
  let partner: Awaited<ReturnType<typeof startPartner>>;
  let mails: Mail[];
  let clerk: Client;
  let approvers: Client[];
  const folder = mkdtempSync(join(tmpdir(), 'custodian-disclosures-'));
  let sequence = 0;

  beforeAll(async () => {
    partner = await startPartner();
    const settings = {
      country: 'CZ',
      undoHours: 0,
      jobs: { enabled: false },
      mail: { delivery: 'send' },
      recipients: [partner.url],
      erasure: { journal: join(folder, 'erasures.jsonl') },
    };
    app = await startStrapi({
      policy: deskPolicy(),
      env: { CUSTODIAN_PRIVACY: JSON.stringify(settings) },
    });
    privacy = privacyOf(app);
    await drain(privacy);
    mails = catchMails(app.strapi);
    clerk = (await logInAdmin(app)).client;
    approvers = [(await logInAdmin(app)).client, (await logInAdmin(app)).client];
  });
  afterAll(async () => {
    await app.stop();
    partner.server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const person = async () => {
    const email = `jan${(sequence += 1)}@example.test`;
    const account = await createRecord(app.strapi, ACCOUNT, { name: 'Volt', country: 'SE' });
    const documentId = await createRecord(
      app.strapi,
      CONTACT,
      { firstName: 'Jan', email, account },
      'published'
    );
    return { email, documentId };
  };
  const disclose = (documentId: string, recipient: string, client = clerk) =>
    client.post('/custodian/disclosures', {
      contentType: CONTACT,
      documentId,
      recipient,
      purpose: 'Delivery of goods',
    });
  const known = async () => {
    const someone = await person();
    await disclose(someone.documentId, 'dpo@partner.test').expect(201);
    await disclose(someone.documentId, `${partner.url}/in`).expect(201);
    return someone;
  };
  const verified = async (kind: string, email: string) => {
    const { body } = await clerk.post(DESK, { kind, email }).expect(201);
    await clerk.post(`${DESK}/${body.data.id}/verify-identity`, {}).expect(200);
    return body.data as { id: number; reference: string };
  };
  const carriedOut = async (kind: string, email: string) => {
    const request = await verified(kind, email);
    await clerk.post(`${DESK}/${request.id}/discover`, {}).expect(200);
    await drain(privacy);
    const needed = kind === 'erasure' ? approvers : approvers.slice(0, 1);
    for (const approver of needed)
      await approver.post(`${DESK}/${request.id}/approve`, {}).expect(200);
    await clerk.post(`${DESK}/${request.id}/execute`, {}).expect(200);
    await drain(privacy);
    const { body } = await clerk.get(`${DESK}/${request.id}`).expect(200);
    expect(body.data.state).toBe('completed');
    return request;
  };
  const noticesOf = async (reference: string, client = clerk) =>
    (await client.get(`/custodian/notices?filters[reference][$eq]=${reference}`).expect(200)).body
      .data;
  const marksOf = (documentId: string) =>
    app.strapi.db.query('plugin::custodian.restriction').count({ where: { documentId } });
  const endings = (email: string) =>
    mails.filter(({ to, subject }) => to === email && subject.includes('about to end'));
  const restriction = (documentId: string) => `/custodian/restrictions/${CONTACT}/${documentId}`;

  it('are recorded and listed, for records that are there and in reach', async () => {
    const { documentId } = await person();
    const made = await disclose(documentId, 'dpo@partner.test').expect(201);
    expect(made.body.data).toMatchObject({ documentId, purpose: 'Delivery of goods' });
    const list = `/custodian/disclosures?filters[documentId][$eq]=${documentId}`;
    expect((await clerk.get(list).expect(200)).body).toMatchObject({
      data: [{ id: made.body.data.id, by: expect.stringMatching(/^admin:/) }],
      meta: { pagination: { total: 1 } },
    });
    await createAdminRole(app.strapi, 'far-away', [
      'plugin::custodian.disclosures-read',
      'plugin::custodian.disclosures-write',
    ]);
    const { id, client } = await logInAdmin(app, 'far-away');
    const principal = `admin:${id}`;
    await addMembership(app.strapi, { principal, group: 'apac', profile: 'manager' });
    expect((await client.get(list).expect(200)).body.data).toEqual([]);
    const hidden = await disclose(documentId, 'dpo@partner.test', client).expect(404);
    const missing = await disclose(MISSING, 'dpo@partner.test', client).expect(404);
    expect(hidden.body).toEqual(missing.body);
  });

  it.each([
    ['https://elsewhere.test/in', 'RECIPIENT_NOT_ALLOWED'],
    ['http://127.0.0.1:80/privacy', 'RECIPIENT_NOT_ALLOWED'],
    ['PARTNER-else/in', 'RECIPIENT_NOT_ALLOWED'],
    ['USER', 'RECIPIENT_NOT_ALLOWED'],
    ['file:///etc/passwd', 'INVALID_REQUEST'],
    ['nobody', 'INVALID_REQUEST'],
  ])('are not recorded of recipients that nobody allowed: %s', async (recipient, code) => {
    const { documentId } = await person();
    const address = recipient
      .replace('PARTNER', partner.url)
      .replace('USER', partner.url.replace('//', '//me:secret@'));
    const { body } = await disclose(documentId, address).expect(400);
    expect(body.error.details).toMatchObject({ code, path: ['recipient'] });
  });

  it.each(['restriction', 'rectification', 'erasure'])(
    'are followed by a notice to every recipient, with a receipt: %s',
    async (kind) => {
      const { email, documentId } = await known();
      partner.taken.length = 0;
      mails.length = 0;
      const run = kind === 'restriction' ? verified : carriedOut;
      const { reference } = await run(kind, email);
      await drain(privacy);
      expect(await noticesOf(reference)).toMatchObject([
        { kind, recipient: 'dpo@partner.test', state: 'sent', receipt: expect.any(String) },
        { kind, recipient: `${partner.url}/in`, state: 'sent', receipt: 'HTTP 202' },
      ]);
      const records = [`${CONTACT} ${documentId}`];
      expect(partner.taken).toEqual([{ type: kind, reference, records }]);
      const letters = mails.filter(({ to }) => to === 'dpo@partner.test');
      expect(letters).toHaveLength(1);
      expect(letters[0]!.text).toContain(documentId);
      expect(JSON.stringify([letters, partner.taken])).not.toContain(email);
      // Nobody is told twice, however often the work is looked after.
      await privacy.erasures.upkeep();
      expect(partner.taken).toHaveLength(1);
    }
  );

  it('are tasks that are tried again, given up, taken up again, and acknowledged', async () => {
    const { email } = await known();
    partner.answer.status = 307;
    const { reference } = await verified('restriction', email);
    await drain(privacy);
    const [mail, web] = await noticesOf(reference);
    expect([mail.state, web.state, web.attempts]).toEqual(['sent', 'pending', 1]);
    for (let tries = 1; tries < 20; tries += 1) await privacy.erasures.disclosures.send();
    expect((await noticesOf(reference))[1]).toMatchObject({ state: 'failed', attempts: 20 });
    partner.answer.status = 200;
    await privacy.erasures.disclosures.send();
    expect((await noticesOf(reference))[1].state).toBe('failed');
    await clerk.post(`/custodian/notices/${web.id}/retry`).expect(200);
    await drain(privacy);
    expect((await noticesOf(reference))[1]).toMatchObject({ state: 'sent', receipt: 'HTTP 200' });
    const again = await clerk.post(`/custodian/notices/${web.id}/retry`).expect(400);
    expect(again.body.error.details.code).toBe('WRONG_STATE');

    const acknowledge = `/custodian/notices/${mail.id}/acknowledge`;
    await clerk.post(acknowledge, { receipt: ' ' }).expect(400);
    const receipt = 'Erased on 3 May, says Ms Blom';
    const { body } = await clerk.post(acknowledge, { receipt }).expect(200);
    expect(body.data).toMatchObject({ state: 'acknowledged', receipt });
    await clerk.post('/custodian/notices/999999/retry').expect(404);
  });

  describe('and restrictions that are lifted by hand', () => {
    it('tell the person first, and the recipients after', async () => {
      const { email, documentId } = await known();
      const { id, reference } = await verified('restriction', email);
      await drain(privacy);
      const order: string[] = [];
      const stop = app.strapi.db.lifecycles.subscribe({
        models: ['plugin::custodian.mail', 'plugin::custodian.restriction'],
        afterCreate: ({ model }) => void order.push(`write ${model.singularName}`),
        beforeDeleteMany: ({ model }) => void order.push(`delete ${model.singularName}`),
      });
      await clerk.delete(`${restriction(documentId)}?reason=The+address+is+right`).expect(200);
      stop();
      expect(order).toEqual(['write mail', 'delete restriction']);
      await drain(privacy);
      expect(endings(email)[0]!.text).toContain('The address is right');
      expect((await clerk.get(`${DESK}/${id}`)).body.data.restricted).toBe(false);
      const kinds = (await noticesOf(reference)).map(({ kind }: { kind: string }) => kind);
      expect(kinds.filter((kind: string) => kind === 'restriction-lifted')).toHaveLength(2);
    });

    it('say so without a reason too, and when they are given an end', async () => {
      const [one, other] = [await person(), await person()];
      await verified('restriction', one.email);
      await clerk.delete(restriction(one.documentId)).expect(200);
      await verified('restriction', other.email);
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      await clerk
        .put(restriction(other.documentId), { reason: 'Until the court decides', expiresAt })
        .expect(200);
      await drain(privacy);
      expect(endings(one.email)[0]!.text).toContain('no longer exists');
      expect(endings(other.email)[0]!.text).toContain(`Until the court decides (${expiresAt})`);
      expect(await marksOf(other.documentId)).toBe(1);
    });

    it('are undone with their notice when they fail', async () => {
      const { email, documentId } = await person();
      await verified('restriction', email);
      const lift = app.strapi.db.transaction(async () => {
        await app.strapi
          .plugin('custodian')
          .service<{ lift(record: object): Promise<unknown> }>('restrictions')
          .lift({ contentType: CONTACT, documentId });
        throw new Error('undone');
      });
      await expect(lift).rejects.toThrow('undone');
      await drain(privacy);
      expect([endings(email).length, await marksOf(documentId)]).toEqual([0, 1]);
    });

    it('stay as long as another request needs them', async () => {
      const { email, documentId } = await person();
      const first = await verified('restriction', email);
      const second = await verified('objection', email);
      await clerk.post(`${DESK}/${first.id}/withdraw`, {}).expect(200);
      expect(await marksOf(documentId)).toBe(1);
      await clerk.post(`${DESK}/${second.id}/withdraw`, {}).expect(200);
      expect(await marksOf(documentId)).toBe(0);
      await drain(privacy);
      expect(endings(email)).toHaveLength(2);
    });

    it('stay somebody else’s where they were there before, and tell the person all the same', async () => {
      const { email, documentId } = await person();
      const soon = new Date(Date.now() + 3_600_000).toISOString();
      const own = { reason: 'Set by hand', expiresAt: soon };
      await clerk.put(restriction(documentId), own).expect(200);
      const { id } = await verified('restriction', email);
      // It must not end by the clock while somebody relies on it.
      const { body } = await clerk.get(restriction(documentId)).expect(200);
      expect(body.data).toMatchObject([{ reason: 'Set by hand', expiresAt: null }]);
      await clerk.post(`${DESK}/${id}/withdraw`, {}).expect(200);
      expect(await marksOf(documentId)).toBe(1);
      await clerk.delete(restriction(documentId)).expect(200);
      await drain(privacy);
      expect(endings(email)).toHaveLength(1);
    });
  });
});
