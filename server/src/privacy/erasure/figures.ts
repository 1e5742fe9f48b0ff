import type { PlanItem } from '../plan/item';

/** Counts items by what they are and what becomes of them, such as `cell.redact` or `document.keep`. */
export const figuresOf = async (
  items: AsyncIterable<PlanItem>
): Promise<Record<string, number>> => {
  const figures: Record<string, number> = {};
  for await (const { kind, strategy, selected } of items) {
    const key = `${kind}.${selected ? strategy : 'not-selected'}`;
    figures[key] = (figures[key] ?? 0) + 1;
  }
  return Object.fromEntries(
    Object.entries(figures).sort(([one], [other]) => (one < other ? -1 : 1))
  );
};
