import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import type { StoredItem } from '../../server/src/privacy/plan/item-store';
import type { RequestCase } from '../../server/src/privacy/requests/work';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { directJob, erasureOf } from './support/erasure';
import { keyOf, placesOf, readCells, withWhatHangsOn, type Cell } from './support/independent-scan';
import type { Project } from './support/project';
import { TELLING } from './support/seeded-files';
import { seedLookalikes, seedPerson, type SeededPerson } from './support/seeded-person';
import { PERSON, seededPolicy, writeSeededProject } from './support/seeded-schema';

/** CI takes three; `SEEDED_SUBJECTS=20` is the acceptance run. */
const SUBJECTS = Number(process.env.SEEDED_SUBJECTS ?? 3);
/** A busy machine takes its time over twenty. */
const TIME_LIMIT_MS = 600_000;

/** What the desk writes while it only plans. */
const PLANS = ['custodian_erasure_plans', 'custodian_erasure_items'];

/** What an erasure writes for itself, table by table; it is scanned for the person like all others. */
const BOOKKEEPING = [
  ...PLANS,
  'custodian_erasure_ledger',
  'custodian_erased_identifiers',
  'custodian_file_outbox',
  'custodian_audit_chain',
  'custodian_audit_entries',
  'custodian_audit_keys',
  'custodian_audit_payloads',
  'custodian_audit_subjects',
  'custodian_identifiers',
];

/** What Strapi keeps of every row, and links in columns: nobody would call them values. */
const SYSTEM = /^(id|\w+_id|locale|target_type|(created|updated|published)_at)$/;

/** All cells, but for what Strapi notes every week of its uploads, whatever is done meanwhile. */
const readData = async (strapi: RunningStrapi['strapi']): Promise<Cell[]> => {
  const cells = await readCells(strapi);
  const metrics = cells.find(({ text }) => text === 'plugin_upload_metrics');
  return cells.filter(({ table, row }) => table !== metrics?.table || row !== metrics.row);
};

/** The project's rows of documents, as `<table> <row>`. */
const rowsOf = (cells: readonly Cell[], documentIds: readonly string[]): Set<string> =>
  new Set(
    cells
      .filter(
        ({ table, column, text }) =>
          column === 'document_id' && documentIds.includes(text) && !table.startsWith('custodian_')
      )
      .map(({ table, row }) => `${table} ${row}`)
  );

