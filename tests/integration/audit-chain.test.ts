import { createHash, generateKeyPairSync } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { AuditEvent } from '../../server/src/audit/audit';
import type { AuditServices } from '../../server/src/audit/audit-services';
import { signPosition, type Checkpoint } from '../../server/src/audit/checkpoint';
import { digestOf, linkHash, type EntryFacts } from '../../server/src/audit/entry';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { anotherNode, auditOf, rawLog } from './support/audit';
import { crmPolicy } from './support/crm';

const ENTRIES = 60;

const eventOf = (n: number): AuditEvent => ({
  type: 'access.denied',
  contentType: 'api::account.account',
  documentId: `document${n}`,
  details: { action: 'update', code: 'UPDATE_DENIED', n },
});

const codesOf = async (node: AuditServices, checkpoints: Checkpoint[] = []) => {
  const found = await node.verify(checkpoints);
  expect(found.ok).toBe(found.problems.length === 0);
  return [...new Set(found.problems.map(({ code }) => code))];
};

describe('the audit chain', () => {
  let app: RunningStrapi;
  let restore: () => Promise<void>;
  let taken: Checkpoint;

  let node: AuditServices;
  const audit = () => node;
  const log = () => rawLog(app.strapi);
  const at = async (seq: number) => (await log().entries()).find((row) => Number(row.seq) === seq)!;
  const flipped = (hex: unknown) =>
    String(hex).replace(/^./, (digit) => (parseInt(digit, 16) ^ 1).toString(16));

  beforeAll(async () => {
    app = await startStrapi({ policy: crmPolicy() });
    node = auditOf(app.strapi);
    // What the start has recorded by itself comes first.
    await audit().seal();
    for (let n = 0; n < ENTRIES; n += 6)
      await audit().record(...Array.from({ length: 6 }, (_, i) => eventOf(n + i)));
    taken = (await audit().take())!;
    // Nothing is sealed behind the back of a test that has changed the tables.
    audit().stop();
    restore = await log().snapshot();
  });

  beforeEach(() => {
    node = anotherNode(app.strapi);
  });
  afterEach(() => restore());
  afterAll(() => app.stop());

  it('verifies, without gaps, from the first entry to the last', async () => {
    const found = await audit().verify([taken]);
    expect(found).toMatchObject({ ok: true, unsealed: 0, erased: 0, problems: [], from: 1 });
    expect(found.to).toBe(found.entries);
    expect(found.entries).toBeGreaterThanOrEqual(ENTRIES);
    const places = (await log().entries()).map(({ seq }) => Number(seq));
    expect(places).toEqual(places.map((_, index) => index + 1));
  });

  it.each(['at', 'type', 'caused_by', 'content_type', 'document_id'])(
    'finds a changed %s',
    async (column) => {
      await log().change('entries', { seq: 20 }, { [column]: 'x' });
      expect(await codesOf(node)).toContain('ENTRY_CHANGED');
    }
  );

  it.each(['digest', 'hash'])('finds a flipped bit in a %s', async (column) => {
    const row = await at(20);
    await log().change('entries', { seq: 20 }, { [column]: flipped(row[column]) });
    expect(await codesOf(node)).not.toEqual([]);
  });

  it('finds a changed entry whose own digest was made to fit', async () => {
    const row = await at(20);
    const facts = { causedBy: 'admin:99', at: row.at, type: row.type } as unknown as EntryFacts;
    const digest = digestOf({
      ...facts,
      contentType: row.content_type as string,
      documentId: row.document_id as string,
      commitment: row.commitment as string,
    });
    await log().change('entries', { seq: 20 }, { caused_by: 'admin:99', digest });
    expect(await codesOf(node)).toEqual(['LINK_BROKEN']);
  });

  it('finds a changed payload, and a salt that was exchanged', async () => {
    const { commitment } = await at(30);
    await log().change('payloads', { commitment }, { payload: '{}' });
    expect(await codesOf(node)).toEqual(['PAYLOAD_CHANGED']);
    await restore();
    await log().change('payloads', { commitment }, { salt: 'aa' });
    expect(await codesOf(node)).toEqual(['PAYLOAD_CHANGED']);
  });

  it('finds a payload that is gone though nobody has erased it', async () => {
    const { commitment, id } = await at(30);
    await log().remove('payloads', { commitment });
    const found = await audit().verify();
    expect(found.problems).toEqual([{ code: 'PAYLOAD_MISSING', seq: 30, id }]);
  });

  it('finds that the middle was dropped, also once the rest has moved up', async () => {
    await log().remove('entries', { seq: 25 });
    expect(await codesOf(node)).toEqual(['GAP', 'LINK_BROKEN']);
    for (const { id, seq } of await log().entries())
      if (Number(seq) > 25) await log().change('entries', { id }, { seq: Number(seq) - 1 });
    expect(await codesOf(node)).toContain('LINK_BROKEN');
  });

  it('finds that entries changed places', async () => {
    const [first, second] = [await at(10), await at(11)];
    await log().change('entries', { id: first.id }, { seq: -1 });
    await log().change('entries', { id: second.id }, { seq: 10, hash: first.hash });
    await log().change('entries', { id: first.id }, { seq: 11, hash: second.hash });
    expect(await codesOf(node)).toContain('LINK_BROKEN');
  });

  it('finds that the tail was dropped', async () => {
    const last = (await audit().verify()).to!;
    for (let seq = last - 4; seq <= last; seq += 1) await log().remove('entries', { seq });
    expect(await codesOf(node)).toContain('HEAD_MISMATCH');
  });

  describe('where an earlier end, signed then, was put back', () => {
    let earlier: unknown;
    let seen: Checkpoint;

    beforeEach(async () => {
      earlier = ((await log().on('chain')) as { head: unknown }[])[0]!.head;
      await audit().record(eventOf(100), eventOf(101));
      seen = (await audit().take())!;
      await log().change('chain', { name: 'main' }, { head: earlier });
      for (const seq of [seen.seq - 1, seen.seq]) await log().remove('entries', { seq });
    });

    it('finds the dropped tail by a checkpoint that was kept elsewhere', async () => {
      expect(await codesOf(node, [seen])).toContain('TAIL_MISSING');
    });

    it('finds it without one while a process lives that has seen the end', async () => {
      expect(await codesOf(node)).toContain('TAIL_MISSING');
    });

    it('adds nothing behind what was cut', async () => {
      await audit().record(eventOf(102));
      await expect(audit().seal()).rejects.toThrow('has been changed');
    });
  });

  it('finds a forged tail, with and without a forged end', async () => {
    const end = (await audit().verify()).to!;
    const last = await at(end);
    const { id: _id, ...copy } = last;
    const facts = { ...copy, commitment: createHash('sha256').update('x').digest('hex') };
    const digest = digestOf({
      ...(facts as unknown as EntryFacts),
      causedBy: 'admin:1',
      contentType: null,
      documentId: null,
    });
    const forged = { ...facts, caused_by: 'admin:1', content_type: null, document_id: null };
    await log()
      .on('entries')
      .insert({ ...forged, digest, seq: end + 1, hash: 'later' });
    const { id } = await at(end + 1);
    const hash = linkHash(String(last.hash), end + 1, Number(id), digest);
    await log().change('entries', { id }, { hash });
    expect(await codesOf(node)).toContain('TAIL_FORGED');

    // Signed, but with a key of the forger's own.
    const key = generateKeyPairSync('ed25519');
    const publicKey = key.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const privateKey = key.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    const keyId = createHash('sha256')
      .update(Buffer.from(publicKey, 'base64'))
      .digest('hex')
      .slice(0, 16);
    const position = { kind: 'head' as const, log: taken.log, seq: end + 1, hash, at: taken.at };
    const head = JSON.stringify(signPosition(position, { keyId, publicKey, privateKey }));
    await log().change('chain', { name: 'main' }, { head });
    expect(await codesOf(node)).toContain('HEAD_UNSIGNED');
    const row = { key_id: keyId, public_key: publicKey, proof: 'ff', created_at: new Date() };
    await log().on('keys').insert(row);
    expect(await codesOf(node)).toContain('HEAD_UNSIGNED');
  });

  it('seals no entry that was written past the plugin, and reports it', async () => {
    const { id: _id, seq: _seq, hash: _hash, ...copy } = await at(12);
    const facts = { commitment: createHash('sha256').update('y').digest('hex'), at: copy.at };
    const entry = { ...copy, ...facts, digest: 'ff' };
    await log().on('entries').insert(entry);
    await audit().record(eventOf(200));
    const found = await audit().verify();
    expect(found.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['ENTRY_CHANGED', 'ENTRY_FOREIGN'])
    );
    expect(found.unsealed).toBe(1);
  });

  it('says so where the row of the chain cannot be read', async () => {
    await log().change('chain', { name: 'main' }, { head: '{"seq":1}' });
    expect(await codesOf(node)).toEqual(['CHAIN_UNREADABLE']);
  });

  it('tells checkpoints of others from its own', async () => {
    const changed = { ...taken, seq: taken.seq - 1 };
    expect(await codesOf(node, [changed])).toEqual(['CHECKPOINT_UNTRUSTED']);
    const other = { ...taken, log: 'f'.repeat(32) };
    expect(await codesOf(node, [other])).toEqual(['CHECKPOINT_OF_ANOTHER_LOG']);
  });

  it('leaves no trace of what was rolled back, and a chain without a gap', async () => {
    const before = (await log().entries()).length;
    await expect(
      app.strapi.db.transaction(async () => {
        await audit().record(eventOf(300));
        throw new Error('undone');
      })
    ).rejects.toThrow('undone');
    await audit().record(eventOf(301));
    const found = await audit().verify();
    expect(found).toMatchObject({ ok: true, entries: before + 1, unsealed: 0 });
  });

  it('records a refusal once, however many transactions it ends', async () => {
    const failed = jest.spyOn(app.strapi.log, 'error').mockReturnValue(app.strapi.log);
    const inner = () =>
      app.strapi.db.transaction(async () => {
        await audit().recordRefusal(eventOf(7001));
        throw new Error('inner');
      });
    await expect(
      app.strapi.db.transaction(async () => {
        await app.strapi.db.transaction(inner);
      })
    ).rejects.toThrow('inner');
    const found = async () =>
      (await log().entries()).filter(({ document_id: id }) => id === 'document7001');
    for (let tries = 0; tries < 50 && (await found()).length === 0; tries += 1) await wait(20);
    await wait(100);
    expect(await found()).toHaveLength(1);
    expect(failed).not.toHaveBeenCalled();
    failed.mockRestore();
  });

  it('seals nothing that is not committed, and loses nothing that is committed late', async () => {
    let release = () => {};
    let inserted = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const written = new Promise<void>((resolve) => (inserted = resolve));
    const late = app.strapi.db.transaction(async () => {
      await audit().record(eventOf(400));
      await audit().seal();
      inserted();
      await held;
    });
    await written;
    // SQLite has one connection, which the transaction holds.
    if (app.client !== 'sqlite') {
      await audit().record(eventOf(401));
      expect(await audit().verify()).toMatchObject({ ok: true, unsealed: 0 });
    }
    release();
    await late;
    const found = await audit().verify();
    expect(found).toMatchObject({ ok: true, unsealed: 0 });
    const last = await at(found.to!);
    expect(last.document_id).toBe('document400');
  });
});
