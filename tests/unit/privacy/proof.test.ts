import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, sha256 } from '../../../server/src/privacy/plan/canonical';
import { addDuration, keepFor, longer } from '../../../server/src/privacy/plan/retention';
import { replacement } from '../../../server/src/privacy/plan/strategy';
import { certificateSchema } from '../../../server/src/privacy/proof/claims';
import { createKeyring } from '../../../server/src/privacy/proof/keyring';
import {
  createJournal,
  JournalBroken,
  ledgerEntrySchema,
  type LedgerEntry,
} from '../../../server/src/privacy/ledger/journal';
import { toCsv, toHtml } from '../../../server/src/privacy/packages/render';
import { safeName } from '../../../server/src/privacy/packages/archive';

const entry = (number: number): LedgerEntry => ({
  kind: 'done',
  entryId: `done:${number}`,
  at: '2026-01-01T00:00:00.000Z',
  of: 'intent:1',
  certificate: `c-${number}`,
});

const readAll = async (path: string): Promise<string[]> =>
  (await createJournal(path).unknownTo(new Set())).map(({ entryId }) => entryId);

describe('canonical JSON', () => {
  it('has one spelling for one value', () => {
    expect(canonicalJson({ b: [1, null, 'x'], a: { z: true, y: undefined } })).toBe(
      '{"a":{"z":true},"b":[1,null,"x"]}'
    );
    expect(() => canonicalJson({ a: 0.1 })).toThrow();
  });
});

describe('the journal', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'custodian-journal-'));
    path = join(folder, 'deep', 'journal.jsonl');
    const journal = createJournal(path);
    await Promise.all([entry(1), entry(2), entry(3)].map((one) => journal.append(one)));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('reads what was appended, in order', async () => {
    expect(await readAll(path)).toEqual(['done:1', 'done:2', 'done:3']);
    expect(await readAll(join(folder, 'none'))).toEqual([]);
  });

  it('goes on behind a line that a crash cut short', async () => {
    appendFileSync(path, '{"prev":"00');
    expect(await readAll(path)).toHaveLength(3);
    await createJournal(path).append(entry(4));
    expect(await readAll(path)).toEqual(['done:1', 'done:2', 'done:3', 'done:4']);
  });

  it('goes on behind a line that lacks nothing but its end', async () => {
    writeFileSync(path, readFileSync(path, 'utf8').trimEnd());
    expect(await readAll(path)).toEqual(['done:1', 'done:2']);
    await createJournal(path).append(entry(4));
    expect(await readAll(path)).toEqual(['done:1', 'done:2', 'done:4']);
  });

  it('reads what others append, and nothing twice', async () => {
    const [journal, other] = [createJournal(path), createJournal(path)];
    expect([...(await journal.entryIds())]).toEqual(['done:1', 'done:2', 'done:3']);
    await other.append(entry(4));
    // What was read already is not looked at again, whatever it says now.
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('c-2', 'c-9'));
    await journal.append(entry(5));
    writeFileSync(path, readFileSync(path, 'utf8').replace('c-9', 'c-2'));
    expect(await readAll(path)).toEqual(['done:1', 'done:2', 'done:3', 'done:4', 'done:5']);
  });

  it.each([
    ['changed', (lines: string[]) => lines.map((line) => line.replace('c-2', 'c-9'))],
    ['dropped', (lines: string[]) => [lines[0]!, lines[2]!]],
    ['swapped', (lines: string[]) => [lines[1]!, lines[0]!, lines[2]!]],
  ])('notices a line that was %s', async (_what, edit) => {
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    writeFileSync(path, `${edit(lines).join('\n')}\n`);
    await expect(readAll(path)).rejects.toThrow(JournalBroken);
  });

  it('takes over nothing but entries, however well they are chained', async () => {
    const words = { ...entry(1), certificate: 'Jana Nováková' };
    const first = '0'.repeat(64);
    const hash = sha256(`${first}\n${canonicalJson(words)}`);
    writeFileSync(path, `${JSON.stringify({ prev: first, hash, entry: words })}\n`);
    await expect(readAll(path)).rejects.toThrow(JournalBroken);
  });

  it('has no room for words', async () => {
    const words = { ...entry(5), certificate: 'Jana Nováková' } as LedgerEntry;
    await expect(createJournal(path).append(words)).rejects.toThrow();
  });
});

