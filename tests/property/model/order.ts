import type { Aliases, Tuple } from './aliases';
import type { Dialect } from './dialect';
import { comparable, compareValues } from './operators';
import type { ScalarType } from './schema';
import { attributeOf } from './schema';
import type { Param, Row } from './types';
import { isObject, text } from './types';

export interface OrderKey {
  alias: number;
  column: string;
  type: ScalarType;
  descending: boolean;
}

interface SortTerm {
  path: string[];
  descending: boolean;
}

const parseString = (sort: string): SortTerm[] =>
  sort
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [field = '', direction = 'asc'] = part.split(':');
      return { path: field.split('.'), descending: direction.toLowerCase() === 'desc' };
    });

const parseObject = (sort: Record<string, Param>): SortTerm[] =>
  Object.entries(sort).flatMap(([name, value]): SortTerm[] => {
    if (!isObject(value)) {
      return [{ path: [name], descending: text(value).toLowerCase() === 'desc' }];
    }
    return parseObject(value).map((term) => ({ ...term, path: [name, ...term.path] }));
  });

/** Reads a `sort` parameter in any of its notations. */
export function parseSort(sort: Param | undefined): SortTerm[] {
  if (sort === undefined) return [];
  if (typeof sort === 'string') return parseString(sort);
  if (Array.isArray(sort)) return sort.flatMap((part) => parseSort(part));
  return parseObject(sort);
}

/** Compiles a `sort` parameter, joining what it mentions. */
export function compileOrder(sort: Param | undefined, aliases: Aliases): OrderKey[] {
  return parseSort(sort).map(({ path, descending }) => {
    const column = path[path.length - 1] ?? 'id';
    const alias = path.slice(0, -1).reduce((from, name) => aliases.join(from, name), 0);
    const attribute = attributeOf(aliases.uidOf(alias), column);
    if (attribute.kind !== 'scalar') throw new Error(`Cannot sort by ${path.join('.')}`);
    return { alias, column, type: attribute.type, descending };
  });
}

/** Order of two tuples by these keys, NULLs where the database puts them. */
export function compareTuples(
  left: Tuple,
  right: Tuple,
  keys: OrderKey[],
  dialect: Dialect
): number {
  for (const { alias, column, type, descending } of keys) {
    const a = comparable((left[alias] as Row | null)?.[column], type);
    const b = comparable((right[alias] as Row | null)?.[column], type);
    const ascending =
      a === null || b === null
        ? compareNulls(a === null, b === null, dialect)
        : compareValues(a, b, dialect);
    if (ascending !== 0) return descending ? -ascending : ascending;
  }
  return 0;
}

const compareNulls = (left: boolean, right: boolean, dialect: Dialect): number => {
  if (left === right) return 0;
  return left === dialect.nullsFirst ? -1 : 1;
};
