import { createSuiteDatabase, databaseClient, type SuiteDatabase } from '../support/database';
import { crashRun } from './support/audit-crash';

/** `AUDIT_CRASH_ENTRIES=20000` for the whole run. */
const ENTRIES = Number(process.env.AUDIT_CRASH_ENTRIES ?? 1500);
const HOUR = 3_600_000;

/** SQLite has one writer at a time: a second process would only wait for the file. */
const PROCESSES = databaseClient() === 'sqlite' ? 1 : 2;

describe('the audit log under several writers, one of which is killed', () => {
  let database: SuiteDatabase;

  beforeAll(async () => {
    database = await createSuiteDatabase();
  });
  afterAll(() => database.drop());

  test(
    'has no gap and no fork, and misses nothing that was acknowledged',
    async () => {
      const run = { database, processes: PROCESSES, writersEach: 4, entries: ENTRIES };
      const outcome = await crashRun(run);
      const { found, acknowledged, documents, killedAfter, seconds } = outcome;
      process.stdout.write(
        `${documents.length} entries, killed after ${killedAfter}, ${seconds.toFixed(0)} s, ` +
          `verified in ${found.milliseconds} ms\n`
      );
      expect(killedAfter).toBeGreaterThan(0);
      expect(killedAfter).toBeLessThan(ENTRIES);
      expect(found).toMatchObject({ ok: true, problems: [], unsealed: 0 });
      expect(found.to! - found.from! + 1).toBe(found.entries);

      const stored = new Set(documents);
      expect(stored.size).toBe(documents.length);
      expect(acknowledged.filter((documentId) => !stored.has(documentId))).toEqual([]);
      expect(documents.filter((documentId) => documentId.startsWith('undone'))).toEqual([]);
      // Committed without being told is possible for what was in flight, and for no more.
      expect(documents.length - acknowledged.length).toBeLessThanOrEqual(run.writersEach);
    },
    HOUR
  );
});
