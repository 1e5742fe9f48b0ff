import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SUPPRESSION_UID } from '../../server/src/privacy/contacts/models';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import { createApiToken, createUser } from '../support/actors';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, DEAL, openContentApi } from './support/crm';
import { privacyPolicy } from './support/erasure';
import { ACTIVITY } from './support/regions';
import { catchMails, drain, privacyOf, type Mail } from './support/requests';

const DESK = '/custodian/requests';
const DAY = 86_400_000;

/** What the law demands at once and everywhere, and what people are written. */
describe('privacy requests at their limits', () => {
  let app: RunningStrapi;
  let privacy: PrivacyServices;
  let mails: Mail[];
  let clerk: Client;
  let second: Client;
  const folder = mkdtempSync(join(tmpdir(), 'custodian-limits-'));
  let sequence = 0;

  beforeAll(async () => {
    const settings = {
      country: 'CZ',
      controller: 'Example Ltd',
      approvers: 1,
      undoHours: 0,
      jobs: { enabled: false },
      mail: {
        delivery: 'send',
        templates: { en: { withdrawn: { subject: 'From the file', text: '{{reference}}' } } },
      },
      requests: { keepMonths: 12 },
      erasure: { journal: join(folder, 'erasures.jsonl') },
    };
    const policy = privacyPolicy();
    const profiles = policy.profiles.map((profile) =>
      profile.code === 'manager'
        ? {
            ...profile,
            contentTypes: { ...profile.contentTypes, [DEAL]: { read: 'all' } },
            tasks: ['handle-requests', 'approve-requests'],
          }
        : profile
    );
    app = await startStrapi({
      policy: { ...policy, profiles },
      env: { CUSTODIAN_PRIVACY: JSON.stringify(settings), GRAPHQL: 'on' },
    });
    privacy = privacyOf(app);
    await drain(privacy);
    mails = catchMails(app.strapi);
    // Super admins are governed by this policy: they see the north as managers, and no more.
    const managers = [await logInAdmin(app), await logInAdmin(app)];
    for (const { id } of managers)
      await addMembership(app.strapi, {
        principal: `admin:${id}`,
        group: 'nordics',
        profile: 'manager',
      });
    [clerk, second] = managers.map(({ client }) => client) as [Client, Client];
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const newEmail = () => `greta${(sequence += 1)}@example.test`;
  const contact = async (email: string, data: object = {}) => {
    const account = await createRecord(app.strapi, ACCOUNT, { name: 'Volt', country: 'SE' });
    const person = { firstName: 'Greta', email, account, ...data };
    return createRecord(app.strapi, CONTACT, person, 'published');
  };
  const verified = async (kind: string, email: string, more: object = {}) => {
    const { body } = await clerk.post(DESK, { kind, email, ...more }).expect(201);
    await clerk.post(`${DESK}/${body.data.id}/verify-identity`, {}).expect(200);
    return body.data as { id: number; reference: string };
  };
  const lettersTo = async (email: string) => {
    await drain(privacy);
    return mails.filter(({ to }) => to === email);
  };

  describe('a restriction', () => {
    const NAME = 'Zqrestricted';
    const VISIT = 'Zqvisit';
    const email = 'zq.person@example.test';
    let documentId: string;
    let account: string;
    let deal: string;
    let activity: string;
    let rep: Client;
    let token: Client;

    beforeAll(async () => {
      await openContentApi(app.strapi);
      const user = await createUser(app.strapi);
      rep = createClient(app, user.authorization);
      const api = await createApiToken(app.strapi);
      token = createClient(app, api.authorization);
      for (const principal of [`user:${user.id}`, `token:${api.id}`])
        await addMembership(app.strapi, { principal, group: 'nordics', profile: 'manager' });
      account = await createRecord(app.strapi, ACCOUNT, { name: 'Volt', country: 'SE' });
      documentId = await createRecord(
        app.strapi,
        CONTACT,
        { firstName: NAME, lastName: 'Person', email, phone: '+420777123456', account },
        'published'
      );
      deal = await createRecord(app.strapi, DEAL, { title: 'Deal', contacts: [documentId] });
      const visit = { subject: VISIT, contact: documentId, deal };
      activity = await createRecord(app.strapi, ACTIVITY, visit);
    });

    /** Every way to ask for the person: what would show it, and who asks. */
    const probes = (): [who: Client, what: string, mark: string][] => {
      const cm = `/content-manager/collection-types/${CONTACT}`;
      const inRest = [
        '/api/contacts',
        `/api/contacts/${documentId}`,
        `/api/contacts/${documentId}?status=draft`,
        `/api/contacts/${documentId}?fields=firstName`,
        '/api/contacts?status=draft',
        `/api/contacts?filters[email][$eq]=${email}`,
        '/api/contacts?filters[email][$startsWith]=zq.',
        '/api/contacts?filters[firstName][$contains]=qrestr',
        `/api/contacts?filters[firstName][$in][0]=${NAME}`,
        `/api/contacts?filters[documentId][$eq]=${documentId}`,
        '/api/contacts?filters[$not][firstName][$eq]=Nobody',
        `/api/contacts?filters[account][documentId][$eq]=${account}`,
        '/api/contacts?sort=firstName:desc',
        '/api/contacts?sort=account.name:asc',
        `/api/contacts?_q=${NAME}`,
        '/api/contacts?populate=*',
        '/api/contacts?pagination[withCount]=false',
        `/api/accounts/${account}?populate=contacts`,
        `/api/accounts?populate[contacts][filters][email]=${email}`,
        `/api/deals/${deal}?populate=contacts`,
        '/api/deals?populate=contacts',
        `/api/activities/${activity}?populate=contact`,
        '/api/activities?populate=*',
        '/api/activities?populate[deal][populate]=contacts',
      ].map((path): [string, string] => [path, NAME]);
      // What is theirs must not be found through what they are.
      const through = [
        `/api/activities?filters[contact][email][$eq]=${email}`,
        `/api/activities?filters[contact][firstName][$startsWith]=Zq`,
        `/api/activities?filters[contact][documentId][$eq]=${documentId}`,
        '/api/activities?filters[contact][id][$notNull]=true',
      ].map((path): [string, string] => [path, VISIT]);
      const inPanel = [
        cm,
        `${cm}/${documentId}`,
        `${cm}?_q=${NAME}`,
        `${cm}?filters[$and][0][email][$eq]=${email}`,
        `${cm}?sort=firstName:DESC`,
        `${cm}?page=1&pageSize=100`,
        `/content-manager/relations/${ACTIVITY}/contact?_q=${NAME}`,
        `/content-manager/relations/${DEAL}/contacts?_q=Zq`,
        `/content-manager/relations/${DEAL}/${deal}/contacts`,
        `/content-manager/relations/${ACTIVITY}/${activity}/contact`,
      ].map((path): [Client, string, string] => [clerk, path, NAME]);
      const graphql = [
        '{ contacts { firstName } }',
        `{ contact(documentId: "${documentId}") { firstName } }`,
        `{ contacts(filters: { email: { eq: "${email}" } }) { firstName } }`,
        '{ contacts(sort: "firstName:desc") { firstName } }',
        '{ contacts_connection { nodes { firstName } pageInfo { total } } }',
        '{ deals { contacts { firstName } } }',
        '{ activities { contact { firstName } } }',
        `{ account(documentId: "${account}") { contacts { firstName } } }`,
      ].map((query): [Client, string, string] => [rep, query, NAME]);
      const hidden = `{ activities(filters: { contact: { email: { eq: "${email}" } } }) { subject } }`;
      return [
        ...[...inRest, ...through].flatMap(([path, mark]): [Client, string, string][] => [
          [rep, path, mark],
          [token, path, mark],
        ]),
        ...inPanel,
        ...graphql,
        [rep, hidden, VISIT],
      ];
    };
    const shown = async ([who, what, mark]: [Client, string, string]): Promise<boolean> => {
      const asked = what.startsWith('{') ? who.post('/graphql', { query: what }) : who.get(what);
      return (await asked).text.includes(mark);
    };
    const shownBy = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const probe of probes()) if (await shown(probe)) found.push(probe[1]);
      return found;
    };
    const total = async (path: string, who = rep) =>
      (await who.get(path).expect(200)).body.meta.pagination.total as number;

    it('hides the person at every door, keeps the data as they are, and is lifted with notice', async () => {
      const rows = () =>
        app.strapi.db.connection('contacts').where({ document_id: documentId }).orderBy('id');
      const [before, count, stored] = [await shownBy(), await total('/api/contacts'), await rows()];
      // Every probe can fail: all of them show the person now.
      expect(before).toEqual(probes().map(([, what]) => what));
      expect(before.length).toBeGreaterThanOrEqual(40);

      const { id } = await verified('restriction', email);
      expect(await shownBy()).toEqual([]);
      expect(await total('/api/contacts')).toBe(count - 1);
      expect(await total(`/api/contacts?filters[email][$eq]=${email}`)).toBe(0);
      // Nobody changes it either, and storage is as it was.
      const change = await rep.put(`/api/contacts/${documentId}`, { data: { firstName: 'X' } });
      const removal = await rep.delete(`/api/contacts/${documentId}`);
      const missing = await rep.delete(`/api/contacts/${'z'.repeat(24)}`);
      expect([change.status, removal.status]).toEqual([404, missing.status]);
      expect(await rows()).toEqual(stored);
      expect(await privacy.contacts.mayContact({ kind: 'email', value: email })).toBe(false);

      const before18 = (await lettersTo(email)).length;
      await clerk
        .post(`${DESK}/${id}/lift-restriction`, { reason: 'Accuracy is settled' })
        .expect(200);
      expect((await lettersTo(email)).slice(before18).map(({ subject }) => subject)).toEqual([
        expect.stringContaining('about to end'),
      ]);
      expect(await shownBy()).toEqual(before);
    });
  });

  describe('an objection to marketing', () => {
    const may = async (value: string, kind = 'email') => {
      const { authorization } = await createApiToken(app.strapi, [
        'plugin::custodian.contacts.check',
      ]);
      const { body } = await createClient(app, authorization)
        .post('/api/custodian/may-contact', { recipients: [{ kind, value }] })
        .expect(200);
      return body.data[0].mayContact as boolean;
    };

    it.each(['objection', 'consent-withdrawal', 'ccpa-opt-out'])(
      'holds from the next message on, in any way of writing the address: %s',
      async (kind) => {
        const email = newEmail();
        await contact(email);
        const { body } = await clerk.post(DESK, { kind, email }).expect(201);
        // Anybody can write down a request: only one that is settled counts.
        expect(await may(email)).toBe(true);
        await clerk.post(`${DESK}/${body.data.id}/verify-identity`, {}).expect(200);
        const started = performance.now();
        expect(await may(` ${email.toUpperCase()}`)).toBe(false);
        expect(performance.now() - started).toBeLessThan(1_000);
        expect(await may(newEmail())).toBe(true);
      }
    );

    it('is kept when the request forgets whom it was about, as a digest', async () => {
      const email = newEmail();
      const { id } = await verified('consent-withdrawal', email);
      await clerk.post(`${DESK}/${id}/discover`, {}).expect(200);
      await drain(privacy);
      await second.post(`${DESK}/${id}/approve`, {}).expect(200);
      await clerk.post(`${DESK}/${id}/execute`, {}).expect(200);
      await drain(privacy);
      await privacy.requests.upkeep.run(new Date(Date.now() + 400 * DAY));
      expect((await privacy.requests.table.byId(id)).sealed).toBeNull();
      expect(await may(email)).toBe(false);
      const rows = await app.strapi.db.query(SUPPRESSION_UID).findMany({});
      expect(JSON.stringify(rows)).not.toContain('example.test');
    });

    it('is over when it is withdrawn or refused', async () => {
      const [one, other] = [newEmail(), newEmail()];
      const withdrawn = await verified('objection', one);
      await clerk.post(`${DESK}/${withdrawn.id}/withdraw`, {}).expect(200);
      const refused = await verified('objection', other);
      await clerk
        .post(`${DESK}/${refused.id}/reject`, { ground: 'unfounded', reason: 'Not a customer' })
        .expect(200);
      expect([await may(one), await may(other)]).toEqual([true, true]);
    });

    it('is asked of by those whom the role or token allows, with what can be understood', async () => {
      const ask = (client: Client, recipients: unknown) =>
        client.post('/api/custodian/may-contact', { recipients });
      const some = [{ kind: 'email', value: newEmail() }];
      await ask(createClient(app), some).expect(403);
      const { authorization } = await createApiToken(app.strapi);
      const sender = createClient(app, authorization);
      await ask(sender, some).expect(200);
      const { body } = await ask(sender, [...some, { kind: 'email', value: 'nobody' }]).expect(400);
      expect(body.error.details).toMatchObject({
        code: 'INVALID_IDENTIFIER',
        path: ['recipients', 1, 'value'],
      });
      await ask(sender, []).expect(400);
      await ask(
        sender,
        Array.from({ length: 1_001 }, () => some[0])
      ).expect(400);
    });
  });

  it('are approved by nobody while something in their plan is undecided', async () => {
    const email = newEmail();
    await contact(email);
    // A setting of another plugin: nobody can say by rule what may become of it.
    const store = app.strapi.store({ type: 'plugin', name: 'notes', key: 'vip' });
    await store.set({ value: { first: email } });
    const { id } = await verified('erasure', email);
    await clerk.post(`${DESK}/${id}/discover`, {}).expect(200);
    await drain(privacy);
    const { plan } = (await clerk.get(`${DESK}/${id}`).expect(200)).body.data;
    expect(plan.unresolved).toBe(1);
    const approve = (digest?: string) =>
      second.post(`${DESK}/${id}/approve`, digest === undefined ? {} : { digest });
    const early = await approve(plan.digest).expect(400);
    expect(early.body.error.details).toMatchObject({ code: 'UNRESOLVED_ITEMS', unresolved: 1 });

    const { body } = await clerk.get(`${DESK}/${id}/items?limit=200`).expect(200);
    const open = body.data.find(
      ({ item }: { item: { strategy: string } }) => item.strategy === 'decide'
    );
    const keep = { item: open.item.id, strategy: 'keep' };
    await clerk.post(`${DESK}/${id}/plan`, [keep]).expect(400);
    const decided = await clerk
      .post(`${DESK}/${id}/plan`, [{ ...keep, basis: 'Contract, Art. 17(3)(e)' }])
      .expect(200);
    expect(decided.body.data.plan).toMatchObject({ unresolved: 0 });
    // What was seen before the decision is another plan.
    const stale = await approve(plan.digest).expect(400);
    expect(stale.body.error.details.code).toBe('STALE_PLAN');
    await approve(decided.body.data.plan.digest).expect(200);
  });

  describe('letters', () => {
    const path = (template: string, locale = 'en') => `/custodian/letters/${locale}/${template}`;
    const WITHDRAWN = { subject: 'Done, {{reference}}', text: 'Dear {{name}},\n\nit is off.' };

    it('are listed with their places, changed, sent as changed, and reset', async () => {
      const { body } = await clerk.get('/custodian/letters/en').expect(200);
      const of = (template: string) =>
        body.data.find((letter: { template: string }) => letter.template === template);
      expect(of('verify')).toMatchObject({ source: 'plugin', needed: ['link'] });
      expect(of('withdrawn')).toMatchObject({ source: 'config', subject: 'From the file' });
      await clerk.put(path('withdrawn'), WITHDRAWN).expect(200);
      await clerk.put(path('withdrawn', 'sv'), { ...WITHDRAWN, subject: 'Klart' }).expect(200);
      const lastTo = async (locale: string) => {
        const email = newEmail();
        const { id } = await verified('access', email, { name: 'Greta <b>', locale });
        await clerk.post(`${DESK}/${id}/withdraw`, {}).expect(200);
        return (await lettersTo(email)).at(-1)!;
      };
      const letter = await lastTo('en');
      expect(letter.subject).toMatch(/^Done, [\w-]+$/);
      expect(letter.text).toBe('Dear Greta <b>,\n\nit is off.');
      expect(letter.html).toContain('Dear Greta &lt;b&gt;,');
      expect((await lastTo('sv-SE')).subject).toBe('Klart');
      expect((await lastTo('nl')).subject).not.toMatch(/Done|Klart|From/);
      await clerk.delete(path('withdrawn')).expect(200);
      expect((await lastTo('en')).subject).toBe('From the file');
      await clerk.delete(path('withdrawn')).expect(404);
    });

    it.each([
      ['a place that is not there', { text: 'Hi {{password}}' }, 'UNKNOWN_PLACE', 'text'],
      ['a place of another letter', { text: 'Hi {{token}}' }, 'UNKNOWN_PLACE', 'text'],
      ['half a place', { text: 'Hi {{name}' }, 'MALFORMED_PLACE', 'text'],
      ['a place with code', { text: 'Hi {{name.constructor}}' }, 'MALFORMED_PLACE', 'text'],
      ['a tag', { text: 'Hi <img src=x onerror=alert(1)>' }, 'MARKUP', 'text'],
      ['the end of a tag', { text: 'Hi </p>' }, 'MARKUP', 'text'],
      ['an entity', { text: 'Hi &#60;b&#62;' }, 'MARKUP', 'text'],
      ['a header', { subject: 'Hi\r\nBcc: all@example.test' }, 'CONTROL_CHARACTER', 'subject'],
      ['a turn of direction', { text: 'Hi \u202Eolleh' }, 'CONTROL_CHARACTER', 'text'],
      ['nothing', { text: '  ' }, 'INVALID_REQUEST', 'text'],
      ['too much', { text: 'x'.repeat(20_001) }, 'INVALID_REQUEST', 'text'],
      ['something else', { html: '<p>' }, 'INVALID_REQUEST', 'html'],
    ])('are not changed to %s', async (_what, wrong, code, at) => {
      const { body } = await clerk.put(path('withdrawn'), { ...WITHDRAWN, ...wrong }).expect(400);
      expect(body.error.details).toMatchObject({ code, path: [at] });
    });

    it.each([
      ['verify', 'link'],
      ['verified', 'token'],
      ['rejected', 'reason'],
      ['extended', 'reason'],
      ['restriction-lifted', 'reason'],
    ])('say what they are for: %s needs {{%s}}', async (template, place) => {
      const without = { subject: 'Hello', text: 'Hello' };
      const { body } = await clerk.put(path(template), without).expect(400);
      expect(body.error.details).toMatchObject({ code: 'MISSING_PLACE', path: ['text'] });
      expect(body.error.message).toContain(place);
    });

    it('keep secrets out of the subject', async () => {
      const leaky = { subject: '{{link}}', text: '{{link}}' };
      const { body } = await clerk.put(path('verify'), leaky).expect(400);
      expect(body.error.details).toMatchObject({ code: 'SECRET_IN_SUBJECT', path: ['subject'] });
      await clerk.put(path('verify', 'EN'), leaky).expect(400);
      await clerk.put(path('nonsense'), leaky).expect(400);
    });
  });
});
