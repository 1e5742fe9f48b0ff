import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Core } from '@strapi/strapi';
import type { JobContext } from '../../server/src/privacy/jobs/types';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import type { ScopeStore } from '../../server/src/platform/scope';
import { authorizations, boot, databaseVersion, listen, applyPolicy, seed } from '../support/app';
import { createDatabases, type Engine } from '../support/databases';
import { percentile } from '../support/statistics';
import { POLICY, requestOf, seedBusy, seedMentioned, type Person } from './people';
import { seconds } from './seconds';
import { whileAsked } from './while-asked';

/** What is measured, in seconds unless the name says otherwise. */
export interface Measured {
  readonly engine: Engine;
  readonly database: string;
  readonly subjects: number;
  /** A subject with some 60 cells. */
  readonly cells: number;
  readonly plan: number;
  readonly erase: number;
  /** A subject with 1,000 documents. */
  readonly planBusy: number;
  readonly eraseBusy: number;
  readonly scan: number;
  readonly identifiers: number;
  /** Of the identifiers, after a restored backup, before the server listens. */
  readonly compare: number;
  readonly readsP95Ms: number;
  readonly readsMaxMs: number;
  readonly reads: number;
}

const DEALS = 1_000;
const MENTIONS = 38;
const NEEDLES = 12;

/** Steps as a job does them, without a queue. */
const directJob = (strapi: Core.Strapi): JobContext => ({
  job: {} as JobContext['job'],
  step: async <T>(_key: string, effect: () => Promise<T>) =>
    (await strapi.db.transaction(async () => effect())) as T,
  progress: () => Promise.resolve(),
  fence: () => Promise.resolve(),
});

const createDesk = (strapi: Core.Strapi) => {
  const { erasures } = strapi.plugin('custodian').service<PrivacyServices>('privacy');
  const { erasure } = erasures;
  const job = directJob(strapi);
  let requests = 0;
  return {
    erasures,
    async plan(person: Person) {
      const request = requestOf(person, (requests += 1));
      let figures: Readonly<Record<string, number>> = {};
      const took = await seconds('plan', async () => {
        ({ figures } = await erasure.discover(request, job));
      });
      return { request, took, figures };
    },
    async erase(request: ReturnType<typeof requestOf>) {
      await seconds('  execute', () => erasure.execute(request, job));
      const found = await erasure.verify(request, job);
      if (found.residue > 0) throw new Error(`${found.residue} places are left`);
      await strapi.db.transaction(async () => erasure.conclude(request, found));
    },
  };
};

/** Looks for twelve people at once who are not there: every table is read to its end. */
const scanFor = async (strapi: Core.Strapi): Promise<number> => {
  const { erasures, annotations } = strapi.plugin('custodian').service<PrivacyServices>('privacy');
  const identifiers = Array.from({ length: NEEDLES }, (_, at) =>
    at % 3 === 0
      ? { kind: 'phone', value: `+42077712345${at % 10}` }
      : { kind: 'email', value: `nobody.${at}@nowhere.test` }
  );
  const known = await annotations.current();
  return seconds('scan', async () => {
    for await (const found of erasures.discovery.find({ identifiers, roots: [] }, known))
      throw new Error(`Found ${found.kind}`);
  });
};

/** Takes the ledger away, as a restored backup does; the journal has it still. */
const compareAll = async (strapi: Core.Strapi): Promise<number> => {
  const { erasures } = strapi.plugin('custodian').service<PrivacyServices>('privacy');
  const { connection } = strapi.db;
  await connection('custodian_erasure_ledger').delete();
  await connection('custodian_erased_identifiers').delete();
  let missing = 0;
  const took = await seconds('compare', async () => {
    ({ missing } = await erasures.start());
  });
  if (missing === 0) throw new Error('Nothing was missing');
  return took;
};

const measureAll = async (
  strapi: Core.Strapi,
  engine: Engine,
  subjects: number
): Promise<Measured> => {
  const desk = createDesk(strapi);
  const url = `${await listen(strapi)}/api/contacts?pagination[pageSize]=25`;
  const { wide } = await authorizations(strapi);
  // A server that is kept busy for longer would close the connections that its client keeps.
  strapi.server.httpServer.keepAliveTimeout = 0;
  // The first of everything pays for what is compiled and cached.
  const warm = await desk.plan(await seedMentioned(strapi, 3, MENTIONS));
  await desk.erase(warm.request);

  const small = await desk.plan(await seedMentioned(strapi, 5, MENTIONS));
  const erase = await seconds('erase', () => desk.erase(small.request));
  const busy = await desk.plan(await seedBusy(strapi, 7, DEALS));
  const eraseBusy = await seconds('erase', () => desk.erase(busy.request));
  const watched = await desk.plan(await seedBusy(strapi, 9, DEALS));
  const reads = await whileAsked({ url, authorization: wide }, () => desk.erase(watched.request));
  return {
    engine,
    database: await databaseVersion(strapi),
    subjects,
    cells: Object.entries(small.figures)
      .filter(([name]) => name.startsWith('cell'))
      .reduce((sum, [, count]) => sum + count, 0),
    plan: small.took,
    erase,
    planBusy: busy.took,
    eraseBusy,
    scan: await scanFor(strapi),
    // Address and number of each version.
    identifiers: (await strapi.db.query('api::contact.contact').count()) * 2,
    compare: await compareAll(strapi),
    readsP95Ms: percentile(reads, 0.95),
    readsMaxMs: Math.max(...reads),
    reads: reads.length,
  };
};

/** Seeds a database, and erases people in it. */
export const measureErasure = async (engine: Engine, subjects: number): Promise<Measured> => {
  const databases = createDatabases(engine);
  const name = `erasure_${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'custodian-bench-'));
  await databases.create(name);
  Object.assign(process.env, databases.env(name), {
    CUSTODIAN_PRIVACY: JSON.stringify({
      country: 'SE',
      jobs: { enabled: false },
      erasure: { journal: join(folder, 'erasures.jsonl') },
    }),
  });
  const strapi = await boot();
  try {
    await seed(strapi, subjects);
    await databases.settle(name);
    await applyPolicy(strapi, 'governed');
    await strapi.plugin('custodian').service('policy').activate(POLICY, { by: 'system' });
    const scopes = strapi.plugin('custodian').service<ScopeStore>('scope');
    return await scopes.runAsSystem(() => measureAll(strapi, engine, subjects));
  } finally {
    await strapi.destroy();
    await databases.drop(name);
    rmSync(folder, { recursive: true, force: true });
  }
};
