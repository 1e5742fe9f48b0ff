import type { DatabaseClient } from '../../../support/database';
import { FIRST_NEW_ID } from '../filling';
import type { WireAnswer } from '../http';

/**
 * Everything in which the answers of twins may differ. The rest is made equal beforehand: rows that
 * both have carry the same ids, clock and document ids follow the operation (`determinism.ts`).
 */

/** Headers that say how and when an answer was sent rather than what it says. */
const IGNORED_HEADERS = ['date', 'connection', 'keep-alive', 'x-response-time', 'etag'];

/** Ids of rows made during the run: a refused write may use up ids on one side. */
const NEW_ID = new RegExp(`\\b${String(FIRST_NEW_ID).slice(0, 2)}\\d{4}\\b`, 'g');

export type Normalise = (answer: WireAnswer, kinds: string[]) => string;

/** Lists that Strapi asks for without an order: the database's plan decides (MariaDB varies it). */
const UNORDERED = 'admin.bulkFindForValidation';

const withoutOrder = (text: string): string => {
  const { results, ...rest } = JSON.parse(text) as { results?: unknown[] };
  return JSON.stringify({ ...rest, results: results?.map((item) => JSON.stringify(item)).sort() });
};

/** What a file hangs on comes without an order, too. */
const RELATED = 'related';

/**
 * The order of the keys of an object is nobody's: Strapi fills some of them in as its queries come
 * back, so that under load it varies between two runs of one request.
 */
const inOrder = (value: unknown, client: DatabaseClient, key = ''): unknown => {
  if (Array.isArray(value)) {
    const items = (value as unknown[]).map((item) => inOrder(item, client));
    // Only SQLite keeps to one order where none is asked for; there the order is compared.
    const isSet = key === RELATED || client !== 'sqlite';
    return isSet ? items.map((item) => JSON.stringify(item)).sort() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, item]) => [name, inOrder(item, client, name)])
  );
};

const isJson = (text: string): boolean => text.startsWith('{') || text.startsWith('[');

const canonical = (text: string, client: DatabaseClient): string =>
  isJson(text) ? JSON.stringify(inOrder(JSON.parse(text), client)) : text;

/**
 * One for each twin: new ids are numbered in the order in which they first appear. PostgreSQL and
 * MariaDB do not give back the ids of what was rolled back, so that ids of two tables may be equal in
 * one twin and not in the other: there new ids are not told apart.
 */
export function createNormaliser(client: DatabaseClient): Normalise {
  const known = new Map<string, string>();
  const rename = (id: string): string => {
    if (client !== 'sqlite') return '<new>';
    const name = known.get(id) ?? `<new ${known.size + 1}>`;
    known.set(id, name);
    return name;
  };
  return ({ status, headers, text: sent }, kinds) => {
    const text = canonical(kinds.includes(UNORDERED) ? withoutOrder(sent) : sent, client);
    const kept = Object.entries(headers).filter(
      // The length is that of the text, which is compared itself.
      ([name]) => !IGNORED_HEADERS.includes(name) && name !== 'content-length'
    );
    const lines = kept.sort(([left], [right]) => (left < right ? -1 : 1));
    return `${status}\n${JSON.stringify(lines)}\n${text.replace(NEW_ID, rename)}`;
  };
}
