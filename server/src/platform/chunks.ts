/** Few enough bindings for every database, and few enough terms for SQLite's compound selects. */
export const CHUNK = 100;

/** Cuts a list into pieces that one statement can carry, or one turn. */
export const chunksOf = <T>(items: readonly T[], size = CHUNK): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size)
  );
