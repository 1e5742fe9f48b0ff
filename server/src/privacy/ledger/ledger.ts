import type { Core } from '@strapi/strapi';
import { ledgerEntrySchema, type Journal, type LedgerEntry } from './journal';
import { ERASED_IDENTIFIER_UID, LEDGER_UID } from './models';

/** What was erased, in the database and in the journal. The journal never lacks what was destroyed. */
export interface Ledger {
  /** Writes an entry into the database. Call in the transaction of what it is about. */
  write(entry: LedgerEntry): Promise<void>;
  /** Brings the journal up to the database: nothing may be destroyed before this has returned. */
  sync(): Promise<void>;
  /** Entries that the journal has and the database has not: the database was taken back. */
  missing(): Promise<LedgerEntry[]>;
  /** Whether one of these digests belongs to somebody who was erased. */
  knows(digests: readonly string[]): Promise<boolean>;
}

interface Row {
  id: number;
  entryId: string;
  body: string;
}

const PAGE = 500;
/** So many erasures are not begun while another one's transaction is open. */
const OVERLAP = 200;

/** Creates the ledger; calls expect system scope. */
export const createLedger = ({ strapi }: { strapi: Core.Strapi }, journal: Journal): Ledger => {
  const query = () => strapi.db.query(LEDGER_UID);
  const identifiers = () => strapi.db.query(ERASED_IDENTIFIER_UID);

  async function* rows(from = 0): AsyncGenerator<Row> {
    for (let after = from; ;) {
      const where = { id: { $gt: after } };
      const page = (await query().findMany({
        where,
        orderBy: { id: 'asc' },
        limit: PAGE,
      })) as Row[];
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.id ?? after;
    }
  }

  /** Rows up to here were in the journal when this process looked last. */
  let synced = 0;

  return {
    async write(entry) {
      const { entryId, kind, at } = entry;
      if (await query().findOne({ where: { entryId } })) return;
      await query().create({
        data: {
          entryId,
          kind,
          at: new Date(at),
          body: JSON.stringify(ledgerEntrySchema.parse(entry)),
        },
      });
      if (entry.kind !== 'intent') return;
      const data = entry.identifiers.map(({ digest }) => ({ digest, entryId }));
      if (data.length > 0) await identifiers().createMany({ data });
    },
    async sync() {
      const journaled = await journal.entryIds();
      // A transaction that began earlier may have committed later: those before are looked at again.
      for await (const { id, entryId, body } of rows(Math.max(0, synced - OVERLAP))) {
        if (!journaled.has(entryId)) await journal.append(JSON.parse(body) as LedgerEntry);
        synced = Math.max(synced, id);
      }
    },
    async missing() {
      const known = new Set<string>();
      for await (const { entryId } of rows()) known.add(entryId);
      const missing: LedgerEntry[] = [];
      for await (const entry of journal.read()) if (!known.has(entry.entryId)) missing.push(entry);
      return missing;
    },
    async knows(digests) {
      if (digests.length === 0) return false;
      const where = { digest: { $in: [...digests] } };
      return (await identifiers().count({ where })) > 0;
    },
  };
};
