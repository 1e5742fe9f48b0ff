import { id, sql, type Sql } from '../platform/sql';

/** What has no end, or ends later than an instant, as a condition of `db.query`. */
export const openUntil = (attribute: string, now: Date) => ({
  $or: [{ [attribute]: { $null: true } }, { [attribute]: { $gt: now } }],
});

/** The same for the row behind an alias of a table with `expires_at`, as SQL. */
export const unexpired = (alias: string, now: Date): Sql => {
  const column = id(`${alias}.expires_at`);
  return sql`(${column} is null or ${column} > ${now})`;
};

/** An instant as the API shows it: ISO 8601, null for none. */
export const iso = (value: string | Date | null): string | null =>
  value === null ? null : new Date(value).toISOString();
