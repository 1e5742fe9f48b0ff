import { setTimeout as wait } from 'node:timers/promises';
import { getContainer } from '../../server/src/container';
import { createApiToken } from '../support/actors';
import { addMembership } from '../support/custodian';
import { createClient } from './support/client';
import { CONTACT } from './support/crm';
import { startRevealing, type Revealing } from './support/revealing';
import { recorded } from './support/audit';
import { rowsOf, type Person } from './support/sharing';

type Row = Record<string, unknown>;

const REVEALS = '/api/custodian/reveals';
const PURPOSE = 'customer call';

describe('reveals', () => {
  let crm: Revealing;
  let desk: Person;
  let contact: string;

  const configure = (reveal: object) => crm.strapi.config.set('plugin::custodian.reveal', reveal);
  const ask = (who: Person, more: object = {}) =>
    who.client.post(REVEALS, {
      data: {
        contentType: CONTACT,
        documentId: contact,
        fields: ['email'],
        purpose: PURPOSE,
        ...more,
      },
    });
  const refusal = ({ status, body }: { status: number; body: { error?: Row } }) => [
    status,
    (body.error?.details as Row).code,
  ];
  const read = async (who: Person, documentId = contact): Promise<Row> =>
    (await who.client.get(`/api/contacts/${documentId}`).expect(200)).body.data;
  /** What the log says happened to the record, oldest first. */
  const events = async (where: Record<string, unknown> = { documentId: contact }) =>
    (await recorded(crm.strapi, where)).map(({ type }) => type);

  beforeAll(async () => {
    crm = await startRevealing();
  });
  afterAll(() => crm.app.stop());
  beforeEach(async () => {
    configure({});
    desk = await crm.person('desk');
    contact = await crm.contact('Anna');
  });

  it('are offered to admins with the task: what is masked of the record, and on what terms', async () => {
    configure({ purposes: [PURPOSE, 'fraud'], minutes: 10 });
    const offer = async (documentId: string) =>
      crm.admin.get(`/custodian/reveals/offer/${CONTACT}/${documentId}`);
    const { body } = await offer(contact);
    // `creditLimit` is not there at all for whoever sees it hidden.
    expect(body.data).toEqual({
      fields: ['birthDate', 'email', 'notes', 'phone'],
      purposes: [PURPOSE, 'fraud'],
      minutes: 10,
    });
    expect((await offer(await crm.contact('Cai', crm.far))).status).toBe(404);
    expect((await offer('aaaaaaaaaaaaaaaaaaaaaaaa')).status).toBe(404);
  });

  it('show the named fields of one record to one caller, and nothing else', async () => {
    const other = await crm.contact('Bo');
    const colleague = await crm.person('desk');
    const masked = { email: 'a•••@example.test', phone: '•••67' };
    expect(await read(desk)).toMatchObject(masked);

    const { status, body } = await ask(desk, { reason: 'asked for a call back' });
    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      principal: desk.principal,
      contentType: CONTACT,
      documentId: contact,
      fields: ['email'],
      purpose: PURPOSE,
      reason: 'asked for a call back',
      status: 'active',
    });
    const left = new Date(body.data.expiresAt).getTime() - Date.now();
    expect(left).toBeGreaterThan(14 * 60_000);
    expect(left).toBeLessThanOrEqual(15 * 60_000);

    expect(await read(desk)).toMatchObject({ ...masked, email: 'anna@example.test' });
    expect(await read(desk, other)).toMatchObject({ email: 'b•••@example.test' });
    expect(await read(colleague)).toMatchObject(masked);
    const found = await desk.client.get('/api/contacts?filters[email][$eq]=anna@example.test');
    expect(found.body.data.map((one: Row) => one.documentId)).toContain(contact);
    const hidden = await desk.client.get('/api/contacts?filters[email][$eq]=bo@example.test');
    expect(hidden.body.data).toEqual([]);
    const populated = await desk.client.get(
      `/api/accounts/${crm.account}?populate[contacts][filters][documentId]=${contact}`
    );
    expect(populated.body.data.contacts[0].email).toBe('anna@example.test');
  });

  it('end when they are revoked, when their time is over, and with the task', async () => {
    const { body } = await ask(desk);
    await desk.client.delete(`${REVEALS}/${body.data.id}`).expect(200);
    expect((await read(desk)).email).toBe('a•••@example.test');
    await desk.client.delete(`${REVEALS}/${body.data.id}`).expect(404);

    const { body: again } = await ask(desk, { minutes: 1 });
    expect((await read(desk)).email).toBe('anna@example.test');
    const soon = new Date(Date.now() + 150);
    await crm.strapi.db
      .query('plugin::custodian.reveal')
      .update({ where: { id: again.data.id }, data: { expiresAt: soon } });
    await wait(200);
    expect((await read(desk)).email).toBe('a•••@example.test');

    await ask(desk);
    expect((await read(desk)).email).toBe('anna@example.test');
    const where = { principal: desk.principal };
    const memberships = crm.strapi.db.query('plugin::custodian.membership');
    await memberships.update({ where, data: { profileCode: 'reader' } });
    expect((await read(desk)).email).toBe('a•••@example.test');
  });

  it('do not let a form that was opened before write the masks into the record', async () => {
    const shown = await read(desk);
    const stored = () =>
      crm.strapi.documents(CONTACT).findOne({ documentId: contact }) as Promise<Row | null>;
    const before = await stored();
    await ask(desk, { fields: ['email', 'phone', 'birthDate', 'notes'] }).expect(201);
    const { email, phone, birthDate, notes, firstName } = shown;
    const save = (data: Row) =>
      desk.client.put(`/api/contacts/${contact}?status=draft`, { data }).expect(200);
    expect(email).not.toBe(before?.email);

    await save({ email, phone, birthDate, notes, firstName: `${String(firstName)}!` });
    expect(await stored()).toMatchObject({
      firstName: `${String(firstName)}!`,
      email: before?.email,
      phone: before?.phone,
      birthDate: before?.birthDate,
      notes: before?.notes,
    });
    // What is no mask is a change, of what the caller sees.
    await save({ email: 'anna.new@example.test', notes: 'called' });
    expect(await stored()).toMatchObject({ email: 'anna.new@example.test', notes: 'called' });
  });

  it('are listed for who made them, with their state', async () => {
    const { body } = await ask(desk);
    const mine = await desk.client.get(`${REVEALS}?sort=id:desc`).expect(200);
    expect(mine.body.data).toMatchObject([{ id: body.data.id, status: 'active' }]);
    expect(mine.body.meta.pagination.total).toBe(1);
    const colleague = await crm.person('desk');
    expect((await colleague.client.get(REVEALS)).body.data).toEqual([]);
    await colleague.client.delete(`${REVEALS}/${body.data.id}`).expect(404);
    await desk.client.delete(`${REVEALS}/${body.data.id}`).expect(200);
    expect((await desk.client.get(REVEALS)).body.data).toMatchObject([{ status: 'revoked' }]);
  });

  it('are refused to whom they are not for, in the words of what is not there', async () => {
    const far = await crm.contact('Chen', crm.far);
    const missing = await ask(desk, { documentId: 'nosuchdocumentid00000000' });
    const invisible = await ask(desk, { documentId: far });
    expect(refusal(missing)).toEqual([404, 'NOT_FOUND']);
    expect(invisible.body).toEqual(missing.body);
    const [hidden, unknown] = [
      await ask(desk, { fields: ['creditLimit'] }),
      await ask(desk, { fields: ['nosuchfield'] }),
    ];
    expect(refusal(hidden)).toEqual([404, 'NOT_FOUND']);
    expect(hidden.body.error.message).toBe("Field 'creditLimit' not found");
    expect(refusal(unknown)).toEqual([404, 'NOT_FOUND']);

    expect(refusal(await ask(await crm.person('reader')))).toEqual([403, 'TASK_REQUIRED']);
    expect(refusal(await ask(await crm.person('officer')))).toEqual([400, 'NOT_MASKED']);
    const token = await createApiToken(crm.strapi);
    const nobody = { principal: '', client: createClient(crm.app, token.authorization) };
    expect(refusal(await ask(nobody))).toEqual([403, 'TASK_REQUIRED']);
    expect(await events()).toEqual([]);
  });

  it.each([
    [{ purpose: ' ' }, 'INVALID_REQUEST', ['purpose']],
    [{ fields: [] }, 'INVALID_REQUEST', ['fields']],
    [{ fields: 'email' }, 'INVALID_REQUEST', ['fields']],
    [{ minutes: 16 }, 'TOO_LONG', ['minutes']],
    [{ minutes: 0 }, 'INVALID_REQUEST', ['minutes']],
    [{ until: 'tomorrow' }, 'INVALID_REQUEST', ['until']],
    [{ contentType: 'api::nosuch.nosuch' }, 'NOT_GOVERNED', ['contentType']],
    [{ contentType: 'api::tag.tag' }, 'NOT_GOVERNED', ['contentType']],
  ])('refuse %j with code and path', async (more, code, path) => {
    const { status, body } = await ask(desk, more);
    expect([status, body.error.details.code, body.error.details.path]).toEqual([400, code, path]);
  });

  it('take their purposes from the configuration', async () => {
    configure({ purposes: ['support', 'correction'], minutes: 5 });
    const { body } = await ask(desk);
    expect(body.error.details).toMatchObject({ code: 'UNKNOWN_PURPOSE', path: ['purpose'] });
    const { body: granted } = await ask(desk, { purpose: 'support', fields: ['email', 'phone'] });
    expect(granted.data.fields).toEqual(['email', 'phone']);
    expect(await read(desk)).toMatchObject({ email: 'anna@example.test', phone: '0701234567' });
    const left = new Date(granted.data.expiresAt).getTime() - Date.now();
    expect(left).toBeLessThanOrEqual(5 * 60_000);
  });

  it('wait for a second person where the configuration says so', async () => {
    configure({ approval: 'always' });
    const { body } = await ask(desk);
    const { id } = body.data;
    expect(body.data.status).toBe('pending');
    expect((await read(desk)).email).toBe('a•••@example.test');
    const approve = (who: Person) => who.client.post(`${REVEALS}/${id}/approve`);

    expect(refusal(await approve(desk))).toEqual([403, 'OWN_REVEAL']);
    expect(refusal(await approve(await crm.person('desk')))).toEqual([404, 'NOT_FOUND']);
    const [blind, stranger, officer] = [
      await crm.person('blind'),
      await crm.person('officer', 'south'),
      await crm.person('officer'),
    ];
    expect(refusal(await approve(blind))).toEqual([403, 'NOT_CLEAR']);
    expect(refusal(await approve(stranger))).toEqual([404, 'NOT_FOUND']);
    expect((await stranger.client.get(`${REVEALS}/pending`)).body.data).toEqual([]);
    const pending = await officer.client.get(`${REVEALS}/pending`).expect(200);
    expect(pending.body.data).toMatchObject([{ id, principal: desk.principal }]);

    const approved = await approve(officer);
    expect(approved.body.data).toMatchObject({ status: 'active', approvedBy: officer.principal });
    expect((await read(desk)).email).toBe('anna@example.test');
    expect(refusal(await approve(officer))).toEqual([404, 'NOT_FOUND']);
    await officer.client.delete(`${REVEALS}/${id}`).expect(200);
    expect((await read(desk)).email).toBe('a•••@example.test');

    const own = await ask(desk);
    const rejected = await officer.client.delete(`${REVEALS}/${own.body.data.id}`).expect(200);
    expect(rejected.body.data.status).toBe('rejected');
    expect(await events()).toEqual([
      'reveal.requested',
      'reveal.granted',
      'reveal.used',
      'reveal.ended',
      'reveal.requested',
      'reveal.ended',
    ]);
  });

  it('nobody approves their own, whatever their tasks', async () => {
    configure({ approval: 'always' });
    const both = await crm.person('desk');
    await addMembership(crm.strapi, {
      principal: both.principal,
      group: 'north',
      profile: 'blind',
    });
    const { body } = await ask(both);
    const own = await both.client.post(`${REVEALS}/${body.data.id}/approve`);
    expect(refusal(own)).toEqual([403, 'OWN_REVEAL']);
    expect((await both.client.get(`${REVEALS}/pending`)).body.data).toEqual([]);
  });

  it('ask for the password where the configuration says so; wrong ones count', async () => {
    configure({ stepUp: 'always', limit: { count: 3, minutes: 60 } });
    expect(refusal(await ask(desk))).toEqual([403, 'STEP_UP_REQUIRED']);
    expect(refusal(await ask(desk, { password: 'guess' }))).toEqual([403, 'STEP_UP_FAILED']);
    const { body } = await ask(desk, { password: 'Password1' });
    expect(body.data.status).toBe('active');
    expect(JSON.stringify(await recorded(crm.strapi, { documentId: contact }))).not.toMatch(
      /Password1|guess/
    );
    expect(refusal(await ask(desk, { fields: ['phone'], password: 'guess' }))).toEqual([
      403,
      'STEP_UP_FAILED',
    ]);
    const limited = await ask(desk, { fields: ['phone'], password: 'Password1' });
    expect(refusal(limited)).toEqual([429, 'RATE_LIMITED']);
    expect((await read(desk)).phone).toBe('•••67');
  });

  it('ask for both for special categories alone, where the configuration says so', async () => {
    configure({ stepUp: 'special', approval: 'special' });
    expect((await ask(desk)).body.data.status).toBe('active');
    const special = { fields: ['phone', 'notes'] };
    expect(refusal(await ask(desk, special))).toEqual([403, 'STEP_UP_REQUIRED']);
    const { body } = await ask(desk, { ...special, password: 'Password1' });
    expect(body.data.status).toBe('pending');
    expect(await read(desk)).toMatchObject({ email: 'anna@example.test', notes: null });
  });

  it('ask admin users for theirs, and cannot ask API tokens', async () => {
    configure({ stepUp: 'always' });
    const data = { contentType: CONTACT, documentId: contact, fields: ['email'], purpose: PURPOSE };
    const asAdmin = (password: string) =>
      crm.admin.post('/custodian/reveals', { data: { ...data, password } });
    expect(refusal(await asAdmin('guess'))).toEqual([403, 'STEP_UP_FAILED']);
    expect((await asAdmin('Password1')).status).toBe(201);
    const shown = await crm.admin.get(`/content-manager/collection-types/${CONTACT}/${contact}`);
    expect(shown.body.data.email).toBe('anna@example.test');
    const listed = await crm.admin.get('/custodian/reveals');
    expect(listed.body.data).toMatchObject([{ status: 'refused' }, { status: 'active' }]);

    const { id, authorization } = await createApiToken(crm.strapi);
    const principal = `token:${id}`;
    await addMembership(crm.strapi, { principal, group: 'north', profile: 'desk' });
    const token = { principal, client: createClient(crm.app, authorization) };
    expect(refusal(await ask(token, { password: 'x' }))).toEqual([403, 'STEP_UP_UNAVAILABLE']);
  });

  it('are limited in number, with one alert', async () => {
    configure({ limit: { count: 2, minutes: 60 } });
    const others = [await crm.contact('Bo'), await crm.contact('Cia'), await crm.contact('Dan')];
    const answers = await Promise.all(others.map((documentId) => ask(desk, { documentId })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 429]);
    expect(refusal(await ask(desk))).toEqual([429, 'RATE_LIMITED']);
    const alerts = await recorded(crm.strapi, { type: 'reveal.alert' });
    const ofDesk = alerts.filter(({ details }) =>
      JSON.stringify(details).includes(`"${desk.principal}"`)
    );
    expect(ofDesk).toHaveLength(1);
    expect((await ask(await crm.person('desk'))).status).toBe(201);
  });

  it('records what is read, once a request, and nothing that is not', async () => {
    const other = await crm.contact('Bo');
    await read(desk);
    expect(await events()).toEqual([]);
    await ask(desk);
    await read(desk, other);
    await desk.client.get('/api/contacts?pagination[withCount]=true&filters[firstName]=Bo');
    expect(await events()).toEqual(['reveal.granted']);
    await read(desk);
    await desk.client.get(`/api/contacts?filters[documentId]=${contact}&fields[0]=email`);
    await desk.client.get(`/api/accounts/${crm.account}?populate=contacts`);
    expect(await events()).toEqual(['reveal.granted', 'reveal.used', 'reveal.used', 'reveal.used']);
    expect(await events({ documentId: other })).toEqual([]);
    const [used] = await recorded(crm.strapi, { documentId: contact, type: 'reveal.used' });
    expect(used).toMatchObject({ causedBy: desk.principal });
    expect(JSON.stringify(used)).not.toContain('anna@example.test');
  });

  it('a read that cannot be recorded is not answered', async () => {
    await ask(desk);
    const { audit } = getContainer(crm.strapi);
    const record = jest.spyOn(audit, 'record').mockRejectedValue(new Error('the log is full'));
    const log = jest.spyOn(crm.strapi.log, 'error').mockReturnValue(crm.strapi.log);
    const answer = await desk.client.get(`/api/contacts/${contact}`);
    record.mockRestore();
    log.mockRestore();
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('anna@');
  });

  it('that have expired are recorded as ended, once', async () => {
    const { body } = await ask(desk);
    const { revealExpiry, scopes } = getContainer(crm.strapi);
    const later = new Date(Date.now() + 16 * 60_000);
    const sweep = () => scopes.runAsSystem(() => revealExpiry.sweep(later));
    await Promise.all([sweep(), sweep()]);
    expect(await events()).toEqual(['reveal.granted', 'reveal.ended']);
    const [row] = await rowsOf(crm.app, 'plugin::custodian.reveal', { id: body.data.id });
    expect(row).toMatchObject({ ending: 'expired' });
    expect(new Date(String(row?.endedAt)).toISOString()).toBe(body.data.expiresAt);
  });

  it('go with the record, and with the access of who leaves', async () => {
    const { body } = await ask(desk);
    const gone = await crm.contact('Gone');
    await ask(desk, { documentId: gone });
    const officer = await crm.person('officer');
    const ended = await officer.client.post('/api/custodian/transfers', {
      data: { from: desk.principal, to: officer.principal, endAccess: true, dryRun: true },
    });
    expect(ended.body.data.ended).toMatchObject({ reveals: 2 });
    await crm.strapi.documents(CONTACT).delete({ documentId: gone });
    expect(await rowsOf(crm.app, 'plugin::custodian.reveal', { documentId: gone })).toEqual([]);
    const left = await officer.client.post('/api/custodian/transfers', {
      data: { from: desk.principal, to: officer.principal, endAccess: true },
    });
    expect(left.body.data.ended).toMatchObject({ reveals: 1 });
    const [row] = await rowsOf(crm.app, 'plugin::custodian.reveal', { id: body.data.id });
    expect(row).toMatchObject({ ending: 'access-ended' });
    expect(await rowsOf(crm.app, 'plugin::custodian.revealed-field', { reveal: row?.id })).toEqual([
      expect.objectContaining({ field: 'email' }),
    ]);
  });
});
