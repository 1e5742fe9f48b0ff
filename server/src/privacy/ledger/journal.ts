import { createReadStream } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from '@strapi/utils';
import { canonicalJson, sha256 } from '../plan/canonical';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** Ids of Strapi and of this plugin. No white space: nobody's words fit in here. */
const word = z.string().regex(/^[\w:.-]{1,191}$/);

const intent = z.strictObject({
  kind: z.literal('intent'),
  entryId: word,
  at: z.iso.datetime(),
  reference: word,
  planDigest: digest,
  /** Keyed digests of the subject's identifiers. */
  identifiers: z.array(z.strictObject({ kind: word, digest })),
  /** The subject's own records: content type and documentId. */
  roots: z.array(z.tuple([word, word])),
  /** What people decided about items: key and strategy, `-` for not selected. */
  decisions: z.array(z.tuple([z.string().regex(/^[\w:.\- ]{1,400}$/), word])),
});

const done = z.strictObject({
  kind: z.literal('done'),
  entryId: word,
  at: z.iso.datetime(),
  /** Entry of the intent. */
  of: word,
  certificate: word,
});

/** One entry of the ledger. No part of it can hold free text. */
export const ledgerEntrySchema = z.discriminatedUnion('kind', [intent, done]);
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;
export type IntentEntry = z.infer<typeof intent>;

/**
 * The ledger outside of the database: a file that is only ever appended to, one JSON object a line,
 * each bound to the one before. A restored backup of the database does not take it back.
 */
export interface Journal {
  /** Appends, and returns when the disk has it (fsync). */
  append(entry: LedgerEntry): Promise<void>;
  /** All entries in their order. @throws JournalBroken naming the line that does not fit */
  read(): AsyncGenerator<LedgerEntry>;
}

/** Somebody changed the file. */
export class JournalBroken extends Error {
  override readonly name = 'JournalBroken';
}

const FIRST = '0'.repeat(64);

interface Line {
  readonly prev: string;
  readonly hash: string;
  readonly entry: LedgerEntry;
}

const hashOf = (prev: string, entry: LedgerEntry): string =>
  sha256(`${prev}\n${canonicalJson(entry)}`);

const parseLine = (text: string): Line | null => {
  try {
    const line = JSON.parse(text) as Line;
    return { ...line, entry: ledgerEntrySchema.parse(line.entry) };
  } catch {
    return null;
  }
};

const exists = (error: unknown): boolean =>
  !(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT');

/** The folder's own entry must reach the disk too, or a new file is lost with the power. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Ends a line that a crash cut short, so that the next one starts afresh. */
const endsCleanly = async (file: FileHandle): Promise<boolean> => {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === '\n';
};

/** Creates the reading half: every line is held against the one before. */
const createReader = (path: string) => {
  async function* lines(): AsyncGenerator<{ line: Line | null; isLast: boolean }> {
    const stream = createReadStream(path, 'utf8');
    const reader = createInterface({ input: stream, crlfDelay: Infinity });
    let before: string | null = null;
    try {
      for await (const text of reader) {
        if (before !== null) yield { line: parseLine(before), isLast: false };
        before = text === '' ? before : text;
      }
      if (before !== null) yield { line: parseLine(before), isLast: true };
    } catch (error) {
      if (exists(error)) throw error;
    }
  }

  async function* checked(): AsyncGenerator<Line> {
    let prev = FIRST;
    let number = 0;
    for await (const { line, isLast } of lines()) {
      number += 1;
      // A write that a crash cut short is the last line, and was never reported as done.
      if (line === null && isLast) return;
      if (line?.prev !== prev || line.hash !== hashOf(prev, line.entry))
        throw new JournalBroken(`Line ${number} of the erasure journal was changed`);
      prev = line.hash;
      yield line;
    }
  }

  return checked;
};

/** Creates the journal at a path; folders are made when the first entry is written. */
export const createJournal = (path: string): Journal => {
  const checked = createReader(path);

  const lastHash = async (): Promise<string> => {
    let prev = FIRST;
    for await (const { hash } of checked()) prev = hash;
    return prev;
  };

  const append = async (entry: LedgerEntry): Promise<void> => {
    const valid = ledgerEntrySchema.parse(entry);
    await mkdir(dirname(path), { recursive: true });
    const prev = await lastHash();
    const file = await open(path, 'a+', 0o600);
    try {
      if (!(await endsCleanly(file))) await truncateTail(file);
      const line = JSON.stringify({ prev, hash: hashOf(prev, valid), entry: valid });
      await file.appendFile(`${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(path);
  };

  // One after the other: each is bound to the one before.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    append(entry) {
      const mine = turn.then(() => append(entry));
      turn = mine.catch(() => undefined);
      return mine;
    },
    async *read() {
      for await (const { entry } of checked()) yield entry;
    },
  };
};

/** Removes what stands behind the last whole line. */
const truncateTail = async (file: FileHandle): Promise<void> => {
  const text = await file.readFile('utf8');
  await file.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
};
