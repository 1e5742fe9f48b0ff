import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import type { IdentifierKind } from '../../access/policy/privacy-types';

/** An identifier in the one form in which it is compared. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
}

/** Invisible characters that travel with copied text: zero width, direction marks, soft hyphen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const tidy = (text: string): string => text.normalize('NFKC').replace(INVISIBLE, '').trim();

const EMAIL = /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\]+\.[^\s@"(),:;<>[\]\\]+$/;
const LONGEST_EMAIL = 254;

/**
 * Case is dropped in the local part too: providers that tell `Anna@` from `anna@` do not exist in
 * practice. Nothing else is: dots and tags (`anna+news@`) are other addresses unless a provider says
 * otherwise, and a request must never reach a namesake.
 */
const normaliseEmail = (text: string): string | null => {
  const value = tidy(text).toLowerCase();
  return value.length <= LONGEST_EMAIL && EMAIL.test(value) ? value : null;
};

/** E.164. Numbers without a country code are read as of the given country. */
const normalisePhone = (text: string, country: string | undefined): string | null => {
  const parsed = parsePhoneNumberFromString(tidy(text), country as CountryCode | undefined);
  return parsed?.isPossible() ? parsed.number : null;
};

/** Spaces, hyphens and case are how a number was typed, not which it is. */
const normaliseCustomerNumber = (text: string): string | null => {
  const value = tidy(text)
    .toLowerCase()
    .replace(/[\s\-_/.]+/g, '');
  return value === '' || value.length > 128 ? null : value;
};

const ACCOUNT = /^[1-9]\d*$/;

/**
 * The form in which an identifier is stored and looked up; null for what cannot be one. Pure.
 * @param country ISO 3166 country of phone numbers without a country code
 */
export const normalise = (
  kind: IdentifierKind,
  given: unknown,
  country?: string
): Identifier | null => {
  if (typeof given !== 'string' && typeof given !== 'number') return null;
  const text = String(given);
  const value = {
    email: () => normaliseEmail(text),
    phone: () => normalisePhone(text, country),
    customerNumber: () => normaliseCustomerNumber(text),
    account: () => (ACCOUNT.test(text) ? text : null),
  }[kind]();
  return value === null ? null : { kind, value };
};
