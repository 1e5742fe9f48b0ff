/** Carries out the erasure of the database it is given, says when it begins, and what it left. */
import { createHash } from 'node:crypto';
import type { SuiteDatabase } from '../support/database';
import {
  allCells,
  caseOf,
  directJob,
  residueOf,
  startErasure,
  type Canary,
} from '../integration/support/erasure';

const { CRASH_DATABASE = '', CRASH_FOLDER = '', CRASH_CANARY = '{}' } = process.env;

/** What differs from run to run: times, and what the plugin keeps for itself. */
const VOLATILE = /^custodian_|^strapi_(core|database|sessions|migrations)|_at$/;

const main = async (): Promise<void> => {
  const canary = JSON.parse(CRASH_CANARY) as Canary;
  const database: SuiteDatabase = {
    client: 'sqlite',
    env: { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: CRASH_DATABASE },
    drop: async () => undefined,
  };
  const { strapi, services } = await startErasure(undefined, { folder: CRASH_FOLDER, database });
  const { erasure } = services.erasures;
  const request = caseOf(canary, 1);
  const certificates = await services.erasures.certificates.of(request.id);
  if (certificates.length > 0) process.stdout.write('certified before\n');
  process.stdout.write('go\n');
  await erasure.execute(request, directJob(strapi));
  const found = await erasure.verify(request, directJob(strapi));
  await strapi.db.transaction(async () => erasure.conclude(request, found));
  await services.erasures.ledger.sync();
  const hash = createHash('sha256');
  for (const [table, column, text] of await allCells(strapi))
    if (!VOLATILE.test(table) && !VOLATILE.test(column))
      hash.update(`${table} ${column} ${text}\n`);
  const residue = await residueOf(strapi, canary);
  process.stdout.write(`${JSON.stringify({ residue, digest: hash.digest('hex') })}\n`);
  process.exit(0);
};

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n${JSON.stringify(error)}\n`);
  process.exit(1);
});
