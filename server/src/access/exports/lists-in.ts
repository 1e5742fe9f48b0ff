/** How many records an answer holds: in its longest list, and in all lists together. */
export interface Lists {
  readonly longest: number;
  readonly total: number;
}

/** Counts the objects in lists of an answer that are records, by their document ids. Pure. */
export const listsIn = (body: unknown, documents: ReadonlySet<unknown>): Lists => {
  let longest = 0;
  let total = 0;
  const isRecord = (value: unknown): boolean =>
    documents.has((value as { documentId?: unknown } | null)?.documentId);
  // A loop, because nothing limits how deep an answer may be.
  const open: unknown[] = [body];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      const count = value.filter(isRecord).length;
      longest = Math.max(longest, count);
      total += count;
    }
    for (const part of Object.values(value)) open.push(part);
  }
  return { longest, total };
};
