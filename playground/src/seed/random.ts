const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const DAY = 86_400_000;

/** The day the demo data ends at; fixed, so that a seed gives the same data on any day. */
export const TODAY = Date.UTC(2025, 10, 1);

/** A seeded source of random values: the same seed gives the same values in the same order. */
export type Random = ReturnType<typeof createRandom>;

/** mulberry32, a small generator of 32-bit state that passes the usual tests of randomness. */
const mulberry32 = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const createRandom = (seed: number) => {
  const next = mulberry32(seed);
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const chance = (probability: number) => next() < probability;

  const pick = <T>(items: readonly T[]): T => {
    const item = items[int(0, items.length - 1)];
    if (item === undefined) throw new Error('Nothing to pick from');
    return item;
  };

  /** One of the items, the more likely the greater its weight. */
  const weighted = <T>(items: readonly T[], weightOf: (item: T) => number) => {
    const total = items.reduce((sum, item) => sum + weightOf(item), 0);
    return () => {
      let rest = next() * total;
      return items.find((item) => (rest -= weightOf(item)) < 0) ?? pick(items);
    };
  };

  /** `#` becomes a digit, `?` a capital letter. */
  const pattern = (text: string) =>
    text.replace(/[#?]/g, (mark) =>
      mark === '#' ? String(int(0, 9)) : (ALPHABET[int(0, 25)] ?? 'a').toUpperCase()
    );

  /** 24 characters, the first a letter: the form of Strapi's own. */
  const documentId = () => {
    let id = ALPHABET[int(0, 25)] ?? 'a';
    while (id.length < 24) id += ALPHABET[int(0, ALPHABET.length - 1)] ?? 'a';
    return id;
  };

  /** A moment so many days before TODAY (negative: after it), at an office hour. */
  const moment = (mostDaysAgo: number, leastDaysAgo: number) =>
    new Date(TODAY - int(leastDaysAgo, mostDaysAgo) * DAY + int(7 * 60, 18 * 60) * 60_000);

  const date = (mostDaysAgo: number, leastDaysAgo: number) =>
    moment(mostDaysAgo, leastDaysAgo).toISOString().slice(0, 10);

  return { int, chance, pick, weighted, pattern, documentId, moment, date };
};

/** The text with each `{key}` replaced by its value. */
export const fill = (text: string, values: Record<string, string>) =>
  text.replace(/\{(\w+)\}/g, (mark, key: string) => values[key] ?? mark);
