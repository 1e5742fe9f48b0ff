import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyDatabase, createSuiteDatabase, type SuiteDatabase } from '../support/database';
import { applyPolicy } from '../support/custodian';
import { recorded } from './support/audit';
import { CONTACT, createRecord } from './support/crm';
import {
  caseOf,
  directJob,
  privacyPolicy,
  residueOf,
  seedCanary,
  startErasure,
  type Canary,
  type ErasureSuite,
} from './support/erasure';

const addGerman = async ({ strapi }: ErasureSuite) => {
  const locales = strapi
    .plugin('i18n')
    .service<{ create(locale: object): Promise<unknown> }>('locales');
  await locales.create({ code: 'de', name: 'German' });
};

const erase = async ({ strapi, services }: ErasureSuite, canary: Canary, id: number) => {
  const { erasure } = services.erasures;
  const request = caseOf(canary, id);
  await erasure.discover(request, directJob(strapi));
  await erasure.execute(request, directJob(strapi));
  const verification = await erasure.verify(request, directJob(strapi));
  await strapi.db.transaction(async () => erasure.conclude(request, verification));
};

describe('erasure and restored backups', () => {
  const folder = mkdtempSync(join(tmpdir(), 'custodian-restore-'));
  const databases: SuiteDatabase[] = [];
  let suite: ErasureSuite | null = null;

  const start = async (database: SuiteDatabase, returning?: 'refuse') => {
    suite = await startErasure(undefined, { folder, database, returning });
    return suite;
  };
  const stop = async () => {
    await suite?.stop();
    suite = null;
  };

  afterAll(async () => {
    await stop();
    for (const database of databases) await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('erases again before anybody is served, and leaves no byte behind on SQLite', async () => {
    const database = await createSuiteDatabase();
    databases.push(database);
    const first = await start(database);
    await applyPolicy(first.strapi, privacyPolicy());
    await addGerman(first);
    const [canary, other] = [await seedCanary(first.strapi), await seedCanary(first.strapi)];
    const untouched = await residueOf(first.strapi, other);
    await stop();

    const backup = await copyDatabase(database);
    databases.push(backup);
    const second = await start(database);
    await erase(second, canary, 1);
    expect(await residueOf(second.strapi, canary)).toEqual([]);
    await stop();
    if (database.client === 'sqlite') {
      const bytes = readFileSync(database.env.DATABASE_FILENAME!, 'latin1').toLowerCase();
      for (const text of [canary.first, canary.email, canary.phone, canary.secret])
        expect(bytes).not.toContain(text.toLowerCase());
    }

    // The backup knows nothing of the erasure; the journal does.
    const restored = await start(backup);
    expect(await residueOf(restored.strapi, canary)).toEqual([]);
    expect((await residueOf(restored.strapi, other)).sort()).toEqual(untouched.sort());
    const events = await recorded(restored.strapi, { type: 'erasure.repeated' });
    expect(events).toHaveLength(1);
    await stop();

    const again = await start(backup, 'refuse');
    expect(await again.services.erasures.ledger.missing()).toEqual([]);
    await expect(
      createRecord(again.strapi, CONTACT, { firstName: 'Back', email: canary.email })
    ).rejects.toMatchObject({ details: { code: 'ERASED_PERSON' } });
    await createRecord(again.strapi, CONTACT, { firstName: 'Other', email: 'other@example.test' });
  });
});
