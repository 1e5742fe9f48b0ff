/**
 * Goes on with the erasure in the database it is given, as a node does after a crash: says what it finds
 * at its start, does all work that is due, and says what is left.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import { JOB_UID } from '../../server/src/privacy/jobs/models';
import type { SuiteDatabase } from '../support/database';
import { allCells, residueOf, startErasure, type Canary } from '../integration/support/erasure';
import type { Found, Left } from './outcome';

const { CRASH_DATABASE = '{}', CRASH_FOLDER = '', CRASH_CANARY = '{}' } = process.env;
const { CRASH_AT, CRASH_TOGETHER } = process.env;

/** What differs from run to run: times, and what the plugin keeps for itself. */
const VOLATILE = /^custodian_|^strapi_(core|database|sessions|migrations)|_at$/;

const REQUEST = 'plugin::custodian.request';

const rows = (strapi: Core.Strapi, table: string) =>
  strapi.db.connection(table).select('*') as unknown as Promise<Record<string, unknown>[]>;

const stateOf = async (strapi: Core.Strapi): Promise<string> => {
  const [request] = (await strapi.db.query(REQUEST).findMany({})) as { state: string }[];
  return request?.state ?? '';
};

const found = async (strapi: Core.Strapi, canary: Canary): Promise<Found> => ({
  state: await stateOf(strapi),
  certificates: (await rows(strapi, 'custodian_erasure_certificates')).length,
  residue: (await residueOf(strapi, canary)).length,
});

/** Everything that must have happened once, however often it was begun. */
const countsOf = async (strapi: Core.Strapi): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const { type } of await rows(strapi, 'custodian_audit_entries'))
    if (/^(erasure|request)\./.test(String(type))) count(`audit ${String(type)}`);
  for (const { kind } of await rows(strapi, 'custodian_erasure_ledger'))
    count(`ledger ${String(kind)}`);
  for (const { recipient } of await rows(strapi, 'custodian_erasure_notices'))
    count(`notice to ${String(recipient)}`);
  for (const { template } of await rows(strapi, 'custodian_mails'))
    count(`letter ${String(template)}`);
  for (const table of ['custodian_erasure_certificates', 'custodian_file_outbox'])
    counts[table] = (await rows(strapi, table)).length;
  for (const { done_at: doneAt, selected, strategy } of await rows(
    strapi,
    'custodian_erasure_items'
  ))
    count(`item ${selected ? String(strategy) : 'not selected'}${doneAt === null ? ', open' : ''}`);
  return counts;
};

const digestOf = async (strapi: Core.Strapi): Promise<string> => {
  const cells = (await allCells(strapi))
    .filter(([table, column]) => !VOLATILE.test(table) && !VOLATILE.test(column))
    .map((cell) => cell.join(' '));
  // No database says in which order it answers.
  return createHash('sha256').update(cells.sort().join('\n')).digest('hex');
};

/** Dies right before or after the bytes of a file are deleted: their row is gone already. */
const dieAtFiles = (strapi: Core.Strapi, when: string): void => {
  const provider = strapi.plugin('upload').provider as unknown as {
    delete(file: object): Promise<unknown>;
  };
  const remove = provider.delete.bind(provider);
  provider.delete = async (file) => {
    if (when === 'before-bytes') process.kill(process.pid, 'SIGKILL');
    await remove(file);
    process.kill(process.pid, 'SIGKILL');
  };
};

/** Nobody else is alive: what the dead one held need not be waited for. */
const workAlone = async (strapi: Core.Strapi, runDue: () => Promise<number>): Promise<void> => {
  await strapi.db
    .query(JOB_UID)
    .updateMany({ where: { state: 'running' }, data: { leaseUntil: new Date(0) } });
  process.stdout.write('go\n');
  while ((await runDue()) > 0);
};

const POLL_MS = 5;

/** Waits until all nodes are ready, and takes whatever work there is until the request is completed. */
const workTogether = async (strapi: Core.Strapi, runDue: () => Promise<number>): Promise<void> => {
  const ready = join(CRASH_FOLDER, 'ready');
  mkdirSync(ready, { recursive: true });
  writeFileSync(join(ready, String(process.pid)), '');
  while (readdirSync(ready).length < Number(CRASH_TOGETHER)) await wait(POLL_MS);
  process.stdout.write('go\n');
  let jobs = 0;
  while ((await stateOf(strapi)) !== 'completed') {
    jobs += await runDue();
    await wait(POLL_MS);
  }
  // Letters follow.
  for (let done = -1; done !== 0; jobs += done) done = await runDue();
  process.stderr.write(`node ${process.pid}: ${jobs} jobs\n`);
};

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const main = async (): Promise<void> => {
  const canary = JSON.parse(CRASH_CANARY) as Canary;
  const given = JSON.parse(CRASH_DATABASE) as Pick<SuiteDatabase, 'name' | 'client' | 'env'>;
  const database: SuiteDatabase = { ...given, drop: () => Promise.resolve() };
  const { strapi, services } = await startErasure(undefined, { folder: CRASH_FOLDER, database });
  const { jobs, erasures } = services;
  say({ found: await found(strapi, canary) });
  if (CRASH_AT) dieAtFiles(strapi, CRASH_AT);
  const work = CRASH_TOGETHER ? workTogether : workAlone;
  await work(strapi, () => jobs.runDue());
  process.stdout.write('end\n');
  await erasures.ledger.sync();
  const left: Left = {
    state: await stateOf(strapi),
    residue: await residueOf(strapi, canary),
    counts: await countsOf(strapi),
    digest: await digestOf(strapi),
  };
  say({ left });
  process.exit(0);
};

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n${JSON.stringify(error)}\n`);
  process.exit(1);
});
