import type { AuditServices } from '../../server/src/audit/audit-services';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { auditOf, rawLog, recorded } from './support/audit';
import { CONTACT, crmPolicy } from './support/crm';

const PAYLOADS = 1000;
const SECRET = 'Ada Lovelace';

describe('erasing what the audit log says about people', () => {
  let app: RunningStrapi;
  let audit: AuditServices;

  const entry = (documentId: string, details: Record<string, unknown> = {}) =>
    ({ type: 'access.denied', contentType: CONTACT, documentId, details }) as const;
  const list = (records: string[]) =>
    ({ type: 'record.read', contentType: CONTACT, details: { records, door: 'rest' } }) as const;

  beforeAll(async () => {
    app = await startStrapi({ policy: crmPolicy() });
    audit = auditOf(app.strapi);
  });
  afterAll(() => app.stop());

  it('leaves a chain that verifies after a thousand payloads', async () => {
    const before = await audit.verify();
    for (let n = 0; n < PAYLOADS; n += 100)
      await audit.record(
        ...Array.from({ length: 100 }, (_, i) => entry(`old${n + i}`, { name: `${SECRET} ${n}` }))
      );
    await audit.seal();
    const ids = (await recorded(app.strapi, { type: 'access.denied' })).map(({ id }) => id);
    expect(await audit.erasePayloads({ ids }, 'art-17 request 12')).toEqual({ erased: PAYLOADS });
    const found = await audit.verify();
    expect(found).toMatchObject({ ok: true, erased: PAYLOADS, unsealed: 0 });
    expect(found.entries).toBe(before.entries + PAYLOADS + 1);

    const { on } = rawLog(app.strapi);
    expect(JSON.stringify([await on('entries'), await on('payloads')])).not.toContain(SECRET);
    const shown = await recorded(app.strapi, { documentId: 'old7' });
    expect(shown).toMatchObject([{ details: null, erased: true, type: 'access.denied' }]);
    const [said] = await recorded(app.strapi, { type: 'audit.erased' });
    expect(said?.details).toMatchObject({ reason: 'art-17 request 12', count: PAYLOADS });
  });

  it('finds entries by record, in lists too, whether they are sealed or not', async () => {
    await audit.record(list(['in-a-list', 'another']), list(['another']), entry('alone'));
    await audit.seal();
    await audit.record(list(['in-a-list', 'third']));
    const byRecord = { contentType: CONTACT, documentIds: ['in-a-list', 'alone'] };
    expect(await audit.erasePayloads(byRecord, 'erased')).toEqual({ erased: 3 });
    expect(await audit.verify()).toMatchObject({ ok: true, unsealed: 0 });
    const subjects = await rawLog(app.strapi).on('subjects');
    expect(subjects.map((row: { document_id: string }) => row.document_id)).toEqual(['another']);
    expect(await audit.erasePayloads(byRecord, 'again')).toEqual({ erased: 0 });
  });

  it('takes what is selected and no more; nothing named is nothing', async () => {
    await audit.record(entry('kept'), entry('gone'));
    expect(await audit.erasePayloads({}, 'all?')).toEqual({ erased: 0 });
    const narrow = { documentIds: ['gone', 'kept'], causedBy: 'user:1' };
    expect(await audit.erasePayloads(narrow, 'x')).toEqual({ erased: 0 });
    const other = { documentIds: ['gone'], contentType: 'api::deal.deal' };
    expect(await audit.erasePayloads(other, 'x')).toEqual({ erased: 0 });
    const long = { documentIds: Array.from({ length: 3000 }, (_, n) => `no${n}`).concat('gone') };
    expect(await audit.erasePayloads(long, 'x')).toEqual({ erased: 1 });
    const [kept] = await recorded(app.strapi, { documentId: 'kept' });
    expect(kept?.erased).toBe(false);
  });

  it('keeps what the log says about its own erasures', async () => {
    const old = { before: new Date(Date.now() + 60_000) };
    await audit.erasePayloads(old, 'everything');
    expect((await recorded(app.strapi, { type: 'audit.erased' })).every((one) => !one.erased)).toBe(
      true
    );
    expect((await audit.verify()).ok).toBe(true);
  });

  it('is undone with the transaction it was part of', async () => {
    await audit.record(entry('spared', { name: SECRET }));
    await expect(
      app.strapi.db.transaction(async () => {
        await audit.erasePayloads({ documentIds: ['spared'] }, 'x');
        throw new Error('undone');
      })
    ).rejects.toThrow('undone');
    const [spared] = await recorded(app.strapi, { documentId: 'spared' });
    expect(spared?.details).toEqual({ name: SECRET });
    expect((await audit.verify()).ok).toBe(true);
  });
});
