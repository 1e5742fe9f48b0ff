import type { RowChange } from './snapshot';
import type { Deed, Violation } from './judge';
import type { Node } from './world';

/** Strapi copies what all locales share from the one that is written to the others, as the system. */
const SHARED_BY_LOCALES: Record<string, string[]> = { 'api::product.product': ['sku', 'stock'] };

const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

/**
 * Whether the value is that of another locale which the write changed, and which shows it to the actor
 * or has had it all along: locales may differ in the data drawn, Strapi makes them agree on any write.
 */
const isCopied = (deed: Deed, uid: string, change: RowChange, attribute: string, column: string) =>
  SHARED_BY_LOCALES[uid]?.includes(attribute) === true &&
  deed.changes.some(
    ({ table, before, after }) =>
      table === change.table &&
      after?.document_id === change.after?.document_id &&
      after?.locale !== change.after?.locale &&
      same(after?.[column], change.after?.[column]) &&
      (!before ||
        same(before[column], after?.[column]) ||
        !deed.before.maskedValues(deed.principal, { uid, id: Number(before.id) }).has(attribute))
  );

/** Values that the actor sees masked, of rows that are still there. */
const judgeValues = (deed: Deed, change: RowChange): Violation[] => {
  const { table, before, after } = change;
  const described = deed.tables.get(table);
  if (!before || !after || described?.kind !== 'type') return [];
  const node: Node = { uid: described.uid, id: Number(before.id) };
  const masked = deed.before.maskedValues(deed.principal, node);
  return Object.entries(described.columns)
    .filter(([attribute, column]) => masked.has(attribute) && !same(before[column], after[column]))
    .filter(([attribute, column]) => !isCopied(deed, node.uid, change, attribute, column))
    .map(([attribute, column]) => ({
      kind: 'masked-value',
      what: `${table} ${String(before.id)} ${attribute}: ${String(before[column])} -> ${String(after[column])}`,
    }));
};

/** Links of attributes that are hidden from the actor, of records that are still there. */
const judgeLinks = ({ before, after, principal }: Deed): Violation[] => {
  const key = (set: string, from: Node, to: Node) =>
    `${set}|${from.uid}|${from.id}|${to.uid}|${to.id}`;
  const left = new Set(after.links.map(({ set, from, to }) => key(set, from, to)));
  return before
    .maskedLinks(principal)
    .filter(({ from, to }) => after.row(from) !== undefined && after.row(to) !== undefined)
    .map(({ set, from, to }) => key(set, from, to))
    .filter((link) => !left.has(link))
    .map((what) => ({ kind: 'masked-link', what }));
};

/** What a write did to attributes that its actor sees masked, by the model. */
export const judgeMasks = (deed: Deed, changes: RowChange[]): Violation[] => [
  ...changes.flatMap((change) => judgeValues(deed, change)),
  ...judgeLinks(deed),
];
