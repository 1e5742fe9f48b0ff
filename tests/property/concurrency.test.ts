import { applyPolicy } from '../support/custodian';
import type { WriteApp } from './harness/write-app';
import { startWriteApp } from './harness/write-app';
import type { Load } from './harness/concurrency';
import { concurrencyPolicy, createLoad, run } from './harness/concurrency';
import { readSettings } from './harness/settings';

/**
 * Twenty actors with two hundred requests in flight, for ten seconds (a minute in CI, or
 * `PROPERTY_SECONDS`): each answer is the sender's own. What an actor owns carries its marker, so
 * that a request which saw through the eyes of the one next to it shows. Jest fails a test on an
 * unhandled rejection or an uncaught exception.
 */
const { seconds } = readSettings();
const ACTORS = 20;
const IN_FLIGHT = 200;
// SQLite writes one after the other; more than this only makes everybody wait.
const WRITING = 0.15;

let app: WriteApp;
let load: Load;

beforeAll(async () => {
  app = await startWriteApp();
  load = await createLoad(app, ACTORS);
});

// A failed start leaves nothing to stop.
afterAll(() => (app as WriteApp | undefined)?.stop());

const HOUR = 3_600_000;

test(
  'nobody is answered with what is somebody else’s',
  async () => {
    const outcome = await run(app, load, { seconds, inFlight: IN_FLIGHT, writing: WRITING });
    process.stdout.write(
      `${outcome.answers} answers, ${outcome.writes} to writes, slowest ${outcome.slowest} ms\n`
    );
    expect(outcome.wrong).toEqual([]);
    expect(outcome.writes).toBeGreaterThan(ACTORS);
    expect(outcome.shown / outcome.answers).toBeGreaterThan(0.5);
    const accounts = await app.strapi.db.query('api::account.account').findMany({});
    const strays = (accounts as { name: string; country: string }[]).filter(
      ({ name, country }) => !name.startsWith(country)
    );
    expect(strays).toEqual([]);
    expect(await app.strapi.db.query('api::contact.contact').count({})).toBe(2 * ACTORS);
  },
  HOUR
);

test('an answer that shows somebody else’s record is found', async () => {
  await applyPolicy(app.strapi, concurrencyPolicy(ACTORS, 'all'));
  const outcome = await run(app, load, { seconds: 5, inFlight: ACTORS, writing: 0 });
  expect(outcome.wrong.join('\n')).toMatch(/shows mk\d\dx/);
});