/** A person in every place there is, among others who are too. */
describe('erasure of somebody who is everywhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'custodian-seeded-'));
  let project: Project;
  let app: RunningStrapi;
  const people: SeededPerson[] = [];
  let lookalikes: string[] = [];

  const erasures = () =>
    app.strapi.plugin('custodian').service<PrivacyServices>('privacy').erasures;
  const job = () => directJob(app.strapi);

  const caseOf = (person: SeededPerson): RequestCase => {
    const root = { contentType: PERSON, documentId: person.documentId };
    return erasureOf(person, people.indexOf(person) + 1, root);
  };

  const itemsOf = async (requestId: number): Promise<StoredItem[]> =>
    erasures().plans.page((await erasures().plans.of(requestId))!.id, 0, 2_000);

  /** Where the words of the map really are; people of the same name have them as well. */
  const seededCells = (person: SeededPerson, cells: readonly Cell[]) => {
    const others = rowsOf(cells, lookalikes);
    return person.map.map((place) => ({
      ...place,
      found: cells.filter(
        ({ table, row, column, text }) =>
          `${table}.${column}` === place.at &&
          !others.has(`${table} ${row}`) &&
          text.toLowerCase().includes(place.token.toLowerCase())
      ),
    }));
  };

  beforeAll(async () => {
    project = writeSeededProject({
      privacy: {
        country: 'CZ',
        jobs: { enabled: false },
        mail: { delivery: 'log' },
        erasure: { journal: join(folder, 'erasures.jsonl') },
      },
    });
    app = await startStrapi({ appDir: project.dir, policy: seededPolicy() });
    await app.strapi
      .plugin('i18n')
      .service<{ create(locale: object): Promise<unknown> }>('locales')
      .create({ code: 'de', name: 'German' });
    for (let one = 0; one < SUBJECTS; one += 1) people.push(await seedPerson(app.strapi));
    lookalikes = await seedLookalikes(app.strapi, people[0]!);
  }, TIME_LIMIT_MS);
  afterAll(async () => {
    await app.stop();
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'finds every cell of each of them, and takes nobody else',
    async () => {
      const cells = await readCells(app.strapi);
      expect(new Set(cells.map(({ table }) => table)).size).toBeGreaterThanOrEqual(49);
      for (const person of people) {
        await erasures().erasure.discover(caseOf(person), job());
        const items = await itemsOf(caseOf(person).id);
        const seeded = seededCells(person, cells);
        // The map is the measure: what it says is really there.
        expect(seeded.map(({ at, found }) => [at, found.length])).toEqual(
          person.map.map((place) => [place.at, place.cells])
        );
        const itemAt = ({ table, row, column }: Cell) =>
          items.find(
            (item) =>
              item.table === table &&
              String(item.rowId) === row &&
              (item.kind !== 'cell' || item.column === column)
          );
        const missed = seeded.flatMap(({ at, how, found }) =>
          found
            .filter(() => how !== 'payload')
            .map((cell) => ({ at, how, item: itemAt(cell) }))
            .filter(({ item }) => (item?.confidence === 'name') !== (how === 'name') || !item)
        );
        expect(missed).toEqual([]);
        expect(
          TELLING.filter(
            (name) =>
              !items.some(({ kind, rowId }) => kind === 'file' && rowId === person.files[name].id)
          )
        ).toEqual([]);

        const own = new Set(
          seeded.flatMap(({ found }) => found.map(({ table, row }) => `${table} ${row}`))
        );
        for (const name of TELLING) own.add(`files ${person.files[name].id}`);
        const documents = new Set(
          cells
            .filter(
              ({ table, row, column }) => column === 'document_id' && own.has(`${table} ${row}`)
            )
            .map(({ text }) => text)
        );
        const strangers = items.filter(
          ({ selected, kind, table, rowId, documentId }) =>
            selected &&
            !(kind === 'document' ? documents.has(documentId ?? '') : own.has(`${table} ${rowId}`))
        );
        expect(strangers.map(({ key }) => key)).toEqual([]);
        const alike = items.filter(({ documentId }) => lookalikes.includes(documentId ?? ''));
        expect(alike.filter(({ selected }) => selected)).toEqual([]);
      }
    },
    TIME_LIMIT_MS
  );

  /** What somebody has to say: names are the person's here, and the files that speak of it go. */
  const decide = async (person: SeededPerson) => {
    const { id } = caseOf(person);
    const items = await itemsOf(id);
    const named = items.filter(
      ({ confidence, documentId }) =>
        confidence === 'name' && !lookalikes.includes(documentId ?? '')
    );
    const open = items.filter(({ strategy }) => strategy === 'decide');
    expect(open.map(({ rowId }) => rowId).sort()).toEqual(
      TELLING.map((name) => person.files[name].id).sort()
    );
    await erasures().erasure.decide(id, [
      ...named.map((item) => ({ item: item.id, selected: true })),
      ...open.map((item) => ({ item: item.id, strategy: 'delete' as const })),
    ]);
  };

  const dumpOf = (cells: readonly Cell[], without: readonly string[]) => {
    const lines = cells
      .filter(({ table }) => !without.includes(table))
      .map((cell) => JSON.stringify(cell));
    // No database says in which order it answers.
    return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
  };

  /** What the dry run says will change, with what the database takes along, as cells. */
  const listedBy = async (person: SeededPerson, before: readonly Cell[]) => {
    const lines = await erasures().erasure.diff(caseOf(person).id, 0, 2_000, true);
    const changing = lines.filter((line) => line.changes).map(({ item }) => item);
    const documents = changing.filter(({ kind }) => kind === 'document');
    const whole = changing.filter(({ kind }) => kind === 'row' || kind === 'file');
    const ids = documents.map(({ documentId }) => documentId ?? '');
    const { rows, unlinked } = await withWhatHangsOn(app.strapi, before, [
      ...whole.map(({ table, rowId }) => `${table} ${rowId}`),
      ...rowsOf(before, ids),
    ]);
    const cells = changing
      .filter(({ kind }) => kind === 'cell')
      .map(({ table, rowId, column }) => `${table} ${rowId} ${column}`);
    const going = before.filter(({ table, row }) => rows.has(`${table} ${row}`));
    // Links and Strapi's own columns go with their rows; every value is named by itself.
    const values = going.filter(
      ({ table, column }) =>
        !/_(lnk|cmps|mph)$/.test(table) &&
        !/^(files|strapi_history_versions)$/.test(table) &&
        !SYSTEM.test(column)
    );
    const named = new Set(cells);
    expect(values.map(keyOf).filter((key) => !named.has(key))).toEqual([]);
    return new Set([...cells, ...unlinked, ...going.map(keyOf)]);
  };

  const tokensOf = ({ map }: SeededPerson, ...hows: string[]) =>
    map.filter(({ how }) => hows.includes(how)).map(({ token }) => token);
  const wordsOf = ({ email, phone, customer, first, last }: SeededPerson) => [
    ...[email, phone, customer, first, last],
  ];
  const theirs = (keys: readonly string[]) =>
    keys.filter((key) => !BOOKKEEPING.includes(key.split(' ')[0]!)).sort();

  /** Nothing is left but what a rule keeps, and what others' texts say besides. */
  const expectGone = async (person: SeededPerson, alike: ReadonlySet<string>) => {
    const { strapi } = app;
    const words = [...wordsOf(person), ...tokensOf(person, 'certain', 'payload')];
    const left = await placesOf(strapi, words);
    const isAlike = (place: string) => alike.has(place.split(' ').slice(0, 2).join(' '));
    expect(left.filter((place) => !isAlike(place))).toEqual([]);
    // The scan sees: people of the same name are still there.
    expect(left.filter(isAlike).length).toBeGreaterThan(5);
    const kept = await placesOf(strapi, tokensOf(person, 'kept'));
    expect(kept.map((place) => place.replace(/ \d+ /, '.'))).toEqual(['seeded_invoices.title']);
    for (const { token, cells } of person.map.filter(({ how }) => /probable|shared|name/.test(how)))
      expect([token, (await placesOf(strapi, [token])).length]).toEqual([token, cells]);
  };

  /** All that the ledger, the journal and the certificate say, as one text. */
  const proofOf = async (certificate: string): Promise<string> => {
    const { jws } = await erasures().certificates.get(certificate);
    const [header, claims] = jws.split('.').map((part) => Buffer.from(part, 'base64url'));
    const rows = await Promise.all(
      ['custodian_erasure_ledger', 'custodian_erased_identifiers'].map((table) =>
        app.strapi.db.connection(table).select('*')
      )
    );
    await erasures().ledger.sync();
    const journal = readFileSync(join(folder, 'erasures.jsonl'), 'utf8');
    expect(journal.trim().split('\n')).toHaveLength(2);
    return [header, claims, JSON.stringify(rows), journal].join('\n').toLowerCase();
  };

  it(
    'plans without a trace, changes what the plan lists and no more, and leaves nothing',
    async () => {
      const [person, other] = people as [SeededPerson, SeededPerson];
      const { strapi } = app;
      const untouched = await placesOf(strapi, wordsOf(other));
      const others = await placesOf(strapi, ['Mr Other']);

      const start = await readData(strapi);
      await erasures().erasure.discover(caseOf(person), job());
      await erasures().erasure.diff(caseOf(person).id, 0, 2_000, true);
      const before = await readData(strapi);
      expect(dumpOf(before, PLANS)).toBe(dumpOf(start, PLANS));
      await decide(person);

      const listed = await listedBy(person, before);
      const heard: string[] = [];
      const listener = async (name: string, ...args: unknown[]) => {
        heard.push(`${name} ${JSON.stringify(args)}`.toLowerCase());
      };
      strapi.eventHub.subscribe(listener);
      await erasures().erasure.execute(caseOf(person), job());
      strapi.eventHub.unsubscribe(listener);
      expect(heard.filter((text) => /^(entry|media)\.delete/.test(text)).length).toBeGreaterThan(5);
      const own = [...wordsOf(person), ...tokensOf(person, 'certain')].map((one) =>
        one.toLowerCase()
      );
      expect(heard.filter((text) => own.some((one) => text.includes(one)))).toEqual([]);
      const after = new Map((await readData(strapi)).map((cell) => [keyOf(cell), cell.text]));
      const known = new Set(before.map(keyOf));
      const changed = before.filter((cell) => after.get(keyOf(cell)) !== cell.text);
      expect(theirs(changed.map(keyOf))).toEqual(theirs([...listed]));
      expect(theirs([...after.keys()].filter((key) => !known.has(key)))).toEqual([]);

      const found = await erasures().erasure.verify(caseOf(person), job());
      expect(found).toMatchObject({ residue: 0, retained: 1 });
      const { certificate = '' } = await strapi.db.transaction(async () =>
        erasures().erasure.conclude(caseOf(person), found)
      );
      const proof = await proofOf(certificate);
      for (const text of [...wordsOf(person), person.phone.slice(4), ...tokensOf(person, 'kept')])
        expect(proof).not.toContain(text.toLowerCase());
      expect(proof).toContain(caseOf(person).reference.toLowerCase());
      await expectGone(person, rowsOf(before, lookalikes));
      expect(await placesOf(strapi, wordsOf(other))).toEqual(untouched);
      expect(await placesOf(strapi, ['Mr Other'])).toEqual(others);
    },
    TIME_LIMIT_MS
  );
});
