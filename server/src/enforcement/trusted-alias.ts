import { sql, toCondition, type Predicate, type Sql } from '../platform/sql';

const MARK = /\/\*custodian:(\w+)\*\//g;

/**
 * A join's condition that also tells the tripwire that the table behind the alias is governed by it.
 * Values are always bound, so no caller can put such a mark into a statement.
 */
export const trustAlias = (alias: string, condition: Predicate): Sql => {
  const { text, bindings } = toCondition(condition);
  if (!/^\w+$/.test(alias)) throw new Error(`Cannot mark the alias '${alias}'`);
  return { ...sql``, text: `(${text}) /*custodian:${alias}*/`, bindings };
};

/** The aliases that a statement's own views vouch for. */
export const trustedAliases = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(MARK)].map(([, alias]) => alias ?? ''));
