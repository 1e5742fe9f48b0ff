/** Vocabulary of the in-memory model. It knows nothing of the plugin: it is what the plugin is held against. */

export type Uid = string;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * A database row. Scalars are held as the API shows them (an ISO string for a date and time).
 * `<attribute>@id` and `<attribute>@type` are foreign keys.
 */
export interface Row {
  id: number;
  [column: string]: Json;
}

/** A row of a link table: of a relation, of a component, of a morph relation or of a file. */
export interface Link {
  from: number;
  to: number;
  toType: Uid;
  /** Attribute that the link belongs to, where several share a table. */
  field: string;
  /** Position among the targets of `from`. */
  order: number;
  /** Position among the sources of `to`. */
  inverseOrder: number;
}

export interface DataSet {
  rows: Record<Uid, Row[]>;
  /** By name of the link set, see `schema.ts`. */
  links: Record<string, Link[]>;
}

/** Query parameters as the server finds them after parsing: every leaf is a string. */
export type Param = string | Param[] | { [key: string]: Param };
export type Params = Record<string, Param>;

/** What a request must be answered with. Lists without a defined order are `Unordered`. */
export interface Answer {
  status: number;
  body: Expected;
}

const UNORDERED = Symbol('unordered');

export interface Unordered {
  readonly [UNORDERED]: Expected[];
}

export const unordered = (items: Expected[]): Unordered => ({ [UNORDERED]: items });

/** The items of an unordered list; nothing for any other value. */
export const unorderedItems = (value: Expected): Expected[] | undefined =>
  typeof value === 'object' && value !== null && UNORDERED in value ? value[UNORDERED] : undefined;

export type Expected =
  string | number | boolean | null | Unordered | Expected[] | { [key: string]: Expected };

export const isObject = (value: unknown): value is Record<string, Param> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Looks something up that must be there. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`The model has no ${what}`);
  return value;
}

/** A scalar as a text; what is no scalar has none. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}
