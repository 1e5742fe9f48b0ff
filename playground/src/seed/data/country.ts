import type { LocaleKey } from './locale-fakers';

/** A country we sell in, with what makes its records look as if they came from there. */
export interface Country {
  /** ISO 3166-1 alpha-2 */
  code: string;
  names: LocaleKey;
  dial: string;
  /** national part of a mobile number; `#` is a digit */
  mobile: string;
  legalForm: string;
  currency: string;
  /** how many accounts of a thousand or so are from here */
  weight: number;
  /** city -> postcode pattern; `#` is a digit, `?` a capital letter */
  cities: Record<string, string>;
}

/** Shorthand for the tables of countries. */
export const country = (
  code: string,
  names: LocaleKey,
  [dial, mobile]: [string, string],
  [legalForm, currency, weight]: [string, string, number],
  cities: Record<string, string>
): Country => ({ code, names, dial, mobile, legalForm, currency, weight, cities });
