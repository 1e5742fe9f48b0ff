import type { DatabaseClient } from '../../support/database';

/** What differs between the databases in the queries that Strapi sends. */
export interface Dialect {
  /** Order and equality of text: negative, zero or positive. */
  compareText(left: string, right: string): number;
  /** Whether `LIKE` tells upper from lower case. */
  likeIsCaseSensitive: boolean;
  /** Whether an ascending sort puts NULL first. */
  nullsFirst: boolean;
}

const compare = (left: string, right: string) => {
  if (left === right) return 0;
  return left < right ? -1 : 1;
};

/** The general collations of MySQL and MariaDB ignore case and trailing spaces. */
const fold = (text: string) => text.replace(/ +$/, '').toUpperCase();

const DIALECTS: Record<DatabaseClient, Dialect> = {
  sqlite: { compareText: compare, likeIsCaseSensitive: false, nullsFirst: true },
  postgres: { compareText: compare, likeIsCaseSensitive: true, nullsFirst: false },
  mysql: {
    compareText: (left, right) => compare(fold(left), fold(right)),
    likeIsCaseSensitive: false,
    nullsFirst: true,
  },
};

/** The semantics of the database that the suite runs on. */
export function dialectOf(client: DatabaseClient): Dialect {
  return DIALECTS[client];
}