describe('the keyring', () => {
  const old = createKeyring(() => ['old-secret']);
  const rotated = createKeyring(() => ['new-secret', 'old-secret']);

  it('opens and verifies what the key before did, and signs with the new one', () => {
    expect(rotated.open(old.seal({ a: 1 }, 'x'), 'x')).toEqual({ a: 1 });
    expect(rotated.verify(old.sign({ a: 1 }, 't'))).toEqual({ a: 1 });
    expect(() => old.verify(rotated.sign({ a: 1 }, 't'))).toThrow();
    expect(rotated.namesOf('email', 'a@b.c')).toContain(old.namesOf('email', 'a@b.c')[0]);
  });

  it('opens nothing that was sealed for something else, or altered', () => {
    const sealed = old.seal('secret', 'one');
    expect(() => old.open(sealed, 'other')).toThrow();
    const bytes = Buffer.from(sealed, 'base64');
    bytes[bytes.length - 1]! ^= 1;
    expect(() => old.open(bytes.toString('base64'), 'one')).toThrow();
  });

  it('takes no token without a signature', () => {
    const [, payload] = old.sign({ a: 1 }, 't').split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(() => old.verify(`${none}.${payload}.`)).toThrow();
  });
});

describe('retention', () => {
  const from = (text: string) => new Date(`${text}T00:00:00Z`);
  it.each([
    ['2024-02-29', 'P1Y', '2025-02-28'],
    ['2026-01-31', 'P1M', '2026-02-28'],
    ['2026-12-31', 'P2M1D', '2027-03-01'],
    ['2026-03-01', 'P2W', '2026-03-15'],
  ])('%s + %s = %s', (start, duration, end) => {
    expect(addDuration(from(start), duration)).toEqual(from(end));
  });

  it('ends on its day, and never where nobody knows when it began', () => {
    const rule = { for: 'P1Y', from: 'createdAt', basis: 'law' };
    expect(keepFor(rule, from('2025-01-01'), from('2026-01-01'))).toBeNull();
    expect(keepFor(rule, from('2025-01-02'), from('2026-01-01'))?.until).toEqual(
      from('2026-01-02')
    );
    const endless = keepFor(rule, null, from('2026-01-01'));
    expect(endless?.until).toBeNull();
    expect(longer(endless, { basis: 'x', until: from('2030-01-01') })).toBe(endless);
  });
});

describe('what takes the place of a value', () => {
  const shape = { type: 'string', required: false, unique: false, maxLength: null };
  it('is valid for the attribute, and says nothing', () => {
    expect(replacement('delete', shape, 'x', 't')).toBeNull();
    expect(replacement('delete', { ...shape, required: true }, 'x', 't')).toBe('[erased]');
    expect(replacement('delete', { ...shape, required: true, unique: true }, 'x', 't')).toBe(
      'erased-t'
    );
    const email = { ...shape, type: 'email', required: true };
    expect(replacement('delete', email, 'x', 't')).toBe('erased-t@erased.invalid');
    expect(replacement('anonymise', { ...shape, type: 'date' }, '1980-05-17', 't')).toBe(
      '1980-01-01'
    );
    expect(replacement('pseudonymise', { ...shape, maxLength: 8 }, 'x', 'token')).toBe('erased-t');
    expect(replacement('pseudonymise', { ...shape, type: 'integer' }, 5, 't')).toBeNull();
  });
});

