import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import { REQUEST_UID } from '../../server/src/privacy/requests/models';
import { createUser } from '../support/actors';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createAdminRole, createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord } from './support/crm';
import { privacyPolicy } from './support/erasure';
import { catchMails, drain, linkIn, privacyOf, type Mail } from './support/requests';

const REQUESTS = '/api/custodian/requests';
const DESK = '/custodian/requests';

describe('privacy requests', () => {
  let app: RunningStrapi;
  let privacy: PrivacyServices;
  let mails: Mail[];
  let anybody: Client;
  let clerk: Client;
  let officer: Client;
  let second: Client;
  const folder = mkdtempSync(join(tmpdir(), 'custodian-requests-'));
  let sequence = 0;

  beforeAll(async () => {
    const settings = {
      country: 'CZ',
      controller: 'Example Ltd',
      authority: 'Example Authority',
      undoHours: 0,
      jobs: { enabled: false },
      mail: { delivery: 'send' },
      requests: { limits: { perAddress: { max: 10_000 } } },
      erasure: { journal: join(folder, 'erasures.jsonl') },
    };
    app = await startStrapi({
      policy: { ...privacyPolicy(), audiences: { superAdmin: 'audited' } },
      env: { CUSTODIAN_PRIVACY: JSON.stringify(settings) },
    });
    privacy = privacyOf(app);
    await drain(privacy);
    mails = catchMails(app.strapi);
    anybody = createClient(app);
    [clerk, officer, second] = [
      (await logInAdmin(app)).client,
      (await logInAdmin(app)).client,
      (await logInAdmin(app)).client,
    ];
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const newEmail = () => `anna${(sequence += 1)}@example.test`;
  const contact = async (email: string, data: object = {}) => {
    const account = await createRecord(app.strapi, ACCOUNT, { name: 'Volt', country: 'SE' });
    const person = { firstName: 'Anna', lastName: 'Bergström', email, account, ...data };
    return createRecord(app.strapi, CONTACT, person, 'published');
  };
  const open = async (email: string, kind = 'erasure', more: object = {}) =>
    (await anybody.post(REQUESTS, { kind, email, ...more }).expect(201)).body.data;
  const lettersTo = async (email: string) => {
    await drain(privacy);
    return mails.filter(({ to }) => to === email);
  };
  const verify = async (email: string) => {
    const letter = (await lettersTo(email)).filter(({ text }) => text.includes('token=')).at(-1)!;
    const { reference, token } = linkIn(letter);
    return (await anybody.post(`${REQUESTS}/${reference}/verify`, { token }).expect(200)).body.data;
  };
  const idOf = async (reference: string): Promise<number> =>
    (await app.strapi.db.query(REQUEST_UID).findOne({ where: { reference } })).id;
  const opened = async (email: string, kind = 'erasure', more: object = {}) => {
    await open(email, kind, more);
    const { reference, token } = await verify(email);
    return { id: await idOf(reference), reference, token };
  };
  const act = (client: Client, id: number, action: string, body: object = {}) =>
    client.post(`${DESK}/${id}/${action}`, body);
  const detail = async (id: number) => (await clerk.get(`${DESK}/${id}`).expect(200)).body.data;
  const follow = (reference: string, token: string) =>
    anybody.get(`${REQUESTS}/${reference}?token=${token}`);

  it('go from the form to the proof', async () => {
    const email = newEmail();
    const documentId = await contact(email, { notes: `Call ${email} in May` });
    const receipt = await open(email.toUpperCase(), 'erasure', { locale: 'nl' });
    expect(receipt).toMatchObject({ kind: 'erasure', state: 'received', overdue: false });
    expect(new Date(receipt.dueAt).getTime()).toBeGreaterThan(Date.now() + 26 * 86_400_000);

    const { reference, token } = await verify(email);
    const id = await idOf(reference);
    expect((await detail(id)).state).toBe('verified');

    await act(clerk, id, 'assign').expect(200);
    await act(clerk, id, 'discover').expect(200);
    await drain(privacy);
    const review = await detail(id);
    expect(review.state).toBe('review');
    expect(review.plan).toMatchObject({
      unresolved: 0,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });

    const { digest } = review.plan;
    const first = await act(officer, id, 'approve', { digest }).expect(200);
    expect(first.body.data).toMatchObject({ state: 'review', approvals: { needed: 2 } });
    const last = await act(second, id, 'approve', { digest }).expect(200);
    expect(last.body.data.state).toBe('approved');

    expect((await act(clerk, id, 'execute').expect(200)).body.data.state).toBe('executing');
    await drain(privacy);
    const done = await detail(id);
    expect(done).toMatchObject({ state: 'completed' });
    expect(Object.keys(done.outcome).length).toBeGreaterThan(0);
    const { body: proof } = await clerk.get(`${DESK}/${id}/certificates`).expect(200);
    expect(proof.data.map((one: { id: string }) => one.id)).toEqual([done.outcome.certificate]);
    const { body: jwks } = await app.request.get('/api/custodian/privacy-keys').expect(200);
    const [header, payload, signature] = proof.data[0].jws.split('.');
    const key = createPublicKey({ key: jwks.keys[0], format: 'jwk' });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verifySignature(null, signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    const { body: dry } = await clerk.get(`${DESK}/${id}/items?limit=200`).expect(200);
    expect(dry.data.length).toBeGreaterThan(1);
    expect(JSON.stringify(dry)).not.toContain(email);
    expect(await app.strapi.db.query(CONTACT).count({ where: { documentId } })).toBe(0);
    expect((await follow(reference, token).expect(200)).body.data.state).toBe('completed');

    const subjects = (await lettersTo(email)).map(({ subject }) => subject);
    expect(subjects).toEqual([
      expect.stringContaining('Bevestig uw verzoek'),
      `Uw verzoek ${reference}`,
      expect.stringContaining('afgehandeld'),
    ]);
    expect(done.events.map(({ to }: { to: string | null }) => to).filter(Boolean)).toEqual([
      'received',
      'verified',
      'discovering',
      'review',
      'approved',
      'executing',
      'verifying',
      'completed',
    ]);
  });

  it('say nothing about whom we know: same answer, same letter, same secrets', async () => {
    const [known, unknown] = [newEmail(), newEmail()];
    await contact(known);
    const bodies = [await open(known, 'access'), await open(unknown, 'access')];
    const shapes = bodies.map((body) => ({
      ...body,
      reference: body.reference.length,
      token: body.token.length,
      receivedAt: typeof body.receivedAt,
    }));
    expect(shapes[0]).toEqual(shapes[1]);
    const letters = await Promise.all([known, unknown].map(lettersTo));
    expect(letters.map((list) => list.length)).toEqual([1, 1]);
    const wording = letters.map(([letter]) => letter!.text.replace(/http\S+/, 'LINK'));
    expect(wording[0]).toBe(wording[1]);
  });

  it('ask the database the same for people we know and people we do not', async () => {
    const known = newEmail();
    await contact(known);
    const statementsOf = async (email: string) => {
      const statements: string[] = [];
      // Others are at work as well: Strapi's webhooks, and the plugin's own jobs.
      const listen = ({ sql }: { sql: string }) => {
        const path = app.strapi.requestContext.get()?.request.path;
        if (path === REQUESTS) statements.push(sql);
      };
      app.strapi.db.connection.on('query', listen);
      await open(email, 'access');
      app.strapi.db.connection.removeListener('query', listen);
      return statements;
    };
    const statements = await statementsOf(known);
    expect(statements.length).toBeGreaterThan(10);
    expect(await statementsOf(newEmail())).toEqual(statements);
  });

  it('tell those without the secret nothing, whether there is such a request or not', async () => {
    const { reference, token } = await open(newEmail(), 'access');
    const other = await open(newEmail(), 'access');
    const refusals = [
      await anybody.get(`${REQUESTS}/${reference}`),
      await follow(reference, 'x'.repeat(43)),
      await follow(reference, other.token),
      await follow('AAAA-BBBB-CCCC', token),
      await anybody.delete(`${REQUESTS}/${reference}?token=${other.token}`),
    ];
    for (const { status, body } of refusals) {
      expect(status).toBe(404);
      expect(body).toEqual(refusals[0]!.body);
    }
    expect((await follow(reference, token).expect(200)).body.data).not.toHaveProperty('token');
    const header = await app.request
      .get(`${REQUESTS}/${reference}`)
      .set('X-Request-Token', token)
      .expect(200);
    expect(header.body.data.reference).toBe(reference);
  });

  it('belong to whoever confirms, not to whoever typed the address in', async () => {
    const email = newEmail();
    const { reference, token } = await open(email, 'access');
    const verified = await verify(email);
    expect(verified).toMatchObject({ reference, state: 'verified' });
    await follow(reference, token).expect(404);
    await follow(reference, verified.token).expect(200);
  });

  it('are confirmed once, with the right token, in five attempts at most', async () => {
    const email = newEmail();
    const { reference } = await open(email, 'access');
    const [letter] = await lettersTo(email);
    const { token } = linkIn(letter!);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const attempt = (secret: string) =>
      anybody.post(`${REQUESTS}/${reference}/verify`, { token: secret });
    for (let tries = 0; tries < 4; tries += 1) {
      const { body } = await attempt(`${token.slice(1)}x`).expect(400);
      expect(body.error.details.code).toBe('INVALID_TOKEN');
    }
    await attempt(token).expect(200);
    await attempt(token).expect(400);

    const another = newEmail();
    const locked = await open(another, 'access');
    const right = linkIn((await lettersTo(another))[0]!).token;
    const path = `${REQUESTS}/${locked.reference}/verify`;
    for (let tries = 0; tries < 5; tries += 1)
      await anybody.post(path, { token: 'no' }).expect(400);
    await anybody.post(path, { token: right }).expect(400);
    expect((await detail(await idOf(locked.reference))).state).toBe('received');
  });

  it('keep no secret that could be used', async () => {
    const email = newEmail();
    const { token } = await open(email, 'access');
    const link = linkIn((await lettersTo(email))[0]!);
    for (const table of [
      'requests',
      'request_tokens',
      'request_identities',
      'request_events',
      'mails',
      'jobs',
      'audit_entries',
      'audit_payloads',
    ]) {
      const rows = JSON.stringify(await app.strapi.db.connection(`custodian_${table}`).select('*'));
      for (const secret of [token, link.token, email]) expect(rows).not.toContain(secret);
    }
  });

  it('confirm nothing when a program looks at the link', async () => {
    const email = newEmail();
    const { reference } = await open(email, 'access');
    const text = (await lettersTo(email))[0]!.text;
    const { pathname, search } = new URL(/https?:\/\/\S+/.exec(text)![0]);
    const page = await app.request
      .get(pathname + search)
      .set('Accept-Language', 'sv')
      .expect(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': expect.stringContaining('no-store'),
    });
    expect(page.text).toContain('Bekräfta');
    expect(page.text).not.toContain('<script');
    expect((await detail(await idOf(reference))).state).toBe('received');
    const { token } = linkIn((await lettersTo(email))[0]!);
    await app.request
      .post(`${REQUESTS}/${reference}/verify`)
      .type('form')
      .send({ token })
      .expect(200);
    const hostile = await app.request.get(
      `${REQUESTS}/%22%3E%3Cscript%3E/confirm?token=%22%3E%3Cscript%3Ealert(1)%3C/script%3E`
    );
    expect(hostile.text).not.toContain('<script');
  });

  it.each([
    [{}, 'kind'],
    [{ kind: 'forget-me', email: 'a@b.test' }, 'kind'],
    [{ kind: 'access' }, 'email'],
    [{ kind: 'access', email: 'nobody' }, 'email'],
    [{ kind: 'access', email: ['a@b.test'] }, 'email'],
    [{ kind: 'access', email: { $ne: null } }, 'email'],
    [{ kind: 'access', email: 'a@b.test', state: 'verified' }, 'state'],
    [{ kind: 'access', email: 'a@b.test', phone: '12' }, 'phone'],
    [{ kind: 'access', email: 'a@b.test', locale: '../../en' }, 'locale'],
    [{ kind: 'access', email: 'a@b.test', message: 'x'.repeat(5_001) }, 'message'],
  ])('refuse %j and store nothing', async (input, path) => {
    const before = await app.strapi.db.query(REQUEST_UID).count({});
    const { body } = await anybody.post(REQUESTS, { data: input }).expect(400);
    expect(body.error.details.path).toEqual([path]);
    expect(await app.strapi.db.query(REQUEST_UID).count({})).toBe(before);
  });

  it('are limited for one address, across nodes', async () => {
    const email = newEmail();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => anybody.post(REQUESTS, { kind: 'access', email }))
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 201, 201, 201, 201, 429, 429, 429]);
    expect(await lettersTo(email)).toHaveLength(5);
  });

  it('of one person and kind are joined once that person has confirmed both', async () => {
    const email = newEmail();
    const first = await opened(email, 'access');
    const again = await open(email, 'access');
    expect(again.reference).not.toBe(first.reference);
    const joined = await verify(email);
    expect(joined.state).toBe('joined');
    expect((await follow(joined.reference, joined.token).expect(200)).body.data).toMatchObject({
      reference: first.reference,
      state: 'verified',
    });
    const other = await opened(email, 'rectification');
    expect((await detail(other.id)).state).toBe('verified');
  });

  it('carry no markup, no header and no line of whoever typed them in', async () => {
    const email = newEmail();
    const name = 'Eve\r\nBcc: all@example.test\n<img src=x onerror=alert(1)> {{token}} $& %00';
    await open(email, 'access', { name, message: '<script>alert(1)</script>' });
    const [confirm] = await lettersTo(email);
    // Nothing at all reaches an address that nobody has proven to be theirs.
    expect(`${confirm!.subject}${confirm!.text}${confirm!.html}`).not.toMatch(/Eve|script|img/);
    await verify(email);
    const letter = (await lettersTo(email)).at(-1)!;
    expect(letter.html).not.toContain('<img');
    expect(letter.html).toContain('&lt;img');
    expect(letter.text).toContain('{{token}}');
    expect(letter.text.split('\n')[0]).toContain('Eve Bcc: all@example.test <img');
    expect(letter.subject).not.toMatch(/[\r\n]/);
  });

  describe('of people who are logged in', () => {
    const advanced = (data: object) =>
      app.strapi
        .store({ type: 'plugin', name: 'users-permissions' })
        .set({ key: 'advanced', value: data });

    it('are settled at once where the account had to prove its address', async () => {
      await advanced({ email_confirmation: true });
      const { id, authorization } = await createUser(app.strapi);
      const user = await app.strapi.db
        .query('plugin::users-permissions.user')
        .findOne({ where: { id } });
      const { body } = await createClient(app, authorization)
        .post(REQUESTS, { kind: 'access', email: newEmail() })
        .expect(201);
      expect(body.data.state).toBe('verified');
      const request = await detail(await idOf(body.data.reference));
      expect(request).toMatchObject({ channel: 'account', openedBy: `user:${id}` });
      expect(request.requester.identifiers).toEqual([
        { kind: 'email', value: user.email },
        { kind: 'account', value: String(id) },
      ]);
      await follow(body.data.reference, body.data.token).expect(200);
    });

    it('are confirmed by mail where anybody could have taken the address', async () => {
      await advanced({ email_confirmation: false });
      const { authorization } = await createUser(app.strapi);
      const { body } = await createClient(app, authorization)
        .post(REQUESTS, { kind: 'access' })
        .expect(201);
      expect(body.data.state).toBe('received');
    });

    it('are refused with a log-in that does not hold', async () => {
      const { id, authorization } = await createUser(app.strapi);
      const users = app.strapi.db.query('plugin::users-permissions.user');
      await users.update({ where: { id }, data: { blocked: true } });
      await createClient(app, authorization)
        .post(REQUESTS, { kind: 'access', email: newEmail() })
        .expect(401);
      await createClient(app, 'Bearer x.y.z')
        .post(REQUESTS, { kind: 'access', email: newEmail() })
        .expect(401);
    });
  });

  describe('at the desk', () => {
    const entered = async (client: Client, body: object = {}) => {
      const input = { kind: 'rectification', email: newEmail(), channel: 'phone', ...body };
      return (await client.post(DESK, input).expect(201)).body.data;
    };
    const inReview = async (id: number) => {
      await act(clerk, id, 'verify-identity', { method: 'call back' }).expect(200);
      await act(clerk, id, 'discover').expect(200);
      await drain(privacy);
      expect((await detail(id)).state).toBe('review');
    };
    const code = ({ body }: { body: { error?: { details?: { code?: string } } } }) =>
      body.error?.details?.code;

    it('are written down by a clerk, once', async () => {
      const email = newEmail();
      const { id, state, channel, dueAt } = await entered(clerk, {
        email,
        receivedAt: '2026-03-05T10:00:00Z',
      });
      expect([state, channel, dueAt]).toEqual(['received', 'phone', '2026-04-07T21:59:59.999Z']);
      await act(clerk, id, 'verify-identity', { method: 'call back' }).expect(200);
      const { body } = await clerk.post(DESK, { kind: 'rectification', email }).expect(200);
      expect([body.data.id, body.meta.duplicate]).toEqual([id, true]);
      await clerk
        .post(DESK, { kind: 'access', email, receivedAt: '2999-01-01T00:00:00Z' })
        .expect(400);
      await clerk.post(DESK, { kind: 'access' }).expect(400);
    });

    it('are listed, filtered, sorted, without addresses', async () => {
      const email = newEmail();
      const { id } = await entered(clerk, { email, kind: 'objection' });
      const { body } = await clerk
        .get(`${DESK}?filters[kind][$eq]=objection&sort=id:desc&pagination[pageSize]=1`)
        .expect(200);
      expect(body.data).toHaveLength(1);
      expect(body.data[0]).toMatchObject({ id, kind: 'objection', regime: 'gdpr' });
      expect(JSON.stringify(body)).not.toContain(email);
      await clerk.get(`${DESK}?filters[sealed][$contains]=a`).expect(400);
      await clerk.get(`${DESK}/999999`).expect(404);
    });

    it('go only the ways the table of transitions has', async () => {
      const { id } = await entered(clerk);
      for (const action of ['approve', 'execute', 'retry', 'discover', 'plan'])
        expect([action, code(await act(officer, id, action).expect(400))]).toEqual([
          action,
          'WRONG_STATE',
        ]);
      expect((await detail(id)).state).toBe('received');
    });

    it('are not approved by whoever wrote them down, nor by whom they are about', async () => {
      const { id } = await entered(officer);
      await inReview(id);
      expect(code(await act(officer, id, 'approve').expect(403))).toBe('OWN_REQUEST');
      const about = await app.strapi.db.query('admin::user').findOne({ orderBy: { id: 'desc' } });
      const own = await entered(clerk, { email: about.email });
      await inReview(own.id);
      expect(code(await act(second, own.id, 'approve').expect(403))).toBe('OWN_REQUEST');
      expect((await act(officer, own.id, 'approve').expect(200)).body.data.state).toBe('approved');
    });

    it('that destroy need two people and the plan they have seen', async () => {
      const email = newEmail();
      await contact(email);
      const { id } = await entered(clerk, { kind: 'erasure', email });
      await inReview(id);
      const { plan } = await detail(id);
      expect(code(await act(officer, id, 'approve', { digest: '0'.repeat(64) }).expect(400))).toBe(
        'STALE_PLAN'
      );
      await act(officer, id, 'approve', { digest: plan.digest }).expect(200);
      expect(code(await act(officer, id, 'approve', { digest: plan.digest }).expect(403))).toBe(
        'ALREADY_APPROVED'
      );
      expect(code(await act(clerk, id, 'execute').expect(400))).toBe('WRONG_STATE');
      await act(second, id, 'approve', { digest: plan.digest }).expect(200);

      // Something is added to the person's records after the approval.
      await contact(email, { notes: 'new' });
      const stale = await act(clerk, id, 'execute').expect(400);
      expect(code(stale)).toBe('STALE_PLAN');
      expect(await app.strapi.db.query(CONTACT).count({ where: { email } })).toBe(4);
      const back = await detail(id);
      expect(back).toMatchObject({ state: 'review', ambiguous: true });
      expect(back.approvals.given).toEqual([]);
      expect(code(await act(officer, id, 'approve').expect(400))).toBe('AMBIGUOUS_SUBJECT');
    });

    it('of somebody who cannot be told from others wait until a clerk has named the records', async () => {
      const email = newEmail();
      const [mine] = [await contact(email), await contact(email)];
      const { id } = await entered(clerk, { kind: 'erasure', email });
      await act(clerk, id, 'verify-identity').expect(200);
      expect((await detail(id)).ambiguous).toBe(true);
      const records = [{ contentType: CONTACT, documentId: mine }];
      const strange = [{ contentType: CONTACT, documentId: 'somebody-else' }];
      expect(code(await act(clerk, id, 'discover', { records: strange }).expect(400))).toBe(
        'NOT_FOUND_BY_IDENTITY'
      );
      await act(clerk, id, 'discover', { records }).expect(200);
      await drain(privacy);
      expect(await detail(id)).toMatchObject({ state: 'review', ambiguous: false });
    });

    it('are refused with a ground, a reason and the letter that the law demands', async () => {
      const email = newEmail();
      const { id } = await entered(clerk, { email, locale: 'fr' });
      await act(clerk, id, 'reject', {}).expect(400);
      await act(clerk, id, 'reject', { ground: 'because', reason: 'x' }).expect(400);
      await act(clerk, id, 'reject', { ground: 'unfounded', reason: ' ' }).expect(400);
      await act(clerk, id, 'reject', { ground: 'unfounded', reason: 'Raison précise' }).expect(200);
      expect(await detail(id)).toMatchObject({ state: 'rejected', ground: 'unfounded' });
      const letter = (await lettersTo(email)).at(-1)!;
      expect(letter.text).toContain('Raison précise');
      expect(letter.text).toContain('manifestement infondée');
      expect(letter.text).toContain('(Example Authority)');
      expect(letter.text).toContain('recours juridictionnel');
    });

    it('are extended once, within the first period, counted from receipt', async () => {
      const email = newEmail();
      const receivedAt = new Date(Date.now() - 86_400_000).toISOString();
      const { id, dueAt } = await entered(clerk, { email, receivedAt });
      await act(clerk, id, 'extend', {}).expect(400);
      const { body } = await act(clerk, id, 'extend', { reason: 'Many records' }).expect(200);
      expect(new Date(body.data.dueAt).getTime() - new Date(dueAt).getTime()).toBeGreaterThan(
        55 * 86_400_000
      );
      expect(body.data.extended).toBe(true);
      expect(code(await act(clerk, id, 'extend', { reason: 'More' }).expect(400))).toBe(
        'ALREADY_EXTENDED'
      );
      expect((await lettersTo(email)).at(-1)!.text).toContain('Many records');
      const late = await entered(clerk, { receivedAt: '2026-01-05T10:00:00Z' });
      expect(late.overdue).toBe(true);
      expect(code(await act(clerk, late.id, 'extend', { reason: 'Late' }).expect(400))).toBe(
        'TOO_LATE'
      );
    });

    it('stand still while somebody is asked who they are', async () => {
      const email = newEmail();
      const { id } = await entered(clerk, { email });
      await act(clerk, id, 'suspend', {}).expect(400);
      const { body } = await act(clerk, id, 'suspend', {
        reason: 'Two people of this name',
      }).expect(200);
      expect(body.data).toMatchObject({ state: 'identity_pending', suspended: true });
      expect((await lettersTo(email)).at(-1)!.text).toContain('Two people of this name');
      // Eight days pass.
      const from = new Date(Date.now() - 8 * 86_400_000).toISOString();
      const rows = app.strapi.db.query(REQUEST_UID);
      await rows.update({
        where: { id },
        data: { suspensions: JSON.stringify([{ from, to: null }]) },
      });
      const settled = (await act(clerk, id, 'verify-identity').expect(200)).body.data;
      expect(settled.suspended).toBe(false);
      const moved = new Date(settled.dueAt).getTime() - new Date(body.data.dueAt).getTime();
      expect(moved / 86_400_000).toBeGreaterThanOrEqual(6);
    });

    it('are withdrawn by the person until they are carried out', async () => {
      const email = newEmail();
      const { id, reference, token } = await opened(email, 'rectification');
      await inReviewFrom(id);
      await anybody.delete(`${REQUESTS}/${reference}?token=${token}`).expect(200);
      expect((await detail(id)).state).toBe('withdrawn');
      await anybody.delete(`${REQUESTS}/${reference}?token=${token}`).expect(400);
      const done = await opened(newEmail(), 'rectification');
      await inReviewFrom(done.id);
      await act(officer, done.id, 'approve').expect(200);
      await act(clerk, done.id, 'execute').expect(200);
      await drain(privacy);
      expect((await detail(done.id)).state).toBe('completed');
      await anybody.delete(`${REQUESTS}/${done.reference}?token=${done.token}`).expect(400);
    });

    const inReviewFrom = async (id: number) => {
      await act(clerk, id, 'discover').expect(200);
      await drain(privacy);
    };

    it('of which the work fails wait for somebody, and are never complete', async () => {
      const email = newEmail();
      await contact(email);
      const { id } = await entered(clerk, { kind: 'erasure', email });
      await inReview(id);
      await act(officer, id, 'approve').expect(200);
      await act(second, id, 'approve').expect(200);
      const work = privacy.erasures.erasure as { verify: unknown };
      const { verify: original } = work;
      work.verify = () => Promise.reject(new Error('the scanner is away'));
      await act(clerk, id, 'execute').expect(200);
      const jobs = app.strapi.db.query('plugin::custodian.job');
      for (let round = 0; round < 8; round += 1) {
        await drain(privacy);
        await jobs.updateMany({
          where: { kind: 'request.execute', state: 'queued' },
          data: { runAt: new Date() },
        });
      }
      expect(await detail(id)).toMatchObject({
        state: 'needs_attention',
        failedStage: 'executing',
        completedAt: null,
      });
      await act(clerk, id, 'withdraw').expect(400);
      work.verify = original;
      await act(clerk, id, 'retry').expect(200);
      await drain(privacy);
      expect((await detail(id)).state).toBe('completed');
    });

    it('are refused to those without the right', async () => {
      const { id } = await entered(clerk);
      await createAdminRole(app.strapi, 'reader', ['plugin::custodian.requests-read']);
      const reader = (await logInAdmin(app, 'reader')).client;
      // Governed, and without a task in any profile.
      await reader.get(DESK).expect(403);
      for (const action of [
        'assign',
        'verify-identity',
        'approve',
        'reject',
        'execute',
        'withdraw',
      ])
        await act(reader, id, action).expect(403);
      await reader.post(DESK, { kind: 'access', email: newEmail() }).expect(403);
      await anybody.get(DESK).expect(401);
    });
  });
});
