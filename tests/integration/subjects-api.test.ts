import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createAdminRole, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, DEAL } from './support/crm';
import { allCells, privacyAnnotations, deskPolicy } from './support/erasure';
import { ACTIVITY } from './support/regions';
import { drain, privacyOf } from './support/requests';

const SUBJECTS = '/custodian/subjects';
const MISSING = 'aaaaaaaaaaaaaaaaaaaaaaaa';

type Key = { contentType: string; documentId: string };
const contactKey = (documentId: string): Key => ({ contentType: CONTACT, documentId });
const pathOf = ({ contentType, documentId }: Key) => `${SUBJECTS}/${contentType}/${documentId}`;
const idsIn = (records: Key[]) => records.map(({ documentId }) => documentId).sort();

describe('data subjects at the desk', () => {
  let app: RunningStrapi;
  let privacy: PrivacyServices;
  let officer: Client;
  let clerk: Client;
  let stranger: Client;
  let strangerName: string;
  const folder = mkdtempSync(join(tmpdir(), 'custodian-subjects-'));
  let sequence = 0;

  const newEmail = () => `karin${(sequence += 1)}@example.test`;
  const contact = async (email: string, country = 'SE') => {
    const account = await createRecord(app.strapi, ACCOUNT, { name: 'Volt', country });
    return createRecord(app.strapi, CONTACT, { firstName: 'Karin', email, account }, 'published');
  };
  const search = (client: Client, value: string, kind = 'email') =>
    client.post(`${SUBJECTS}/search`, { kind, value });
  const inRegion = async (group: string) => {
    const code = `subjects-${group}`;
    const actions = ['requests-read', 'requests-handle', 'subjects-read', 'subjects-write'];
    await createAdminRole(
      app.strapi,
      code,
      actions.map((action) => `plugin::custodian.${action}`)
    );
    const { id, client } = await logInAdmin(app, code);
    await addMembership(app.strapi, { principal: `admin:${id}`, group, profile: 'manager' });
    return { client, name: `admin:${id}` };
  };

  beforeAll(async () => {
    const settings = {
      country: 'SE',
      recipients: ['https://partner.test/'],
      undoHours: 0,
      jobs: { enabled: false },
      erasure: { journal: join(folder, 'erasures.jsonl') },
    };
    app = await startStrapi({
      policy: deskPolicy(),
      env: { CUSTODIAN_PRIVACY: JSON.stringify(settings) },
    });
    privacy = privacyOf(app);
    await drain(privacy);
    officer = (await logInAdmin(app)).client;
    clerk = (await inRegion('nordics')).client;
    ({ client: stranger, name: strangerName } = await inRegion('apac'));
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are found by any way of writing an identifier, and no log learns it', async () => {
    const email = newEmail();
    const documentId = await contact(email);
    const { body } = await search(clerk, ` ${email.toUpperCase()} `).expect(200);
    expect(body.data).toEqual({
      records: [{ ...contactKey(documentId), person: null }],
      ambiguous: false,
    });
    const refused = await search(clerk, 'not an address').expect(400);
    expect(refused.body.error.details).toMatchObject({
      code: 'INVALID_IDENTIFIER',
      path: ['value'],
    });
    const kept = (await allCells(app.strapi)).filter(([table]) => table.startsWith('custodian_'));
    expect(kept.filter(([, , text]) => text.toLowerCase().includes(email))).toEqual([]);
    expect(kept.some(([, , text]) => text.includes('subject.searched'))).toBe(true);
  });

  it('have a card: records, what hangs on them, requests, marks, recipients', async () => {
    const email = newEmail();
    const documentId = await contact(email);
    const activity = await createRecord(app.strapi, ACTIVITY, {
      subject: 'Visit',
      contact: documentId,
    });
    const deal = await createRecord(app.strapi, DEAL, { title: 'Shared', contacts: [documentId] });
    const opened = await officer.post('/custodian/requests', { kind: 'access', email }).expect(201);
    await officer
      .put(`/custodian/restrictions/${CONTACT}/${documentId}`, { reason: 'Accuracy is disputed' })
      .expect(200);
    await privacy.erasures.disclosures.record(
      { ...contactKey(documentId), recipient: 'https://partner.test/in', purpose: 'Delivery' },
      'system'
    );
    // Restricted for everybody else: those who answer the person still see the card.
    const { body } = await officer.get(pathOf(contactKey(documentId))).expect(200);
    expect(body.data).toMatchObject({
      records: [{ ...contactKey(documentId), person: null }],
      ambiguous: false,
      truncated: false,
      requests: [{ reference: opened.body.data.reference, kind: 'access' }],
      restrictions: [{ kind: 'art-18', reason: 'Accuracy is disputed' }],
      disclosures: [{ recipient: 'https://partner.test/in', purpose: 'Delivery' }],
    });
    expect(body.data.linked).toEqual(
      expect.arrayContaining([
        { contentType: ACTIVITY, documentId: activity, role: 'owner', via: expect.any(String) },
        { contentType: DEAL, documentId: deal, role: 'shared', via: expect.any(String) },
      ])
    );
    await clerk.get(pathOf(contactKey(documentId))).expect(200);
    await officer.get(pathOf({ contentType: DEAL, documentId: deal })).expect(404);
  });

  it('are told who looked at their data', async () => {
    const documentId = await contact(newEmail());
    const { id, client } = await logInAdmin(app);
    const read = `/content-manager/collection-types/${CONTACT}/${documentId}`;
    await client.get(read).expect(200);
    await clerk.get(pathOf(contactKey(documentId))).expect(200);
    const { body } = await officer.get(`${pathOf(contactKey(documentId))}/reads`).expect(200);
    expect(body.data.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['record.read', 'subject.viewed'])
    );
    expect(body.data).toContainEqual(
      expect.objectContaining({ by: `admin:${id}`, type: 'record.read' })
    );
    expect(body.meta.pagination.total).toBe(body.data.length);
    expect(JSON.stringify(body)).not.toContain('"details"');
  });

  it('are merged and split', async () => {
    const email = newEmail();
    const keys = [contactKey(await contact(email)), contactKey(await contact(email))];
    expect((await search(clerk, email)).body.data.ambiguous).toBe(true);
    const merged = await clerk.post(`${SUBJECTS}/merge`, { records: keys }).expect(200);
    const persons = merged.body.data.records.map(({ person }: { person: string }) => person);
    expect(new Set(persons).size).toBe(1);
    expect((await search(clerk, email)).body.data.ambiguous).toBe(false);
    expect(idsIn((await clerk.get(pathOf(keys[0]!))).body.data.records)).toEqual(idsIn(keys));
    await clerk.post(`${SUBJECTS}/split`, keys[1]).expect(200);
    expect((await search(clerk, email)).body.data.ambiguous).toBe(true);
    const log = await officer
      .get(
        '/custodian/audit?filters[type][$in][0]=subject.merged&filters[type][$in][1]=subject.split'
      )
      .expect(200);
    expect(log.body.meta.pagination.total).toBeGreaterThanOrEqual(2);
    const one = await clerk.post(`${SUBJECTS}/merge`, { records: [keys[0]] }).expect(400);
    expect(one.body.error.details).toMatchObject({ path: ['records'] });
    const twice = await clerk.post(`${SUBJECTS}/merge`, { records: [keys[0], keys[0]] });
    expect(twice.body.error.details).toMatchObject({ code: 'TOO_FEW_RECORDS' });
  });

  it('of another region do not exist, whatever is tried, and each attempt is recorded', async () => {
    const email = newEmail();
    const [mine, theirs] = [await contact(email, 'CN'), await contact(email, 'SE')];
    const [own, hidden, none] = [mine, theirs, MISSING].map(contactKey) as [Key, Key, Key];
    // Two records, of which one is there for each of the two clerks; neither learns of the other.
    expect((await search(stranger, email)).body.data).toMatchObject({
      records: [{ documentId: mine }],
      ambiguous: false,
    });
    expect((await search(clerk, email)).body.data).toMatchObject({
      records: [{ documentId: theirs }],
      ambiguous: false,
    });
    const card = (await stranger.get(pathOf(own)).expect(200)).body.data;
    expect(idsIn(card.records)).toEqual([mine]);
    expect(card.ambiguous).toBe(false);
    expect(JSON.stringify(card)).not.toContain(theirs);

    const before = await denials();
    const probes = [own, hidden].flatMap((first) => [
      ...Array.from({ length: 5 }, () => stranger.get(pathOf(hidden))),
      stranger.get(`${pathOf(hidden)}/reads`),
      stranger.get(`${pathOf(hidden)}/reads?sort=at:asc`),
      stranger.post(`${SUBJECTS}/merge`, { records: [first, hidden] }),
      stranger.post(`${SUBJECTS}/merge`, { records: [hidden, first] }),
      stranger.post(`${SUBJECTS}/split`, hidden),
      stranger.post(`${SUBJECTS}/split`, { data: hidden }),
    ]);
    const expected = await stranger.get(pathOf(none)).expect(404);
    for (const probe of probes) {
      const { status, body } = await probe;
      expect(status).toBe(404);
      expect(body).toEqual(expected.body);
    }
    expect(probes.length).toBeGreaterThanOrEqual(20);
    expect((await denials()) - before).toBe(probes.length + 1);
    expect(await privacy.subjects.personsOf([own, hidden])).toEqual(new Map());

    async function denials() {
      const query = `filters[type][$eq]=access.denied&filters[causedBy][$eq]=${strangerName}`;
      const { body } = await officer.get(`/custodian/audit?${query}`).expect(200);
      return body.meta.pagination.total as number;
    }
  });

  it('are indexed anew on demand, once at a time, with progress', async () => {
    const first = await clerk.post('/custodian/subject-index/rebuild').expect(200);
    expect(first.body.data).toMatchObject({ current: false, rebuild: { state: 'queued' } });
    const second = await clerk.post('/custodian/subject-index/rebuild').expect(200);
    expect(second.body.data.rebuild.id).toBe(first.body.data.rebuild.id);
    await drain(privacy);
    const { body } = await clerk.get('/custodian/subject-index').expect(200);
    const { progress, state } = body.data.rebuild;
    expect([state, progress.done]).toEqual(['done', progress.total]);
    expect(progress.total).toBeGreaterThan(0);
    expect(body.data).toMatchObject({ current: true, builtAt: expect.any(String) });
  });

  it('are covered by annotations as far as the report says', async () => {
    const { body } = await officer.get('/custodian/coverage').expect(200);
    const named = Object.keys(privacyAnnotations().contentTypes[CONTACT].attributes);
    for (const attribute of named)
      expect(body.data.attributes).toContainEqual(
        expect.objectContaining({ uid: CONTACT, attribute })
      );
    expect(body.meta.unclassified).toBe(body.data.unclassified.length);
    expect(body.data.unclassified).toContainEqual(
      expect.objectContaining({ uid: ACCOUNT, attribute: 'internalNote', classification: null })
    );
  });

  it('are nobody’s without the task, whatever the role of the panel says', async () => {
    await createAdminRole(app.strapi, 'no-task', ['plugin::custodian.subjects-read']);
    const { client } = await logInAdmin(app, 'no-task');
    const { body } = await search(client, newEmail()).expect(403);
    expect(body.error.details.code).toBe('TASK_REQUIRED');
  });
});