describe('what is handed out', () => {
  const record = {
    contentType: 'api::x.x',
    documentId: 'd',
    locale: null,
    published: true,
    fields: [
      ['name', '=HYPERLINK("x")'],
      ['note', '<img src=x onerror=alert(1)>'],
    ] as [string, string][],
  };
  it('runs nowhere', () => {
    expect(toCsv([record])).toContain(`"'=HYPERLINK(""x"")"`);
    const html = toHtml(
      {
        reference: 'R<1>',
        createdAt: '',
        profile: 'access',
        controller: '',
        categories: [],
        legalBases: [],
        recipients: [],
        retention: [],
        withheld: [],
      },
      new Map([['api::x.x', [record]]])
    );
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });

  it('unpacks into its own folder', () => {
    for (const name of ['../../etc/passwd', '/etc/passwd', '..', '', 'C:\\x', '.bashrc'])
      expect(safeName(name)).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u);
  });
});

const DIGEST = 'a'.repeat(64);
const AT = '2026-01-01T00:00:00.000Z';

/** One of each that outlives whom it is about. */
const RECORDS = {
  intent: {
    kind: 'intent',
    entryId: `intent:${DIGEST}`,
    at: AT,
    reference: 'DSR-2026-ab12',
    planDigest: DIGEST,
    identifiers: [{ kind: 'email', digest: DIGEST }],
    roots: [['api::person.person', 'k'.repeat(24)]],
    decisions: [
      ['cell persons_cmps 12 first_name', 'redact'],
      [`document api::person.person ${'k'.repeat(24)}`, '-'],
      ['row strapi_history_versions 3', 'delete'],
      ['file 7', 'keep'],
    ],
  },
  done: { kind: 'done', entryId: 'done:1', at: AT, of: `intent:${DIGEST}`, certificate: 'c-1' },
  certificate: {
    iss: 'strapi-plugin-custodian',
    iat: 1_700_000_000,
    jti: '0190163d-8694-739b-aea5-966c26f8ad91',
    request: 'DSR-2026-ab12',
    planDigest: DIGEST,
    figures: { 'cell.redact': 2, 'file.not-selected': 1 },
    retained: [
      {
        contentType: 'api::invoice.invoice',
        documentId: 'k'.repeat(24),
        attribute: 'home.street',
        basis: { source: 'rule', digest: DIGEST },
        until: AT,
      },
    ],
    notCovered: ['write-ahead-log'],
    database: 'postgres',
    scan: {
      residue: 0,
      retained: 1,
      names: 0,
      tables: 49,
      columns: 231,
      files: 3,
      filesNotRead: 0,
    },
    result: 'erased-except-retained',
  },
};

/** The same value as often as it has texts, with another text in the place of each, keys included. */
const withText = (value: unknown, text: string): unknown[] => {
  if (typeof value === 'string') return [text];
  if (Array.isArray(value))
    return value.flatMap((item, at) =>
      withText(item, text).map((other) => value.map((one, index) => (index === at ? other : one)))
    );
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const { [key]: _gone, ...rest } = value as Record<string, unknown>;
    return [
      { ...rest, [text]: item },
      ...withText(item, text).map((other) => ({ ...value, [key]: other })),
    ];
  });
};

describe('what outlives an erasure', () => {
  it.each([
    ['an intent in the ledger and the journal', ledgerEntrySchema, RECORDS.intent],
    ['the end of one', ledgerEntrySchema, RECORDS.done],
    ['a certificate', certificateSchema, RECORDS.certificate],
  ])('has no place for free text: %s', (_name, schema, record) => {
    expect(schema.parse(record)).toEqual(record);
    for (const text of [
      'Anna Novák',
      'anna@example.test',
      '+420 605 111 222',
      '+420605111222',
      '',
    ]) {
      const others = withText(record, text);
      expect(others.length).toBeGreaterThan(9);
      for (const other of others)
        expect([other, schema.safeParse(other).success]).toEqual([other, false]);
    }
    expect(schema.safeParse({ ...record, remark: 'x' }).success).toBe(false);
  });
});
