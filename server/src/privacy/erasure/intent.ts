import type { SubjectQuery } from '../discovery/discovery';
import type { IntentEntry } from '../ledger/journal';
import type { ItemStore } from '../plan/item-store';
import type { Plan } from '../plan/plans';

/** How the ledger writes that an item was not selected. */
export const NOT_SELECTED = '-';

/**
 * What the ledger keeps of a plan: enough to erase the same again in a restored database, and nothing
 * that says who it was.
 */
export const intentOf = async (
  { id, reference, digest }: Plan,
  { roots }: SubjectQuery,
  identifiers: readonly { kind: string; digest: string }[],
  items: ItemStore
): Promise<IntentEntry> => {
  const decisions: [string, string][] = [];
  for await (const item of items.all(id, { decidedBy: { $notNull: true } }))
    decisions.push([item.key, item.selected ? item.strategy : NOT_SELECTED]);
  return {
    kind: 'intent',
    entryId: `intent:${digest ?? ''}`,
    at: new Date().toISOString(),
    reference,
    planDigest: digest ?? '',
    identifiers: [...identifiers],
    roots: roots.map(({ uid, documentId }) => [uid, documentId]),
    decisions,
  };
};
