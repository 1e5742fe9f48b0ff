/** Sorted numbers as text, runs joined: `1-3,7`. What thousands of erased entries are named by. */
export const toRanges = (ids: readonly number[]): string => {
  const runs: [number, number][] = [];
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.[1] === id - 1) last[1] = id;
    else runs.push([id, id]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
};

const RUN = /^(\d+)(?:-(\d+))?$/;

/** The runs that a text names; what is no number is nothing. */
export const parseRanges = (text: unknown): (readonly [number, number])[] =>
  (typeof text === 'string' ? text.split(',') : []).flatMap((part) => {
    const [, from, to = from] = RUN.exec(part) ?? [];
    return from === undefined ? [] : [[Number(from), Number(to)] as const];
  });

/** A set of numbers made of runs, asked often. */
export const rangeSet = (runs: readonly (readonly [number, number])[]) => {
  const sorted = [...runs].sort(([a], [b]) => a - b);
  const reach: number[] = [];
  sorted.forEach(([, to], at) => reach.push(Math.max(to, reach[at - 1] ?? to)));
  return {
    has(id: number): boolean {
      let [low, high] = [0, sorted.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sorted[middle]?.[0] ?? Infinity) <= id) low = middle + 1;
        else high = middle;
      }
      // Overlapping runs: the furthest end of all that begin before.
      return low > 0 && (reach[low - 1] ?? -1) >= id;
    },
  };
};
