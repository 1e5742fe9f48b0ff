import type { Places } from '../plan/places';
import { HOLD_BASIS } from '../plan/places';
import type { ItemStore, StoredItem } from '../plan/item-store';

/** Items that stay for a reason, and when they may go. */
export interface KeptItems {
  /** Whether nothing keeps an item any more. */
  isDue(item: StoredItem): Promise<boolean>;
  /** All that a plan still keeps. */
  of(planId: number): AsyncGenerator<StoredItem>;
  /** How many, and when to look again: at the first end, or in a day where only a hold has none. */
  summary(planId: number): Promise<{ readonly count: number; readonly nextDue: Date | null }>;
}

const DAY_MS = 86_400_000;

const KEPT = { strategy: 'keep', selected: true, doneAt: { $null: true } };

/** Creates the reader; calls expect system scope. */
export const createKeptItems = (items: ItemStore, places: Places): KeptItems => ({
  async isDue({ basis, until, documentUid, documentId }) {
    // A hold that was set or prolonged meanwhile counts as well as the one that was planned with.
    if (documentUid !== null && documentId !== null)
      if (await places.holdOn({ uid: documentUid, documentId })) return false;
    if (until !== null) return new Date(until) <= new Date();
    return basis === HOLD_BASIS;
  },
  of: (planId) => items.all(planId, KEPT),
  async summary(planId) {
    let count = 0;
    let nextDue: Date | null = null;
    for await (const { basis, until } of items.all(planId, KEPT)) {
      count += 1;
      const lifted = basis === HOLD_BASIS ? new Date(Date.now() + DAY_MS) : null;
      const end = until === null ? lifted : new Date(until);
      if (end && (nextDue === null || end < nextDue)) nextDue = end;
    }
    return { count, nextDue };
  },
});
