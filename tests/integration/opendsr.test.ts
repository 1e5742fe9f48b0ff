import { createPublicKey, randomUUID, verify, type JsonWebKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import { JOB_UID } from '../../server/src/privacy/jobs/models';
import { REQUEST_UID } from '../../server/src/privacy/requests/models';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord } from './support/crm';
import { privacyPolicy } from './support/erasure';
import { catchMails, drain, privacyOf, type Mail } from './support/requests';

const DSR = '/api/custodian/opendsr/v2';
const DESK = '/custodian/requests';
const KEYS = { shop: 'shop-'.padEnd(40, 'k'), club: 'club-'.padEnd(40, 'k') };

interface Taken {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A controller's server that takes status callbacks. */
const startController = async () => {
  const taken: Taken[] = [];
  const answer = { status: 202 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      taken.push({ headers: request.headers, body });
      response.writeHead(answer.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    taken,
    answer,
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
};

describe('OpenDSR', () => {
  let app: RunningStrapi;
  let privacy: PrivacyServices;
  let controller: Awaited<ReturnType<typeof startController>>;
  let mails: Mail[];
  let clerk: Client;
  let approver: Client;
  let keys: (JsonWebKey & { kid: string })[];
  const folder = mkdtempSync(join(tmpdir(), 'custodian-opendsr-'));
  let sequence = 0;

  beforeAll(async () => {
    controller = await startController();
    const settings = {
      country: 'CZ',
      approvers: 1,
      undoHours: 0,
      jobs: { enabled: false },
      mail: { delivery: 'send' },
      erasure: { journal: join(folder, 'erasures.jsonl') },
      opendsr: {
        domain: 'processor.test',
        controllers: [
          { id: 'shop', key: KEYS.shop, callbacks: [`${controller.url}/dsr`] },
          { id: 'club', key: KEYS.club },
        ],
      },
    };
    app = await startStrapi({
      policy: { ...privacyPolicy(), audiences: { superAdmin: 'audited' } },
      env: { CUSTODIAN_PRIVACY: JSON.stringify(settings) },
    });
    privacy = privacyOf(app);
    await drain(privacy);
    mails = catchMails(app.strapi);
    clerk = (await logInAdmin(app)).client;
    approver = (await logInAdmin(app)).client;
    keys = (await app.request.get('/api/custodian/privacy-keys').expect(200)).body.keys;
  });
  afterAll(async () => {
    await app.stop();
    controller.server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a controller that trusts nobody does with an answer. */
  const isSigned = (body: string, headers: IncomingHttpHeaders): boolean => {
    const [header = '', payload, signature = ''] = String(headers['x-opendsr-signature']).split(
      '.'
    );
    const { alg, kid, typ } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const jwk = keys.find((key) => key.kid === kid)!;
    const content = Buffer.from(`${header}.${Buffer.from(body).toString('base64url')}`);
    return (
      payload === '' &&
      alg === 'EdDSA' &&
      typ === 'custodian-opendsr+jws' &&
      headers['x-opendsr-processor-domain'] === 'processor.test' &&
      verify(
        null,
        content,
        createPublicKey({ key: jwk, format: 'jwk' }),
        Buffer.from(signature, 'base64url')
      )
    );
  };
  const person = async () => {
    const email = `ines${(sequence += 1)}@example.test`;
    const account = await createRecord(app.strapi, ACCOUNT, { name: 'Volt', country: 'SE' });
    const data = { firstName: 'Ines', email, account };
    return { email, documentId: await createRecord(app.strapi, CONTACT, data, 'published') };
  };
  const message = (email: string, more: object = {}) => ({
    regulation: 'gdpr',
    subject_request_id: randomUUID(),
    subject_request_type: 'erasure',
    submitted_time: new Date(Date.now() - 3_600_000).toISOString(),
    subject_identities: [{ identity_type: 'email', identity_value: email, identity_format: 'raw' }],
    api_version: '2.0',
    status_callback_urls: [`${controller.url}/dsr/status`],
    ...more,
  });
  type Message = ReturnType<typeof message>;
  const as = (key: string) => `Bearer ${key}`;
  const send = (body: object, key = KEYS.shop) =>
    app.request.post(`${DSR}/requests`).set('Authorization', as(key)).send(body);
  const status = (id: string, key = KEYS.shop) =>
    app.request.get(`${DSR}/requests/${id}`).set('Authorization', as(key));
  const cancel = (id: string, key = KEYS.shop) =>
    app.request.delete(`${DSR}/requests/${id}`).set('Authorization', as(key));
  const idOf = async ({ subject_request_id: subjectRequestId }: Message): Promise<number> =>
    (
      await app.strapi.db
        .query('plugin::custodian.opendsr-request')
        .findOne({ where: { subjectRequestId } })
    ).requestId;
  const act = (id: number, action: string, client = clerk) =>
    client.post(`${DESK}/${id}/${action}`, {}).expect(200);
  const carryOut = async (id: number) => {
    await act(id, 'discover');
    await drain(privacy);
    await act(id, 'approve', approver);
    await act(id, 'execute');
    await drain(privacy);
  };

  it('says what it speaks, signed', async () => {
    const { body, headers, text } = await app.request.get(`${DSR}/discovery`).expect(200);
    expect(isSigned(text, headers)).toBe(true);
    expect(isSigned(text.replace('2.0', '2.1'), headers)).toBe(false);
    expect(body).toMatchObject({ api_version: '2.0', processor_domain: 'processor.test' });
    expect(body.supported_subject_request_types.gdpr).toContain('erasure');
    expect(body.processor_certificate).toMatch(/\/api\/custodian\/privacy-keys$/);
  });

  it('takes a request there and back: receipt, status, callbacks, all signed', async () => {
    const { email, documentId } = await person();
    const sent = message(email);
    mails.length = controller.taken.length = 0;
    const made = await send(sent).expect(201);
    expect(isSigned(made.text, made.headers)).toBe(true);
    expect(made.body).toMatchObject({
      controller_id: 'shop',
      subject_request_id: sent.subject_request_id,
      received_time: expect.any(String),
    });
    const encoded = Buffer.from(made.body.encoded_request, 'base64').toString();
    expect(JSON.parse(encoded)).toEqual(sent);
    // The month runs from when the person asked, not from when the controller passed it on.
    const id = await idOf(sent);
    const request = await privacy.requests.table.byId(id);
    expect(request.receivedAt.toISOString()).toBe(sent.submitted_time);
    expect(made.body.expected_completion_time).toBe(request.dueAt.toISOString());
    expect(request).toMatchObject({ state: 'verified', channel: 'opendsr' });

    const before = await status(sent.subject_request_id).expect(200);
    expect(isSigned(before.text, before.headers)).toBe(true);
    expect(before.body.request_status).toBe('pending');
    await carryOut(id);
    const after = await status(sent.subject_request_id).expect(200);
    expect(after.body.request_status).toBe('completed');
    expect(controller.taken.map(({ body }) => JSON.parse(body).request_status)).toEqual([
      'in_progress',
      'completed',
    ]);
    for (const { body, headers } of controller.taken) expect(isSigned(body, headers)).toBe(true);
    const contacts = app.strapi.db.query(CONTACT);
    expect(await contacts.count({ where: { documentId } })).toBe(0);
    // The controller answers the person; nothing that says who it is went back.
    expect(mails).toEqual([]);
    expect(JSON.stringify([after.body, controller.taken])).not.toContain(email);
  });

  it('hands the results of an access request to the controller', async () => {
    const { email } = await person();
    const sent = message(email, { subject_request_type: 'access' });
    await send(sent).expect(201);
    await carryOut(await idOf(sent));
    const { body } = await status(sent.subject_request_id).expect(200);
    const path = new URL(body.results_url, app.url).pathname;
    const fetched = await app.request.get(path).expect(200);
    expect(fetched.headers['content-type']).toContain('application/zip');
    const [token] = path.split('/').slice(-1);
    const rows = await app.strapi.db.query('plugin::custodian.opendsr-request').findMany({});
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('tries callbacks again until they arrive', async () => {
    const { email } = await person();
    const sent = message(email);
    await send(sent).expect(201);
    controller.answer.status = 503;
    controller.taken.length = 0;
    await cancel(sent.subject_request_id).expect(202);
    const now = () =>
      app.strapi.db.query(JOB_UID).updateMany({
        where: { kind: 'opendsr.callback', state: 'queued' },
        data: { runAt: new Date() },
      });
    for (let tries = 0; tries < 3; tries += 1) {
      await now();
      await drain(privacy);
    }
    expect(controller.taken.length).toBeGreaterThanOrEqual(3);
    controller.answer.status = 204;
    await now();
    await drain(privacy);
    const told = controller.taken.length;
    await now();
    await drain(privacy);
    expect(controller.taken).toHaveLength(told);
    const { body, headers } = controller.taken.at(-1)!;
    expect(JSON.parse(body).request_status).toBe('cancelled');
    expect(isSigned(body, headers)).toBe(true);
  });

  it('calls back only what is pending', async () => {
    const { email, documentId } = await person();
    const sent = message(email);
    await send(sent).expect(201);
    const id = await idOf(sent);
    await act(id, 'discover');
    await drain(privacy);
    await act(id, 'approve', approver);
    await act(id, 'execute');
    const late = await cancel(sent.subject_request_id).expect(400);
    expect(late.body.error.details.code).toBe('WRONG_STATE');
    await drain(privacy);
    await cancel(sent.subject_request_id).expect(400);
    expect((await status(sent.subject_request_id)).body.request_status).toBe('completed');
    expect(await app.strapi.db.query(CONTACT).count({ where: { documentId } })).toBe(0);

    const early = message((await person()).email);
    await send(early).expect(201);
    const { text, headers } = await cancel(early.subject_request_id).expect(202);
    expect(isSigned(text, headers)).toBe(true);
    expect((await privacy.requests.table.byId(await idOf(early))).state).toBe('withdrawn');
  });

  it('takes the same number once, also twice at once', async () => {
    const count = () => app.strapi.db.query(REQUEST_UID).count({});
    const sent = message((await person()).email);
    const before = await count();
    const answers = await Promise.all([send(sent), send(sent)]);
    expect(answers.map((answer) => answer.status)).toEqual([201, 201]);
    await send(sent).expect(201);
    expect((await count()) - before).toBe(1);
    // Another controller's number is another request.
    await send({ ...sent, status_callback_urls: [] }, KEYS.club).expect(201);
    expect((await count()) - before).toBe(2);
  });

  it('answers alike for people it knows and people it does not', async () => {
    const [known, unknown] = [message((await person()).email), message('nobody@example.test')];
    const shapes: unknown[] = [];
    for (const sent of [known, unknown]) {
      const made = await send(sent).expect(201);
      const { body } = await status(sent.subject_request_id).expect(200);
      const { subject_request_id: _id, expected_completion_time: _due, ...rest } = body;
      shapes.push([Object.keys(made.body), rest]);
    }
    expect(shapes[0]).toEqual(shapes[1]);
  });

  it.each([
    ['a callback elsewhere', { status_callback_urls: ['http://169.254.169.254/latest'] }],
    ['a callback beside the folder', { status_callback_urls: ['CONTROLLER/dsr-not'] }],
    ['a callback with a log-in', { status_callback_urls: ['USER/dsr'] }],
    ['a callback that is no address', { status_callback_urls: ['dsr'] }],
    [
      'an address that is none',
      { subject_identities: [{ identity_type: 'email', identity_value: 'x' }] },
    ],
    [
      'an unknown kind of identity',
      { subject_identities: [{ identity_type: 'shoe', identity_value: '42' }] },
    ],
    ['nobody', { subject_identities: [] }],
    ['a right that the regulation does not know', { subject_request_type: 'opt_out' }],
    ['a number that is none', { subject_request_id: '1' }],
    ['a time to come', { submitted_time: new Date(Date.now() + 86_400_000).toISOString() }],
    ['another version', { api_version: '1.0' }],
  ])('stores nothing of a request with %s', async (_what, wrong) => {
    const text = JSON.stringify(message('ines@example.test', wrong))
      .replace('CONTROLLER', controller.url)
      .replace('USER', controller.url.replace('//', '//me:secret@'));
    const before = await app.strapi.db.query(REQUEST_UID).count({});
    const { body } = await send(JSON.parse(text)).expect(400);
    expect(body.error.details.path.length).toBeGreaterThan(0);
    expect(await app.strapi.db.query(REQUEST_UID).count({})).toBe(before);
  });

  it('shows a controller nothing of another, and nobody anything without a key', async () => {
    const sent = message((await person()).email);
    await send(sent).expect(201);
    const foreign = await status(sent.subject_request_id, KEYS.club).expect(404);
    const missing = await status(randomUUID(), KEYS.club).expect(404);
    expect(foreign.body).toEqual(missing.body);
    await cancel(sent.subject_request_id, KEYS.club).expect(404);
    const refusals = [];
    for (const key of ['', 'nonsense', KEYS.shop.slice(0, -1), `${KEYS.shop}k`])
      refusals.push(await send(sent, key), await status(sent.subject_request_id, key));
    for (const { status: code, body } of refusals) {
      expect(code).toBe(401);
      expect(body).toEqual(refusals[0]!.body);
    }
    // Whoever goes on is slowed down; those with a key are not.
    let code = 401;
    for (let tries = 0; tries < 30 && code === 401; tries += 1)
      code = (await status(randomUUID(), 'guess')).status;
    expect(code).toBe(429);
    await status(sent.subject_request_id).expect(200);
  });
});
