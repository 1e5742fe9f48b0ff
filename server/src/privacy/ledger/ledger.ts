import type { Core } from '@strapi/strapi';
import { chunksOf } from '../../platform/chunks';
import type { Dialect } from '../../platform/dialect';
import { createRunSql } from '../../platform/run-sql';
import { id, joinSql, sql, type Sql } from '../../platform/sql';
import { ledgerEntrySchema, type Journal, type LedgerEntry } from './journal';
import { ERASED_IDENTIFIER_UID, LEDGER_TABLES, LEDGER_UID } from './models';

/** What was erased, in the database and in the journal. The journal never lacks what was destroyed. */
export interface Ledger {
  /** Writes an entry into the database. Call in the transaction of what it is about. */
  write(entry: LedgerEntry): Promise<void>;
  /** Takes over entries of the journal, in transactions of its own; those that are there stay. */
  adopt(entries: readonly LedgerEntry[]): Promise<void>;
  /** Brings the journal up to the database: nothing may be destroyed before this has returned. */
  sync(): Promise<void>;
  /** Entries that the journal has and the database has not: the database was taken back. */
  missing(): Promise<LedgerEntry[]>;
  /** Whether one of these digests belongs to somebody who was erased. */
  knows(digests: readonly string[]): Promise<boolean>;
}

/** What the ledger is kept with. */
interface LedgerParts {
  readonly strapi: Core.Strapi;
  readonly dialect: Pick<Dialect, 'table'>;
}

interface Row {
  id: number;
  entryId: string;
}

/** Ids are short: a ledger of a hundred thousand is compared at every start. */
const PAGE = 5_000;
/** So many erasures are not begun while another one's transaction is open. */
const OVERLAP = 200;
/** Rows of one insert: SQLite takes 500. */
const BATCH = 250;
/** Entries of one transaction: each waits for the disk. */
const ADOPTED = 10_000;

/** Values of one row to insert. */
const ledgerRow = (entry: LedgerEntry): Sql =>
  sql`(${entry.entryId}, ${entry.kind}, ${new Date(entry.at)}, ${JSON.stringify(entry)})`;

const digestRow = ({ digest, entryId }: { digest: string; entryId: string }): Sql =>
  sql`(${digest}, ${entryId})`;

const identifiersOf = (entry: LedgerEntry): { digest: string; entryId: string }[] =>
  entry.kind === 'intent'
    ? entry.identifiers.map(({ digest }) => ({ digest, entryId: entry.entryId }))
    : [];

const LEDGER = LEDGER_TABLES.erasureLedger;
const DIGESTS = LEDGER_TABLES.erasedIdentifiers;

/** Raw: at each start the whole of it is walked through, and after a restore the whole is written. */
const createTables = ({ strapi, dialect }: LedgerParts) => {
  const run = createRunSql({ strapi });
  const { table } = dialect;

  return {
    /** Pages of rows behind an id. */
    async *pages(from = 0): AsyncGenerator<Row[]> {
      for (let after = from; ;) {
        const page = await run.rows<Row>(
          sql`select ${id('id')}, ${id('entry_id')} as ${id('entryId')} from ${table(LEDGER)} where ${id('id')} > ${after} order by ${id('id')} limit ${PAGE}`
        );
        yield page;
        if (page.length < PAGE) return;
        after = page.at(-1)?.id ?? after;
      }
    },
    async insert(entries: readonly LedgerEntry[]): Promise<void> {
      const columns = sql`${id('entry_id')}, ${id('kind')}, ${id('at')}, ${id('body')}`;
      for (const part of chunksOf(entries, BATCH))
        await run.change(
          sql`insert into ${table(LEDGER)} (${columns}) values ${joinSql(part.map(ledgerRow), ', ')}`
        );
      // In the order of their index, which is written page by page then.
      const digests = entries
        .flatMap(identifiersOf)
        .sort((one, other) => (one.digest < other.digest ? -1 : 1));
      for (const part of chunksOf(digests, BATCH))
        await run.change(
          sql`insert into ${table(DIGESTS)} (${id('digest')}, ${id('entry_id')}) values ${joinSql(part.map(digestRow), ', ')}`
        );
    },
  };
};

/** Creates the ledger; calls expect system scope. */
export const createLedger = (parts: LedgerParts, journal: Journal): Ledger => {
  const { strapi } = parts;
  const query = () => strapi.db.query(LEDGER_UID);
  const identifiers = () => strapi.db.query(ERASED_IDENTIFIER_UID);
  const table = createTables(parts);

  const bodyOf = async (rowId: number): Promise<LedgerEntry> => {
    const row = (await query().findOne({ where: { id: rowId }, select: ['body'] })) as {
      body: string;
    };
    return JSON.parse(row.body) as LedgerEntry;
  };

  const isKnown = async ({ entryId }: LedgerEntry): Promise<boolean> =>
    (await query().count({ where: { entryId } })) > 0;

  const allKnown = async (): Promise<ReadonlySet<string>> => {
    const known = new Set<string>();
    for await (const page of table.pages()) for (const { entryId } of page) known.add(entryId);
    return known;
  };

  /** Rows up to here were in the journal when this process looked last. */
  let synced = 0;

  return {
    async write(entry) {
      if (!(await isKnown(entry))) await table.insert([ledgerEntrySchema.parse(entry)]);
    },
    async adopt(entries) {
      // Another node that starts may have taken them over; what it does at the same time the index refuses.
      const known = await allKnown();
      const fresh = entries.filter(({ entryId }) => !known.has(entryId));
      for (const chunk of chunksOf(fresh, ADOPTED))
        await strapi.db.transaction(async () => table.insert(chunk));
    },
    async sync() {
      const journaled = await journal.entryIds();
      // A transaction that began earlier may have committed later: those before are looked at again.
      for await (const page of table.pages(Math.max(0, synced - OVERLAP)))
        for (const { id: row, entryId } of page) {
          if (!journaled.has(entryId)) await journal.append(await bodyOf(row));
          synced = Math.max(synced, row);
        }
    },
    async missing() {
      return journal.unknownTo(await allKnown());
    },
    async knows(digests) {
      if (digests.length === 0) return false;
      const where = { digest: { $in: [...digests] } };
      return (await identifiers().count({ where })) > 0;
    },
  };
};
