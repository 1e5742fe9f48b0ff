import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  allCells,
  allCellsWithRow,
  caseOf,
  directJob,
  residueOf,
  seedCanary,
  startErasure,
  type Canary,
  type ErasureSuite,
} from './support/erasure';
import { CONTACT, createRecord } from './support/crm';

const dump = async ({ strapi }: ErasureSuite, leave: RegExp): Promise<string> => {
  const hash = createHash('sha256');
  for (const cell of await allCells(strapi))
    if (!leave.test(cell[0])) hash.update(JSON.stringify(cell));
  return hash.digest('hex');
};

/** Cells of the project's own tables by `<table> <row> <column>`. */
const cellsByRow = async ({ strapi }: ErasureSuite): Promise<Map<string, string>> => {
  const cells = new Map<string, string>();
  for (const [table, rowId, column, text] of await allCellsWithRow(strapi))
    if (!/^(custodian_|strapi_core|strapi_database|strapi_sessions)/.test(table))
      cells.set(`${table} ${rowId} ${column}`, text);
  return cells;
};

/** What the desk keeps for itself: plans, ledger, jobs. */
const DESK = /^custodian_(erasure|erased|file_outbox|jobs|job_|audit)/;

describe('erasure', () => {
  let suite: ErasureSuite;
  let requests = 0;

  const erasures = () => suite.services.erasures;
  const erase = async (canary: Canary) => {
    const request = caseOf(canary, (requests += 1));
    await erasures().erasure.discover(request, directJob(suite.strapi));
    await erasures().erasure.execute(request, directJob(suite.strapi));
    return request;
  };

  beforeAll(async () => {
    suite = await startErasure();
    const locales = suite.strapi
      .plugin('i18n')
      .service<{ create(locale: object): Promise<unknown> }>('locales');
    await locales.create({ code: 'de', name: 'German' });
  });
  afterAll(async () => {
    await suite.stop();
  });

  it('leaves nothing of a person anywhere, and everything of the others', async () => {
    const { strapi } = suite;
    const other = await seedCanary(strapi);
    const before = await residueOf(strapi, other);
    const canary = await seedCanary(strapi);
    expect((await residueOf(strapi, canary)).length).toBeGreaterThan(25);

    const request = await erase(canary);

    expect(await residueOf(strapi, canary)).toEqual([]);
    expect(await residueOf(strapi, other)).toEqual(before);
    const verification = await erasures().erasure.verify(request, directJob(strapi));
    expect(verification).toEqual({ residue: 0, retained: 0, nextDue: null });
    const { certificate = '' } = await strapi.db.transaction(async () =>
      erasures().erasure.conclude(request, verification)
    );
    const { jws } = await erasures().certificates.get(certificate);
    const [header = '', payload = '', signature = ''] = jws.split('.');
    const [jwk] = erasures().certificates.publicKeys().keys;
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    const isSigned = verify(
      null,
      Buffer.from(`${header}.${payload}`),
      key,
      Buffer.from(signature, 'base64url')
    );
    expect(isSigned).toBe(true);
    const statement = Buffer.from(payload, 'base64url').toString();
    for (const text of [canary.first, canary.last, canary.email, canary.phone, canary.secret])
      expect(statement.toLowerCase()).not.toContain(text.toLowerCase());
    expect(JSON.parse(statement)).toMatchObject({
      request: request.reference,
      result: 'erased',
      scan: { residue: 0 },
      retained: [],
    });
    const journal = readFileSync(join(suite.folder, 'erasures.jsonl'), 'utf8');
    for (const text of [canary.first, canary.email, canary.phone, canary.secret])
      expect(journal.toLowerCase()).not.toContain(text.toLowerCase());
    expect(await residueOf(strapi, canary)).toEqual([]);
  });

  it('changes nothing while it plans, and afterwards only what the plan lists', async () => {
    const { strapi } = suite;
    const canary = await seedCanary(strapi);
    const request = caseOf(canary, (requests += 1));
    const [before, cells] = [await dump(suite, DESK), await allCells(strapi)];
    const summary = await erasures().erasure.discover(request, directJob(strapi));
    await erasures().erasure.diff(request.id, 0, 500, true);
    expect(await dump(suite, DESK)).toBe(before);
    expect(summary.unresolved).toBe(0);
    expect(await erasures().erasure.currentDigest(request)).toBe(summary.digest);
    expect(cells.length).toBeGreaterThan(0);
  });

  it('refuses to carry out a plan once the data are others', async () => {
    const { strapi } = suite;
    const canary = await seedCanary(strapi);
    const request = caseOf(canary, (requests += 1));
    await erasures().erasure.discover(request, directJob(strapi));
    await strapi
      .documents(CONTACT as never)
      .update({ documentId: canary.contact, data: { notes: 'changed' } } as never);
    await expect(erasures().erasure.execute(request, directJob(strapi))).rejects.toMatchObject({
      details: { code: 'PLAN_STALE' },
    });
    expect((await residueOf(strapi, canary)).length).toBeGreaterThan(25);
  });

  it('never selects a namesake or a similar address by itself', async () => {
    const { strapi } = suite;
    const canary = await seedCanary(strapi);
    const namesake = await createRecord(strapi, CONTACT, {
      firstName: canary.first,
      lastName: canary.last,
      email: `x${canary.email}`,
      notes: `${canary.email}.au and a${canary.email}`,
    });
    const request = caseOf(canary, (requests += 1));
    await erasures().erasure.discover(request, directJob(strapi));
    const plan = await erasures().plans.of(request.id);
    const items = await erasures().plans.page(plan!.id, 0, 1_000);
    const about = items.filter(({ documentId }) => documentId === namesake);
    expect(about.filter(({ selected }) => selected)).toEqual([]);
  });

  it('changes exactly what the dry run lists', async () => {
    const { strapi } = suite;
    const canary = await seedCanary(strapi);
    const request = caseOf(canary, (requests += 1));
    await erasures().erasure.discover(request, directJob(strapi));
    const lines = await erasures().erasure.diff(request.id, 0, 500, true);
    const before = await cellsByRow(suite);
    await erasures().erasure.execute(request, directJob(strapi));
    const after = await cellsByRow(suite);
    const changed = [...before].filter(([key, text]) => after.has(key) && after.get(key) !== text);
    const stays = ({ item }: (typeof lines)[number]) =>
      after.has(`${item.table} ${item.rowId} ${item.column}`);
    const listed = lines.filter((line) => line.changes && line.item.kind === 'cell' && stays(line));
    expect(changed.map(([key]) => key).sort()).toEqual(
      listed.map(({ item }) => `${item.table} ${item.rowId} ${item.column}`).sort()
    );
    for (const { item, before: from, after: to } of listed) {
      const key = `${item.table} ${item.rowId} ${item.column}`;
      expect([before.get(key), after.get(key) || null]).toEqual([from, to]);
    }
    // Rows that are gone: of documents, versions and files that are listed, their components and links.
    const gone = [...before.keys()].filter((key) => !after.has(key));
    const rows = new Set(gone.map((key) => key.split(' ').slice(0, 2).join(' ')));
    const named = new Set(lines.map(({ item }) => `${item.table} ${item.rowId}`));
    const unnamed = [...rows].filter((row) => !named.has(row) && !/_(lnk|cmps|mph) /.test(row));
    expect(unnamed).toEqual([]);
  });

  it('tells listeners and webhooks of nobody', async () => {
    const { strapi } = suite;
    const canary = await seedCanary(strapi);
    const heard: string[] = [];
    const listener = async (name: string, ...args: unknown[]) => {
      heard.push(`${name} ${JSON.stringify(args)}`);
    };
    strapi.eventHub.subscribe(listener as never);
    await erase(canary);
    strapi.eventHub.unsubscribe(listener as never);
    expect(heard.some((text) => text.startsWith('entry.delete'))).toBe(true);
    for (const text of heard)
      for (const word of [canary.first, canary.last, canary.email, canary.phone, canary.secret])
        expect(text).not.toContain(word);
  });

  it('deletes the bytes of files', async () => {
    const canary = await seedCanary(suite.strapi);
    const folder = join(suite.strapi.dirs.static.public, 'uploads');
    expect(canary.files.filter((name) => existsSync(join(folder, name)))).toHaveLength(1);
    await erase(canary);
    expect(readdirSync(folder).filter((name) => canary.files.includes(name))).toEqual([]);
  });
});
