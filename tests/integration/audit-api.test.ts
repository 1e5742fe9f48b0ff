import type { Response } from 'supertest';
import type { AuditServices } from '../../server/src/audit/audit-services';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { auditOf, rawLog, recorded } from './support/audit';
import { createAdminRole, createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, crmPolicy } from './support/crm';

const DENIALS = 30;

describe('the audit API', () => {
  let app: RunningStrapi;
  let audit: AuditServices;
  let admin: Client;
  let middle: string;

  const get = (path: string) => admin.get(`/custodian/audit${path}`);

  beforeAll(async () => {
    app = await startStrapi({ policy: crmPolicy() });
    audit = auditOf(app.strapi);
    admin = (await logInAdmin(app)).client;
    for (let n = 0; n < DENIALS; n += 1) {
      const documentId = `document${n}`;
      await audit.record({
        type: 'access.denied',
        contentType: ACCOUNT,
        documentId,
        details: { n },
      });
      if (n === DENIALS / 2) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        middle = new Date().toISOString();
      }
    }
    await audit.record({
      type: 'record.read',
      contentType: CONTACT,
      details: { records: ['read1', 'read2'], note: '=HYPERLINK("http://evil")' },
    });
    await audit.seal();
  });
  afterAll(() => app.stop());

  it('lists newest first, with the total', async () => {
    const { body } = await get('?pagination[pageSize]=5').expect(200);
    expect(body.data).toHaveLength(5);
    expect(body.data[0]).toEqual({
      id: expect.any(Number),
      seq: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      type: 'record.read',
      causedBy: 'system',
      contentType: CONTACT,
      documentId: null,
      details: { records: ['read1', 'read2'], note: '=HYPERLINK("http://evil")' },
      erased: false,
    });
    expect(body.meta.pagination).toMatchObject({ page: 1, pageSize: 5 });
    expect(body.meta.pagination.total).toBeGreaterThan(DENIALS);
  });

  it.each([
    ['type', 'filters[type]=access.denied', DENIALS],
    ['a list of types', 'filters[type][$in]=access.denied&filters[type][$in]=record.read', 31],
    ['what begins with', 'filters[type][$startsWith]=access.', DENIALS],
    ['content type', `filters[contentType]=${CONTACT}`, 1],
    ['record', 'filters[documentId]=document7', 1],
    ['a record in a list', 'filters[documentId]=read2', 1],
    ['several records', 'filters[documentId][$in]=read2&filters[documentId][$in]=document7', 2],
    ['cause', 'filters[causedBy]=user:1', 0],
    ['no record', 'filters[documentId][$null]=true&filters[type]=record.read', 1],
    ['a pattern that is none', 'filters[type][$contains]=%25', 0],
  ])('filters by %s', async (_what, filter, total) => {
    const { body } = await get(`?${filter}`).expect(200);
    expect(body.meta.pagination.total).toBe(total);
  });

  it('filters by a time range', async () => {
    const denied = 'filters[type]=access.denied';
    const after = await get(`?${denied}&filters[at][$gte]=${middle}`).expect(200);
    const before = await get(`?${denied}&filters[at][$lt]=${middle}`).expect(200);
    expect(after.body.meta.pagination.total).toBe(DENIALS / 2 - 1);
    expect(before.body.meta.pagination.total).toBe(DENIALS / 2 + 1);
    // The same instant in another zone.
    const zone = encodeURIComponent(middle.replace('Z', '+00:00'));
    const same = await get(`?${denied}&filters[at][$gte]=${zone}`).expect(200);
    expect(same.body.meta.pagination.total).toBe(DENIALS / 2 - 1);
  });

  it.each(['asc', 'desc'])('pages by cursor, %s, without skipping or repeating', async (order) => {
    const seen: number[] = [];
    const base = `?filters[type]=access.denied&sort=id:${order}&pagination[limit]=7`;
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: Response = await get(`${base}&cursor=${cursor}`).expect(200);
      seen.push(...body.data.map(({ details }: { details: { n: number } }) => details.n));
      cursor = body.meta.pagination.next;
      // What is added behind one's back must not move the pages.
      if (order === 'desc')
        await audit.record({ type: 'access.denied', contentType: CONTACT, documentId: 'later' });
    }
    const all = Array.from({ length: DENIALS }, (_, n) => n);
    const expected = order === 'asc' ? all : all.reverse();
    expect(seen.slice(0, DENIALS)).toEqual(expected);
    if (order === 'desc') expect(seen).toHaveLength(DENIALS);
  });

  it.each([
    ['an unknown column', 'filters[salt]=x'],
    ['an instant that is none', 'filters[at][$gte]=yesterday'],
    ['a cursor that is none', 'cursor=abc'],
    ['a cursor with another order', 'cursor=&sort=at:desc'],
    ['an unknown format', 'format=xml', '/export'],
  ])('refuses %s', async (_what, query, path = '') => {
    const { body } = await get(`${path}?${query}`).expect(400);
    expect(body.error.details).toMatchObject({ code: 'INVALID_REQUEST', path: expect.any(Array) });
  });

  it('exports NDJSON with proofs, and says that it did', async () => {
    const path = '/export?filters[type]=access.denied&filters[contentType]=api::account.account';
    const { text, headers } = await get(path).expect(200);
    expect(headers['content-type']).toContain('application/x-ndjson');
    expect(headers['content-disposition']).toMatch(/attachment; filename="audit-.*\.ndjson"/);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(DENIALS + 1);
    expect(lines[0]).toMatchObject({ details: { n: 0 }, proof: { hash: expect.any(String) } });
    expect(lines.at(-1)).toEqual({ checkpoint: expect.objectContaining({ kind: 'head' }) });
    const [said] = (await recorded(app.strapi, { type: 'audit.exported' })).slice(-1);
    expect(said).toMatchObject({
      causedBy: expect.stringMatching(/^admin:/),
      details: { format: 'ndjson', filters: { type: 'access.denied', content_type: ACCOUNT } },
    });
  });

  it('exports CSV that no spreadsheet runs', async () => {
    const { text, headers } = await get('/export?format=csv&filters[documentId]=read1').expect(200);
    expect(headers['content-type']).toContain('text/csv');
    const [heading, row] = text.split('\r\n');
    expect(heading).toBe('id,seq,at,type,causedBy,contentType,documentId,details,erased');
    expect(row).toContain('record.read');
    await audit.record({ type: 'access.denied', contentType: '=1+1', documentId: '@SUM(A1)' });
    const hostile = await get('/export?format=csv&filters[documentId]=@SUM(A1)').expect(200);
    expect(hostile.text).toContain(",'=1+1,'@SUM(A1),");
  });

  it('exports more than a page', async () => {
    const many = Array.from({ length: 1200 }, (_, n) => ({
      type: 'access.denied' as const,
      contentType: 'api::deal.deal',
      documentId: `many${n}`,
    }));
    await audit.record(...many);
    const { text } = await get('/export?format=csv&filters[contentType]=api::deal.deal');
    expect(text.trim().split('\r\n')).toHaveLength(1201);
  });

  it('verifies, also against a checkpoint taken earlier', async () => {
    const taken = (await get('/checkpoint').expect(200)).body.data;
    await audit.record({ type: 'access.denied', contentType: ACCOUNT, documentId: 'after' });
    expect((await get('/verify').expect(200)).body.data).toMatchObject({ ok: true, unsealed: 0 });
    const against = (body: object) => admin.post('/custodian/audit/verify', body);
    expect((await against({ data: taken }).expect(200)).body.data.ok).toBe(true);
    expect((await against({ data: [taken, taken] }).expect(200)).body.data.ok).toBe(true);
    const changed = await against({ data: { ...taken, hash: '0'.repeat(64) } }).expect(200);
    expect(changed.body.data).toMatchObject({
      ok: false,
      problems: [{ code: 'CHECKPOINT_UNTRUSTED', seq: taken.seq }],
    });
    const { body } = await against({ data: { ...taken, more: 1 } }).expect(400);
    expect(body.error.details.path).toEqual(['data', 0, 'more']);
  });

  it('shows no private key, in no answer', async () => {
    const [key] = await rawLog(app.strapi).on('keys');
    expect(key.private_key).toEqual(expect.any(String));
    const answers = ['', '/verify', '/checkpoint', '/export'].map((path) => get(path));
    const texts = (await Promise.all(answers)).map(({ text }) => text).join('');
    expect(texts).not.toContain(key.private_key);
    expect(texts).not.toMatch(/PRIVATE|privateKey/);
  });

  it('asks for a right each: reading, exporting, verifying', async () => {
    const rights = ['read', 'export', 'verify'];
    for (const right of rights)
      await createAdminRole(app.strapi, `log-${right}`, [`plugin::custodian.audit-${right}`]);
    const paths = { read: '', export: '/export', verify: '/verify' };
    for (const right of rights) {
      const { client } = await logInAdmin(app, `log-${right}`);
      for (const [needed, path] of Object.entries(paths))
        await client.get(`/custodian/audit${path}`).expect(needed === right ? 200 : 403);
    }
    await createClient(app).get('/custodian/audit').expect(401);
    await createClient(app).get('/api/custodian/audit').expect(404);
  });
});
