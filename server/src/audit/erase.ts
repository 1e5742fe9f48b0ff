import type { Audit } from './audit';
import type { Chain } from './chain';
import { ERASED } from './findings';
import { toRanges } from './id-ranges';
import { chunksOf } from '../platform/chunks';
import type { LogTables } from './log-tables';
import { findPayloads, type PayloadSelection } from './payload-selection';

/** What was erased. */
export interface ErasedPayloads {
  readonly erased: number;
}

/**
 * Removes payloads, their keys, and what records their entries could be found by. The entries stay,
 * and the chain still verifies; that they were erased is an entry of its own, in the same transaction.
 * @param reason why, in words that are not personal themselves: it is kept
 */
export type ErasePayloads = (
  selection: PayloadSelection,
  reason: string
) => Promise<ErasedPayloads>;

/** Creates the eraser. It runs in the transaction that is open. */
export const createErasePayloads =
  (tables: LogTables, chain: Chain, audit: Audit): ErasePayloads =>
  (selection, reason) =>
    // In turn: nothing is sealed, and so made findable, while it is being erased.
    chain.inTurn(async () => {
      const found = await findPayloads(tables, selection);
      if (found.size === 0) return { erased: 0 };
      for (const part of chunksOf([...found.keys()])) {
        await tables.run(tables.on('payloads').whereIn('commitment', part).delete());
        await tables.run(tables.on('subjects').whereIn('commitment', part).delete());
      }
      const details = { reason, count: found.size, entries: toRanges([...found.values()]) };
      await audit.record({ type: ERASED, details });
      return { erased: found.size };
    });
