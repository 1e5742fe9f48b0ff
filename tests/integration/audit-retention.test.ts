import type { AuditServices } from '../../server/src/audit/audit-services';
import type { Checkpoint } from '../../server/src/audit/checkpoint';
import { createChores } from '../../server/src/audit/chores';
import { createAppKeys } from '../../server/src/audit/app-keys';
import { createChain } from '../../server/src/audit/chain';
import { createLogTables } from '../../server/src/audit/log-tables';
import { createSigningKeys } from '../../server/src/audit/signing-keys';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { anotherNode, auditOf, rawLog, recorded } from './support/audit';
import { CONTACT, crmPolicy } from './support/crm';

const HOUR = 3_600_000;
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('retention of the audit log', () => {
  let app: RunningStrapi;
  let audit: AuditServices;
  let early: Checkpoint;
  let middle: Date;

  const fill = async (name: string, count = 20) => {
    for (let n = 0; n < count; n += 1)
      await audit.record({
        type: 'access.denied',
        contentType: CONTACT,
        documentId: `${name}${n}`,
      });
    await audit.record({
      type: 'record.read',
      contentType: CONTACT,
      details: { records: [`${name}-a`, `${name}-b`] },
    });
  };
  const counts = async () => {
    const { on } = rawLog(app.strapi);
    const [entries, payloads] = [await on('entries'), await on('payloads')];
    return { entries: entries.length, payloads: payloads.length };
  };

  beforeAll(async () => {
    app = await startStrapi({ policy: crmPolicy() });
    audit = auditOf(app.strapi);
    await fill('old');
    early = (await audit.take())!;
    await wait(5);
    middle = new Date();
    await wait(5);
    await fill('new');
  });
  afterAll(() => app.stop());

  it('removes nothing while nothing is old enough', async () => {
    const before = new Date(Date.now() - HOUR);
    expect(await audit.prune({ before })).toEqual({ removed: 0, upTo: null });
    expect(await recorded(app.strapi, { type: 'audit.pruned' })).toEqual([]);
  });

  it('removes nothing from a log that does not verify', async () => {
    const { change, on } = rawLog(app.strapi);
    const [row] = await on('entries').where({ seq: 3 });
    await change('entries', { seq: 3 }, { caused_by: 'admin:99' });
    const whole = await counts();
    await expect(audit.prune({ before: middle })).rejects.toMatchObject({
      details: { code: 'AUDIT_LOG_BROKEN' },
    });
    expect(await counts()).toEqual(whole);
    await change('entries', { seq: 3 }, { caused_by: row.caused_by });
  });

  it('removes the old beginning, with payloads, and leaves proof', async () => {
    const pruned = await audit.prune({ before: middle });
    expect(pruned).toEqual({ removed: early.seq, upTo: early.seq });
    const found = await audit.verify([early]);
    expect(found).toMatchObject({ ok: true, from: early.seq + 1, problems: [] });
    expect(found.anchor).toMatchObject({ kind: 'anchor', seq: early.seq, hash: early.hash });
    expect(await recorded(app.strapi, { type: 'audit.pruned' })).toMatchObject([
      { details: { upTo: early.seq, hash: early.hash, removed: early.seq } },
    ]);
    expect(await recorded(app.strapi, { documentId: 'old3' })).toEqual([]);
    expect(await recorded(app.strapi, { documentId: 'old-a' })).toEqual([]);
    expect(await recorded(app.strapi, { documentId: 'new-a' })).toHaveLength(1);
    const { entries, payloads } = await counts();
    expect(entries).toBe(payloads);
    expect(await audit.prune({ before: middle })).toEqual({ removed: 0, upTo: null });
  });

  it('cannot be imitated: an anchor must be signed, and its entry be there', async () => {
    const { change, on, snapshot } = rawLog(app.strapi);
    const restore = await snapshot();
    const [{ anchor }] = await on('chain');
    const forged = { ...JSON.parse(anchor), seq: early.seq + 5 };
    await change('chain', { name: 'main' }, { anchor: JSON.stringify(forged) });
    await on('entries')
      .where('seq', '<=', early.seq + 5)
      .delete();
    const codes = async () =>
      (await anotherNode(app.strapi).verify()).problems.map(({ code }) => code);
    expect(await codes()).toEqual(expect.arrayContaining(['ANCHOR_UNSIGNED', 'ANCHOR_UNPROVEN']));
    await restore();
    await change('chain', { name: 'main' }, { anchor: null });
    expect(await codes()).toContain('GAP');
    await restore();
  });

  it('can remove everything, and the log goes on', async () => {
    const before = new Date(Date.now() + HOUR);
    const { removed } = await audit.prune({ before });
    expect(removed).toBeGreaterThan(0);
    await fill('later', 3);
    const found = await audit.verify([early]);
    expect(found).toMatchObject({ ok: true, unsealed: 0 });
    expect(found.entries).toBe(5);
  });

  it('is looked after behind the scenes, and checkpoints are mailed once per interval', async () => {
    const tables = createLogTables(app);
    const chain = createChain(app, tables);
    const sent: { to: string; text: string }[] = [];
    const email = app.strapi.plugin('email').service('email');
    const send = jest.spyOn(email, 'send').mockImplementation(async (mail: unknown) => {
      sent.push(mail as (typeof sent)[number]);
    });
    const pruned: Date[] = [];
    const chores = createChores({
      strapi: app.strapi,
      tables,
      chain,
      checkpoints: audit,
      retention: {
        prune: async ({ before }) => {
          pruned.push(before);
          return { removed: 0, upTo: null };
        },
      },
      config: () => ({
        retention: { days: 30 },
        checkpoints: { mailTo: 'auditor@example.test', everyHours: 24 },
      }),
    });
    await chores();
    await chores();
    send.mockRestore();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ to: 'auditor@example.test' });
    const mailed = JSON.parse(/\{[^]*\}/.exec(sent[0]!.text)![0]) as Checkpoint;
    expect((await audit.verify([mailed])).ok).toBe(true);
    expect(pruned).toHaveLength(2);
    expect(Date.now() - pruned[0]!.getTime()).toBeGreaterThanOrEqual(30 * 24 * HOUR - 1000);
  });

  describe('with other keys of the application', () => {
    const keysWith = (...appKeys: string[]) => {
      const tables = createLogTables(app);
      const chain = createChain(app, tables);
      const keys = createSigningKeys(
        tables,
        chain,
        createAppKeys(() => appKeys),
        () => undefined
      );
      return { keys, chain };
    };

    it('the signing key is read with an old one, and closed with the first', async () => {
      const own = app.strapi.config.get<string[]>('server.app.keys');
      const rotated = keysWith('a-new-first-key', ...own);
      const { keyId } = await rotated.keys.current();
      const { head } = await rotated.chain.state();
      expect(head?.keyId).toBe(keyId);
      expect(await rotated.keys.trusts(head!)).toBe(true);
      expect((await keysWith('a-new-first-key').keys.current()).keyId).toBe(keyId);
    });

    it('nothing is signed by a key that nobody can read', async () => {
      await expect(keysWith('lost').keys.current()).rejects.toThrow('server.app.keys');
    });
  });
});
