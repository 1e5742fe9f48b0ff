/** Leaves items out, first many and then few at a time, as long as `holds` does. */
export async function reduce<T>(items: T[], holds: (fewer: T[]) => Promise<boolean>): Promise<T[]> {
  let kept = items;
  let size = Math.max(1, Math.ceil(items.length / 2));
  for (;;) {
    let start = 0;
    while (start < kept.length) {
      const fewer = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (await holds(fewer)) kept = fewer;
      else start += size;
    }
    if (size === 1) return kept;
    size = Math.ceil(size / 2);
  }
}
