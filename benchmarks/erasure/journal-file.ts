import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { journalLine, type LedgerEntry } from '../../server/src/privacy/ledger/journal';

/** Digests of each erasure: an address, a number, a customer number. */
export const IDENTIFIERS_EACH = 3;
const KINDS = ['email', 'phone', 'customerNumber'];

const digest = (): string => randomBytes(32).toString('hex');

/** An erasure of somebody who is not in the database, and its completion. */
const erasureOf = (at: number): LedgerEntry[] => {
  const planDigest = digest();
  const time = new Date(Date.UTC(2026, 0, 1) + at * 60_000).toISOString();
  const entryId = `intent:${planDigest}`;
  const certificate = `CERT-${at}`;
  return [
    {
      kind: 'intent',
      entryId,
      at: time,
      reference: `DSR-${at}`,
      planDigest,
      identifiers: KINDS.map((kind) => ({ kind, digest: digest() })),
      roots: [['api::contact.contact', `gone${String(at).padStart(20, '0')}`]],
      decisions: [],
    },
    { kind: 'done', entryId: `done:${certificate}`, at: time, of: entryId, certificate },
  ];
};

/** Writes a journal of so many erasures in one go: appended one by one, each would wait for the disk. */
export const writeJournal = (path: string, erasures: number): void => {
  let prev = '0'.repeat(64);
  const lines: string[] = [];
  for (let at = 0; at < erasures; at += 1)
    for (const entry of erasureOf(at)) {
      const { text, hash } = journalLine(prev, entry);
      lines.push(text);
      prev = hash;
    }
  writeFileSync(path, `${lines.join('\n')}\n`);
};
