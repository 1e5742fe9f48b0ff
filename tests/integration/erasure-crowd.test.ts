import { createHash } from 'node:crypto';
import { CONTACT, createRecord, TICKET } from './support/crm';
import {
  caseOf,
  directJob,
  residueOf,
  seedCanary,
  startErasure,
  type Canary,
  type ErasureSuite,
} from './support/erasure';

const SUBJECTS = 10_000;
const ACTIVITIES_EACH = 4;
/** knex writes a batch for SQLite as one compound select, which may have 500 terms. */
const BATCH = 500;

/** What the desk keeps for itself, and what Strapi does meanwhile. */
const NOT_THEIRS = /^(custodian_|strapi_|sqlite_)/;

describe('erasure among ten thousand others', () => {
  let suite: ErasureSuite;
  let requests = 0;

  const erasures = () => suite.services.erasures;
  const job = () => directJob(suite.strapi);
  const knex = () => suite.strapi.db.connection;
  const insert = (table: string, rows: object[]) => knex().batchInsert(table, rows, BATCH);

  /** Some 100,000 rows: people with a draft, a published version and activities. */
  const fill = async () => {
    const at = new Date();
    const stamps = { created_at: at, updated_at: at };
    const numbers = Array.from({ length: SUBJECTS }, (_, n) => n);
    const idOf = (kind: string, n: number) => `${kind}${String(n).padStart(23, '0')}`;
    const person = (n: number, published_at: Date | null) => ({
      ...{ document_id: idOf('p', n), ...stamps, published_at },
      ...{ first_name: `Given${n % 97}`, last_name: `Family${n % 89}` },
      ...{ email: `crowd.${n}@example.test`, phone: `+4206010${10_000 + n}` },
      notes: `Number ${n} of the crowd, met at the fair`,
    });
    await insert(
      'contacts',
      numbers.flatMap((n) => [person(n, null), person(n, at)])
    );
    const activities = numbers.flatMap((n) =>
      Array.from({ length: ACTIVITIES_EACH }, (_, k) => n * ACTIVITIES_EACH + k)
    );
    await insert(
      'activities',
      activities.map((n) => ({
        ...{ document_id: idOf('v', n), ...stamps, published_at: at },
        subject: `Visit ${n}`,
      }))
    );
    const rows = async (table: string) =>
      (await knex()(table).select('id').orderBy('id')) as { id: number }[];
    const people = await rows('contacts');
    await insert(
      'activities_contact_lnk',
      (await rows('activities')).map(({ id }, n) => ({
        activity_id: id,
        contact_id: people[Math.floor(n / ACTIVITIES_EACH) * 2]!.id,
      }))
    );
  };

  /** A digest of every row of the project by `<table> <id>`. */
  const snapshot = async (): Promise<Map<string, string>> => {
    const tables = await suite.strapi.db.dialect.schemaInspector.getTables();
    const digests = new Map<string, string>();
    for (const table of tables.filter((name) => !NOT_THEIRS.test(name)))
      for (const row of (await knex()(table).select('*')) as { id: number }[]) {
        const hash = createHash('sha256').update(JSON.stringify(row));
        digests.set(`${table} ${row.id}`, hash.digest('base64'));
      }
    return digests;
  };

  const erase = async (request: ReturnType<typeof caseOf>) => {
    await erasures().erasure.discover(request, job());
    await erasures().erasure.execute(request, job());
    const found = await erasures().erasure.verify(request, job());
    await suite.strapi.db.transaction(async () => erasures().erasure.conclude(request, found));
    return found;
  };

  beforeAll(async () => {
    suite = await startErasure();
    await suite.strapi
      .plugin('i18n')
      .service<{ create(locale: object): Promise<unknown> }>('locales')
      .create({ code: 'de', name: 'German' });
    await fill();
    // A busy machine takes its time over 100,000 rows.
  }, 300_000);
  afterAll(() => suite.stop());

  it('leaves their rows as they were, of namesakes and similar addresses too', async () => {
    const before = await snapshot();
    expect(before.size).toBeGreaterThan(100_000);
    const canary = await seedCanary(suite.strapi);
    const { first: firstName, last: lastName, email } = canary;
    const namesakes = [
      { firstName, lastName, email: `other.${email}` },
      { firstName, lastName, email: 'somebody@example.test' },
      { firstName: 'Near', lastName: 'Match', email: `${email}.cz`, notes: `${email}s, x${email}` },
    ];
    for (const data of namesakes) {
      const documentId = await createRecord(suite.strapi, CONTACT, data);
      for (const { id } of await knex()('contacts').where({ document_id: documentId }).select('*'))
        before.set(`contacts ${id}`, await snapshotOf('contacts', id));
    }
    const found = await erase(caseOf(canary, (requests += 1)));
    expect(found).toMatchObject({ residue: 0, retained: 0 });
    const after = await snapshot();
    expect([...before].filter(([row, digest]) => after.get(row) !== digest)).toEqual([]);

    // A backup that knows nothing of it, with all the others in it.
    await comesBack(canary);
  }, 300_000);

  const snapshotOf = async (table: string, id: number) => {
    const [row] = (await knex()(table).where({ id }).select('*')) as object[];
    return createHash('sha256').update(JSON.stringify(row)).digest('base64');
  };

  const comesBack = async (canary: Canary) => {
    const { email, first: firstName } = canary;
    const documentId = await createRecord(suite.strapi, CONTACT, { firstName, email });
    await knex()('custodian_erasure_ledger').delete();
    await knex()('custodian_erased_identifiers').delete();
    expect(await erasures().start()).toEqual({ missing: 1, erased: 1 });
    expect(await suite.strapi.db.query(CONTACT).count({ where: { documentId } })).toBe(0);
  };

  it('takes identifiers as they are, whatever they would mean elsewhere', async () => {
    const { strapi } = suite;
    const email = `o'brien_100%"x@example.test`;
    const names = { firstName: '<img src=x onerror=alert(1)>', lastName: '=1+1"; drop table x' };
    const person = (await strapi.db.query(CONTACT).create({
      data: { ...names, documentId: 'h'.repeat(24), email, notes: '‮مريم‬ 🦄 ../../etc/passwd' },
    })) as { documentId: string };
    // `_` and `%` match anything in SQL; a quote ends a text.
    const others = [`o'brienX100Y"x@example.test`, `o''brien_100%"x@example.test`];
    const titles = [`Ask ${email}, 🦄`, ...others.map((one) => `Ask ${one}`), 'Ask Jo'];
    const tickets: string[] = [];
    for (const title of titles) tickets.push(await createRecord(strapi, TICKET, { title }));
    const long = 'ř 🦄 text '.repeat(400_000);
    const other = await createRecord(strapi, CONTACT, {
      firstName: 'Long',
      notes: `${long}${email}`,
    });
    expect(Buffer.byteLength(long)).toBeGreaterThan(5_000_000);

    const found = await erase({
      id: (requests += 1),
      reference: `DSR-${requests}`,
      kind: 'erasure',
      identifiers: [{ kind: 'email', value: email }],
      name: 'Jo',
      roots: [{ contentType: CONTACT, documentId: person.documentId }],
      ambiguous: false,
      locale: 'en',
    });
    expect(found).toMatchObject({ residue: 0, retained: 0 });
    const titleOf = async (documentId: string) =>
      ((await strapi.db.query(TICKET).findOne({ where: { documentId } })) as { title: string })
        .title;
    expect(await Promise.all(tickets.map(titleOf))).toEqual([
      'Ask [erased person], 🦄',
      ...titles.slice(1),
    ]);
    const { notes } = (await strapi.db
      .query(CONTACT)
      .findOne({ where: { documentId: other } })) as { notes: string };
    expect(notes === `${long}[erased person]`).toBe(true);
    const canary = { first: names.firstName, last: names.lastName, email, secret: 'etc/passwd' };
    expect(await residueOf(strapi, { ...canary, phone: '+420999999999' } as Canary)).toEqual([]);
  });
});
