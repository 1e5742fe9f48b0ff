type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const byCodeUnits = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

const write = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(byCodeUnits);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${write(member)}`).join(',')}}`;
};

/**
 * JSON in one form only, after RFC 8785: members sorted by their names' UTF-16 code units, no white
 * space, numbers and strings as ECMAScript writes them. Dates become text and what JSON does not
 * know is left out, as `JSON.stringify` does.
 */
export const canonicalJson = (value: unknown): string =>
  write(JSON.parse(JSON.stringify(value ?? null)) as Json);
