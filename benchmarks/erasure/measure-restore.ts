import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Core } from '@strapi/strapi';
import { createJournal } from '../../server/src/privacy/ledger/journal';
import { createLedger } from '../../server/src/privacy/ledger/ledger';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import { createDialect, type Client } from '../../server/src/platform/dialect';
import type { ScopeStore } from '../../server/src/platform/scope';
import { applyPolicy, boot, databaseVersion, seed } from '../support/app';
import { createDatabases, type Engine } from '../support/databases';
import { IDENTIFIERS_EACH, writeJournal } from './journal-file';
import { POLICY } from './people';
import { seconds } from './seconds';

/** What is measured at a start, in seconds. */
export interface Restored {
  readonly engine: Engine;
  readonly database: string;
  /** Erasures in the journal, and the keyed digests in them. */
  readonly erasures: number;
  readonly journaled: number;
  /** Identifiers of the people who are in the database. */
  readonly identifiers: number;
  /** The database knows all of the journal. */
  readonly nothingMissing: number;
  /** The database lacks the last erasure: its people are held against it, and it is written again. */
  readonly lastMissing: number;
  /** The database was taken back to before the first erasure: all of them are written again. */
  readonly allMissing: number;
}

/** As a backup from before the last erasure. */
const forgetLast = async (strapi: Core.Strapi): Promise<void> => {
  const { connection } = strapi.db;
  const ledger = () => connection<{ id: number; kind: string }>('custodian_erasure_ledger');
  const last = await ledger().where('kind', 'intent').orderBy('id', 'desc').first();
  await ledger()
    .where('id', last?.id ?? 0)
    .delete();
};

const measureAll = async (
  strapi: Core.Strapi,
  engine: Engine,
  given: { readonly path: string; readonly erasures: number }
): Promise<Restored> => {
  const { path, erasures } = given;
  const services = strapi.plugin('custodian').service<PrivacyServices>('privacy').erasures;
  writeJournal(path, erasures);
  const start = (what: string, expected: number) =>
    seconds(what, async () => {
      const { missing, erased } = await services.start();
      if (missing !== expected || erased !== 0)
        throw new Error(`${missing} missing and ${erased} erased, not ${expected} and none`);
    });
  const allMissing = await start('all missing', erasures);
  await forgetLast(strapi);
  const lastMissing = await start('last missing', 1);

  const dialect = createDialect(strapi.db.dialect.client as Client, strapi.db.getSchemaName());
  // As another process finds it, which has read nothing of it yet.
  const ledger = createLedger({ strapi, dialect }, createJournal(path));
  const nothingMissing = await seconds('nothing missing', async () => {
    const missing = await ledger.missing();
    if (missing.length > 0) throw new Error(`${missing.length} entries were not taken over`);
    await ledger.sync();
  });
  return {
    engine,
    database: await databaseVersion(strapi),
    erasures,
    journaled: erasures * IDENTIFIERS_EACH,
    // Address and number of each version.
    identifiers: (await strapi.db.query('api::contact.contact').count()) * 2,
    nothingMissing,
    lastMissing,
    allMissing,
  };
};

/**
 * Seeds a database with half as many people as there are to be identifiers, and a journal of erasures
 * of which it knows nothing.
 */
export const measureRestore = async (engine: Engine, identifiers: number): Promise<Restored> => {
  const databases = createDatabases(engine);
  const name = `restore_${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'custodian-bench-'));
  const path = join(folder, 'erasures.jsonl');
  await databases.create(name);
  Object.assign(process.env, databases.env(name), {
    CUSTODIAN_PRIVACY: JSON.stringify({
      country: 'SE',
      jobs: { enabled: false },
      erasure: { journal: path },
    }),
  });
  const strapi = await boot();
  try {
    // Draft and published version, address and number of each.
    await seed(strapi, identifiers / 4);
    await databases.settle(name);
    await applyPolicy(strapi, 'governed');
    await strapi.plugin('custodian').service('policy').activate(POLICY, { by: 'system' });
    const scopes = strapi.plugin('custodian').service<ScopeStore>('scope');
    const given = { path, erasures: Math.ceil(identifiers / IDENTIFIERS_EACH) };
    return await scopes.runAsSystem(() => measureAll(strapi, engine, given));
  } finally {
    await strapi.destroy();
    await databases.drop(name);
    rmSync(folder, { recursive: true, force: true });
  }
};
