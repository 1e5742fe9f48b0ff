import type { Param, Params } from '../model/types';

const pairs = (prefix: string, value: Param): [string, string][] => {
  if (typeof value === 'string') return [[prefix, value]];
  return Object.entries(value).flatMap(([key, inner]) => pairs(`${prefix}[${key}]`, inner));
};

/** Writes parameters in the bracket notation that Strapi reads. */
export function toQueryString(params: Params): string {
  const list = Object.entries(params).flatMap(([key, value]) => pairs(key, value));
  const search = list.map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`
  );
  return search.length === 0 ? '' : `?${search.join('&')}`;
}

/** The same, for people to read. */
export function toReadable(params: Params): string {
  return Object.entries(params)
    .flatMap(([key, value]) => pairs(key, value))
    .map((pair) => pair.join('='))
    .join('&');
}
