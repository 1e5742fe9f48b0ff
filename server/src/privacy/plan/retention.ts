import type { Retention } from '../annotations/compile';

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/;

/**
 * A point in time plus an ISO 8601 duration of years, months, weeks and days, in UTC. A day that the
 * month does not have becomes its last.
 */
export const addDuration = (start: Date, duration: string): Date => {
  const [, years = 0, months = 0, weeks = 0, days = 0] = (DURATION.exec(duration) ?? []).map(
    (part) => Number(part || 0)
  );
  const end = new Date(start);
  const day = end.getUTCDate();
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + years * 12 + months);
  const last = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(day, last) + weeks * 7 + days);
  return end;
};

/** Why something stays in spite of an erasure, and until when; null: until the reason is lifted. */
export interface Keep {
  readonly basis: string;
  readonly until: Date | null;
}

/** What a value is kept for; null if nothing keeps it (any more). `since` is where it counts from. */
export const keepFor = (
  retention: Retention | null,
  since: Date | null,
  now: Date
): Keep | null => {
  if (!retention) return null;
  // Without a beginning nobody can say that it has ended.
  if (!since) return { basis: retention.basis, until: null };
  const until = addDuration(since, retention.for);
  return until > now ? { basis: retention.basis, until } : null;
};

/** The one that lasts longer. */
export const longer = (one: Keep | null, other: Keep | null): Keep | null => {
  if (!one || !other) return one ?? other;
  if (one.until === null || other.until === null) return one.until === null ? one : other;
  return one.until >= other.until ? one : other;
};
