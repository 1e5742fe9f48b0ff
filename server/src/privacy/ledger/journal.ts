import { createReadStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from '@strapi/utils';
import { canonicalJson, sha256 } from '../plan/canonical';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** Ids of Strapi and of this plugin. No white space: nobody's words fit in here. */
const word = z.string().regex(/^[\w:.-]{1,191}$/);
/** Keys of items as plans make them: names of tables and columns, and ids. */
const itemKey = z
  .string()
  .max(400)
  .regex(/^(cell [\w:.-]+ (\d+|-) [\w:.-]+|row [\w:.-]+ \d+|file \d+|document [\w:.-]+ [\w:.-]+)$/);

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
  decisions: z.array(z.tuple([itemKey, word])),
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
  /** Reads it from its beginning: what is not among the known ids. @throws JournalBroken naming the line */
  unknownTo(known: ReadonlySet<string>): Promise<LedgerEntry[]>;
  /** Ids of all entries. What was read before is not read again. @throws JournalBroken */
  entryIds(): Promise<ReadonlySet<string>>;
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

/** The line of an entry behind another: the entry in the one spelling that is hashed. */
export const journalLine = (prev: string, entry: LedgerEntry): { text: string; hash: string } => {
  const hash = hashOf(prev, entry);
  return { text: `{"prev":"${prev}","hash":"${hash}","entry":${canonicalJson(entry)}}`, hash };
};

/** Where the entry begins in a line as it is written above. */
const ENTRY_AT = `{"prev":"${FIRST}","hash":"${FIRST}","entry":`.length;

/** Whether a line's hash is that of its entry, in the spelling it stands in or else in the canonical one. */
const isHashed = (text: string, { prev, hash, entry }: Line): boolean =>
  hash === sha256(`${prev}\n${text.slice(ENTRY_AT, -1)}`) || hash === hashOf(prev, entry);

const parseLine = (text: string): Line | null => {
  try {
    const line = JSON.parse(text) as Line;
    return typeof line.entry.entryId === 'string' ? line : null;
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

/**
 * Hands on whole lines from an offset on, without a pause between those of a chunk: there are many.
 * What follows the last line feed was cut short, and never reported as done.
 */
const linesFrom = async (path: string, offset: number, see: (line: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const part of createReadStream(path, { start: offset, highWaterMark: CHUNK })) {
      rest = Buffer.concat([rest, part as Buffer]);
      let start = 0;
      for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED, start)) {
        see(rest.subarray(start, end));
        start = end + 1;
      }
      rest = rest.subarray(start);
    }
  } catch (error) {
    if (exists(error)) throw error;
  }
};

const CHUNK = 1024 * 1024;
const LINE_FEED = 10;

/** Only what is made use of is looked into: the line was held against the one before. */
const checked = (entry: LedgerEntry): LedgerEntry => {
  const result = ledgerEntrySchema.safeParse(entry);
  if (!result.success)
    throw new JournalBroken(`${entry.entryId} is no entry of the erasure journal`);
  return result.data;
};

/** How far a journal has been read: another process may have appended since. */
interface Position {
  /** Bytes, behind the last whole line. */
  readonly offset: number;
  readonly number: number;
  readonly hash: string;
}

const BEGINNING: Position = { offset: 0, number: 0, hash: FIRST };

/** Reads entries from a position on; every line is held against the one before. */
const entriesFrom = async (
  path: string,
  from: Position,
  see: (entry: LedgerEntry, position: Position) => void
): Promise<void> => {
  let position = from;
  await linesFrom(path, from.offset, (bytes) => {
    const number = position.number + 1;
    const text = bytes.toString('utf8');
    const line = parseLine(text);
    if (line?.prev !== position.hash || !isHashed(text, line))
      throw new JournalBroken(`Line ${number} of the erasure journal was changed`);
    position = { offset: position.offset + bytes.length + 1, number, hash: line.hash };
    see(line.entry, position);
  });
};

/** Keeps what was read of a journal, and reads on from there. */
const createCursor = (path: string) => {
  let file: { readonly inode: number; position: Position; readonly ids: Set<string> } | null = null;

  /** Reads what has come since; from the beginning where it is not the file that it was. */
  const catchUp = async (see: (entry: LedgerEntry) => void = () => undefined) => {
    const now = await stat(path).catch((error: unknown) => {
      if (exists(error)) throw error;
      return null;
    });
    const isSame = file !== null && now?.ino === file.inode && now.size >= file.position.offset;
    const known =
      isSame && file ? file : { inode: now?.ino ?? 0, position: BEGINNING, ids: new Set<string>() };
    if (now && now.size > known.position.offset)
      await entriesFrom(path, known.position, (entry, position) => {
        known.ids.add(entry.entryId);
        known.position = position;
        see(entry);
      });
    file = known;
    return known;
  };

  return {
    catchUp,
    async readAll(see: (entry: LedgerEntry) => void) {
      file = null;
      await catchUp(see);
    },
  };
};

/** Creates the journal at a path; folders are made when the first entry is written. */
export const createJournal = (path: string): Journal => {
  const cursor = createCursor(path);

  const append = async (entry: LedgerEntry): Promise<void> => {
    const valid = ledgerEntrySchema.parse(entry);
    await mkdir(dirname(path), { recursive: true });
    const { hash: prev, offset } = (await cursor.catchUp()).position;
    const file = await open(path, 'a', 0o600);
    try {
      // A line that a crash cut short, so that this one starts afresh.
      await file.truncate(offset);
      await file.appendFile(`${journalLine(prev, valid).text}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(path);
  };

  // One after the other: each is bound to the one before.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  return {
    append: (entry) => inTurn(() => append(entry)),
    unknownTo: (known) =>
      inTurn(async () => {
        const unknown = new Map<string, LedgerEntry>();
        await cursor.readAll((entry) => {
          // Two nodes may have appended the same entry.
          if (!known.has(entry.entryId)) unknown.set(entry.entryId, checked(entry));
        });
        return [...unknown.values()];
      }),
    entryIds: () => inTurn(async () => (await cursor.catchUp()).ids),
  };
};
