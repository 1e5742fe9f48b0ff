import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import { REQUEST_UID } from '../../server/src/privacy/requests/models';
import { createUser } from '../support/actors';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createClient, logInAdmin, type Client } from './support/client';
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
    const letter = (await lettersTo(email)).findLast(({ text }) => text.includes('token='))!;
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
});
