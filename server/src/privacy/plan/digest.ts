import { createRunningDigest } from './canonical';
import type { PlanItem } from './item';

/** Counts up when the content of the digest changes. */
const PLAN_FORMAT = 1;

/** What the digest is taken over: the item, and nothing of how it is stored. */
const contentOf = (item: PlanItem) => ({
  seq: item.seq,
  key: item.key,
  kind: item.kind,
  uid: item.uid,
  table: item.table,
  rowId: item.rowId,
  column: item.column,
  attribute: item.attribute,
  documentUid: item.documentUid,
  documentId: item.documentId,
  locale: item.locale,
  published: item.published,
  confidence: item.confidence,
  via: item.via,
  strategy: item.strategy,
  after: item.after,
  before: item.before,
  basis: item.basis,
  until: item.until,
  selected: item.selected,
});

/**
 * SHA-256 over a plan: its reference and moment, then all items in their order.
 */
export const digestOf = async (
  { reference, asOf }: { readonly reference: string; readonly asOf: string },
  items: AsyncIterable<PlanItem>
): Promise<string> => {
  const digest = createRunningDigest();
  digest.add({ format: PLAN_FORMAT, reference, asOf });
  for await (const item of items) digest.add(contentOf(item));
  return digest.end();
};
