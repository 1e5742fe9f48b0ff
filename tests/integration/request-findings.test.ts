import { recorded } from './support/audit';
import { createAdminRole, logInAdmin, type Client } from './support/client';
import { CONTACT, createRecord, DEAL } from './support/crm';
import {
  privacyPolicy,
  seedCanary,
  startErasure,
  type Canary,
  type ErasureSuite,
} from './support/erasure';
import { drain } from './support/requests';

const DESK = '/custodian/requests';
/** Somebody else's address. */
const OTHER = 'olof@elsewhere.test';

interface Place {
  place: string;
  documents: number;
  items: number;
  changes: number;
  undecided: number;
  confidence: Record<string, number>;
}

/** A value of somebody else in a package. */
interface Item {
  id: number;
  kind: string;
  label: string;
}

interface Line {
  changes: boolean;
  item: { id: number; seq: number; documentUid: string | null; strategy: string };
}

describe('what the desk is shown of a request', () => {
  let suite: ErasureSuite;
  let clerk: Client;
  let canary: Canary;
  let id: number;

  const enter = async (email: string, kind: string): Promise<number> => {
    const body = { kind, email, channel: 'phone' };
    const { body: made } = await clerk.post(DESK, body).expect(201);
    const path = `${DESK}/${made.data.id}`;
    await clerk.post(`${path}/verify-identity`, { method: 'call back' }).expect(200);
    return made.data.id;
  };
  const read = async <T>(request: number, part: string): Promise<T> =>
    (await clerk.get(`${DESK}/${request}/${part}`).expect(200)).body.data;

  beforeAll(async () => {
    suite = await startErasure({ ...privacyPolicy(), audiences: { superAdmin: 'audited' } });
    ({ client: clerk } = await logInAdmin(suite.app));
    canary = await seedCanary(suite.strapi);
    await drain(suite.services);
    id = await enter(canary.email, 'erasure');
  });
  afterAll(() => suite.stop());

  it('is nothing before the search', async () => {
    expect(await read(id, 'findings')).toBeNull();
    expect(await read(id, 'package')).toBeNull();
  });

  it('is counted place by place, as the lines of the plan are', async () => {
    await clerk.post(`${DESK}/${id}/discover`).expect(200);
    await drain(suite.services);
    const findings = await read<{ places: Place[]; changes: number; done: number }>(id, 'findings');
    const lines = await read<Line[]>(id, 'items?limit=200');
    expect(lines.length).toBeLessThan(200);
    expect(findings.places.map(({ place }) => place)).toContain(CONTACT);
    expect(findings.places.reduce((sum, { items }) => sum + items, 0)).toBe(lines.length);
    expect(findings.changes).toBe(lines.filter(({ changes }) => changes).length);
    expect(findings.done).toBe(0);
    for (const one of findings.places) {
      const own = await read<Line[]>(id, `items?limit=200&place=${encodeURIComponent(one.place)}`);
      expect([one.place, own.length]).toEqual([one.place, one.items]);
      const sure = Object.values(one.confidence).reduce((sum, count) => sum + count, 0);
      expect(sure).toBe(one.items);
    }
    const contact = lines.filter(({ item }) => item.documentUid === CONTACT);
    expect(findings.places.find(({ place }) => place === CONTACT)?.items).toBe(contact.length);
  });

  it('can be cut down to what is undecided', async () => {
    const undecided = await read<Line[]>(id, 'items?undecided=true');
    const lines = await read<Line[]>(id, 'items?limit=200');
    const open = lines.filter(({ item }) => item.strategy === 'decide');
    expect(undecided.map(({ item }) => item.id)).toEqual(open.map(({ item }) => item.id));
    await clerk.get(`${DESK}/${id}/items?undecided=perhaps`).expect(400);
  });

  it('names the records that could be the person’s', async () => {
    const email = `family-${canary.email}`;
    const family = [
      await createRecord(suite.strapi, CONTACT, { firstName: 'Anna', lastName: 'A', email }),
      await createRecord(suite.strapi, CONTACT, { firstName: 'Bert', lastName: 'A', email }),
    ];
    await drain(suite.services);
    const shared = await enter(email, 'erasure');
    const records = await read<{ contentType: string; documentId: string }[]>(shared, 'candidates');
    expect(records.map(({ documentId }) => documentId).sort()).toEqual(family.sort());
    const body = { records: records.slice(0, 1) };
    await clerk.post(`${DESK}/${shared}/discover`, body).expect(200);
    await drain(suite.services);
    const { body: request } = await clerk.get(`${DESK}/${shared}`).expect(200);
    expect(request.data).toMatchObject({ state: 'review', ambiguous: false });
  });

  it('says until when a package can be fetched', async () => {
    const access = await enter(canary.email, 'access');
    await clerk.post(`${DESK}/${access}/discover`).expect(200);
    await drain(suite.services);
    const { client: approver } = await logInAdmin(suite.app);
    await approver.post(`${DESK}/${access}/approve`).expect(200);
    await clerk.post(`${DESK}/${access}/execute`).expect(200);
    await drain(suite.services);
    const made = await read<Record<string, unknown>>(access, 'package');
    expect(made).toMatchObject({ state: 'ready', downloads: 0 });
    expect(new Date(String(made.expiresAt)).getTime()).toBeGreaterThan(Date.now());
    expect(JSON.stringify(made)).not.toMatch(/token|key/i);
  });

  it('is what stands behind a label, for who handles the request, and that is written down', async () => {
    const email = 'reviewed@example.test';
    const contact = await createRecord(suite.strapi, CONTACT, { firstName: 'Rosa', email });
    await createRecord(suite.strapi, DEAL, { title: `${email} and ${OTHER}`, contacts: [contact] });
    const access = await enter(email, 'access');
    await clerk.post(`${DESK}/${access}/discover`).expect(200);
    await drain(suite.services);
    const { body } = await clerk.get(`${DESK}/${access}`).expect(200);
    const { plan } = body.data as { plan: { items: Item[] } };
    const item = plan.items.find(({ kind }) => kind === 'email')!;
    expect(JSON.stringify(plan.items)).not.toContain(OTHER);
    const path = `third-parties/${item.id}`;
    expect(await read(access, path)).toEqual({ label: item.label, value: OTHER });

    const type = 'package.value-viewed';
    expect(await recorded(suite.strapi, { type })).toMatchObject([
      { details: { label: item.label }, causedBy: expect.stringMatching(/^admin:/) },
    ]);
    expect(JSON.stringify(await recorded(suite.strapi, { type }))).not.toContain(OTHER);
    // By the request it belongs to, and by nobody who may only read.
    await clerk.get(`${DESK}/${id}/${path}`).expect(404);
    await createAdminRole(suite.strapi, 'reader', ['plugin::custodian.requests-read']);
    const { client: reader } = await logInAdmin(suite.app, 'reader');
    await reader.get(`${DESK}/${access}/${path}`).expect(403);
    expect(await recorded(suite.strapi, { type })).toHaveLength(1);
  });

  it('counts what has been done', async () => {
    const { client: first } = await logInAdmin(suite.app);
    const { client: second } = await logInAdmin(suite.app);
    const undecided = await read<Line[]>(id, 'items?undecided=true');
    if (undecided.length > 0) {
      const decisions = undecided.map(({ item }) => ({ item: item.id, selected: false }));
      await clerk.post(`${DESK}/${id}/plan`, { data: decisions }).expect(200);
    }
    for (const approver of [first, second])
      await approver.post(`${DESK}/${id}/approve`).expect(200);
    await clerk.post(`${DESK}/${id}/execute`).expect(200);
    await drain(suite.services);
    const { changes, done } = await read<{ changes: number; done: number }>(id, 'findings');
    expect([changes > 0, done]).toEqual([true, changes]);
  });
});
