import fc from 'fast-check';
import { generateData } from './generators/data';
import { request } from './generators/query';
import { createRandom } from './generators/random';
import type { TestApp } from './harness/app';
import { startTestApp } from './harness/app';
import { check } from './harness/check';
import { loadData } from './harness/load-data';
import { toReadable } from './harness/query-string';
import { readSettings } from './harness/settings';
import { createDatabase } from './model/database';
import { dialectOf } from './model/dialect';

/**
 * The model against stock Strapi, where everything is visible: it can only judge the plugin if it
 * knows what Strapi itself answers.
 */
const settings = readSettings();
const RUNS = settings.queriesPerScene * 2;
const HOURS = 3_600_000;

let app: TestApp;

beforeAll(async () => {
  process.stdout.write(`PROPERTY_SEED=${settings.seed}\n`);
  app = await startTestApp({ CUSTODIAN: 'off' });
});

// A failed start leaves nothing to stop.
afterAll(() => (app as TestApp | undefined)?.stop());

/** The one relation of the fixture app that only exists with the plugin. */
const mentionsRegion = (params: object) => /\bregion\b/.test(JSON.stringify(params));

test(
  'the model answers as stock Strapi does',
  async () => {
    const random = createRandom(settings.seed);
    const data = generateData({ random, users: app.userRows, groups: [] });
    await loadData(app.strapi, data);
    const server = { database: createDatabase(data), dialect: dialectOf(app.client) };
    const requests = request().filter(({ params }) => !mentionsRegion(params));
    await fc.assert(
      fc.asyncProperty(requests, async (query) => {
        const mismatch = await check(app.url, app.callers.token, server, query);
        if (!mismatch) return;
        const lines = mismatch.differences.slice(0, 20).join('\n');
        throw new Error(`${query.uid} ${toReadable(query.params)}\n${lines}`);
      }),
      { seed: settings.seed, numRuns: RUNS }
    );
  },
  HOURS
);
