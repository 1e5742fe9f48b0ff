/** Deterministic randomness for data sets: the same seed gives the same data on every machine. */
export interface Random {
  /** A number from 0 up to, but without, 1. */
  next(): number;
  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Up to `most` different items, in random order. */
  some<T>(items: readonly T[], most: number): T[];
  /** The value of `make`, or NULL. */
  maybe<T>(probability: number, make: () => T): T | null;
}

/** Mulberry32: small, and good enough to spread test data. */
const mulberry32 = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export function createRandom(seed: number): Random {
  const next = mulberry32(seed);
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const chance = (probability: number) => next() < probability;
  const pick = <T>(items: readonly T[]): T => {
    const item = items[integer(0, items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to pick from');
    return item;
  };
  const some = <T>(items: readonly T[], most: number): T[] => {
    const left = [...items];
    const count = Math.min(integer(0, most), left.length);
    return Array.from({ length: count }, () => left.splice(integer(0, left.length - 1), 1)).flat();
  };
  const maybe = <T>(probability: number, make: () => T) => (chance(probability) ? make() : null);
  return { next, integer, chance, pick, some, maybe };
}
