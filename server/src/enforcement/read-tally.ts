import type { Found, RecordKey } from './statement-reads';

/** What one request has read of one content type, or of a component by itself. */
export interface Tally {
  /** What is not recorded yet. */
  fresh: Fresh;
  /** All records that were met. */
  readonly keys: Set<RecordKey>;
  /** By attribute, the records that show it as it is; whether it was read is another matter. */
  readonly clear: Map<string, Set<RecordKey>>;
  /** By attribute of the records' own rows, the clear records of which it was read. */
  readonly own: Map<string, Set<RecordKey>>;
  /** Attributes of components and links that were read, of whichever records. */
  readonly parts: Set<string>;
  readonly partOf: readonly string[];
  /** By document, the attributes that are recorded as seen clear: a second reading is recorded once. */
  readonly recorded: Map<string, ReadonlySet<string>>;
}

/** What was met since the last recording. */
export interface Fresh {
  readonly keys: Set<RecordKey>;
  unidentified: number;
  /** Attributes that were read of rows which do not tell whether they are clear. */
  readonly untold: Set<string>;
}

/** By content type. */
export type Tallies = Map<string, Tally>;

const createFresh = (): Fresh => ({ keys: new Set(), unidentified: 0, untold: new Set() });

const createTally = (partOf: readonly string[]): Tally => ({
  fresh: createFresh(),
  keys: new Set(),
  clear: new Map(),
  own: new Map(),
  parts: new Set(),
  partOf,
  recorded: new Map(),
});

const addAll = <T>(set: Set<T>, items: Iterable<T>): void => {
  for (const item of items) set.add(item);
};

const setAt = <T>(map: Map<string, Set<T>>, key: string): Set<T> => {
  const known = map.get(key) ?? new Set<T>();
  map.set(key, known);
  return known;
};

const count = (tally: Tally, found: Found): void => {
  const { documentIds, rowIds, unidentified, clear, own = [], parts = [], untold = [] } = found;
  for (const keys of [tally.keys, tally.fresh.keys]) {
    addAll(keys, documentIds);
    addAll(keys, rowIds);
  }
  tally.fresh.unidentified += unidentified;
  addAll(tally.fresh.untold, untold);
  for (const [field, keys] of clear ?? []) addAll(setAt(tally.clear, field), keys);
  for (const field of own) addAll(setAt(tally.own, field), clear?.get(field) ?? []);
  for (const field of parts) {
    if (tally.parts.has(field)) continue;
    tally.parts.add(field);
    // Whoever was read before may have shown it.
    addAll(tally.fresh.keys, tally.clear.get(field) ?? []);
  }
};

/** Adds what a statement has found. */
export const countReads = (tallies: Tallies, found: readonly Found[]): void => {
  for (const one of found) {
    const tally = tallies.get(one.uid) ?? createTally(one.partOf ?? []);
    tallies.set(one.uid, tally);
    count(tally, one);
  }
};

/** Whether anything is not recorded yet. */
export const hasFresh = (tallies: Tallies): boolean =>
  [...tallies.values()].some(({ fresh }) => fresh.keys.size > 0 || fresh.unidentified > 0);

/** Takes what is not recorded, by content type; what comes meanwhile counts anew. */
export const takeFresh = (tallies: Tallies): ReadonlyMap<string, Fresh> => {
  const taken = new Map<string, Fresh>();
  for (const [uid, tally] of tallies) {
    if (tally.fresh.keys.size === 0 && tally.fresh.unidentified === 0) continue;
    taken.set(uid, tally.fresh);
    tally.fresh = createFresh();
  }
  return taken;
};

/** Gives back what could not be recorded. */
export const giveBack = (tallies: Tallies, taken: ReadonlyMap<string, Fresh>): void => {
  for (const [uid, { keys, unidentified, untold }] of taken) {
    const fresh = tallies.get(uid)?.fresh;
    if (!fresh) continue;
    addAll(fresh.keys, keys);
    addAll(fresh.untold, untold);
    fresh.unidentified += unidentified;
  }
};

/** The attributes with field rules that were read of a record, and clear. */
export const clearOf = ({ own, clear, parts }: Tally, key: RecordKey): string[] => [
  ...[...own].filter(([, keys]) => keys.has(key)).map(([field]) => field),
  ...[...parts].filter((field) => clear.get(field)?.has(key)),
];
