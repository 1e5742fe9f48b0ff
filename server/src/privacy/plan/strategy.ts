import { createHmac } from 'node:crypto';
import type { ErasureStrategy } from '../../access/policy/privacy-types';

/** What an attribute allows its values to be, as far as an erasure must respect it. */
export interface AttributeShape {
  readonly type: string;
  readonly required: boolean;
  readonly unique: boolean;
  readonly maxLength: number | null;
}

/** What stands where a required text stood. */
export const ERASED = '[erased]';
/** A domain that no mail is ever delivered to (RFC 2606). */
const NOWHERE = 'erased.invalid';

const TEXTS: readonly string[] = ['string', 'text', 'richtext', 'uid', 'email', 'password'];
const TOKEN_LENGTH = 24;

/**
 * A name for a value that says nothing about it: keyed by the plan's own secret, so that the same plan
 * always gives the same, and nobody can go back once the secret is gone. 96 bits.
 */
export const tokenFor = (salt: string, key: string): string =>
  createHmac('sha256', salt).update(`token ${key}`).digest('hex').slice(0, TOKEN_LENGTH);

const fitted = (text: string, { maxLength }: AttributeShape): string =>
  maxLength === null ? text : text.slice(0, maxLength);

const pseudonym = (shape: AttributeShape, token: string): string | null => {
  if (shape.type === 'email') return `erased-${token}@${NOWHERE}`;
  return TEXTS.includes(shape.type) ? fitted(`erased-${token}`, shape) : null;
};

/** Empties a value as far as the attribute lets it: a record that stays must still be valid. */
const emptied = (shape: AttributeShape, token: string): string | null => {
  if (!shape.required || shape.type === 'password' || !TEXTS.includes(shape.type)) return null;
  const mustDiffer = shape.unique || shape.type === 'uid' || shape.type === 'email';
  return mustDiffer ? pseudonym(shape, token) : fitted(ERASED, shape);
};

/** The year, and nothing but the year. */
const yearOf = (value: unknown): number | null => {
  const year = new Date(value as string | number | Date).getUTCFullYear();
  return Number.isNaN(year) ? null : year;
};

const FIRST_OF_YEAR: Readonly<Record<string, (year: string) => string>> = {
  date: (year) => `${year}-01-01`,
  datetime: (year) => `${year}-01-01T00:00:00.000Z`,
  timestamp: (year) => `${year}-01-01T00:00:00.000Z`,
};

const anonymised = (shape: AttributeShape, value: unknown, token: string): string | null => {
  const write = FIRST_OF_YEAR[shape.type];
  const year = yearOf(value);
  if (!write || year === null) return emptied(shape, token);
  return write(String(year).padStart(4, '0'));
};

/**
 * What takes the place of a value as a whole. `redact` is not answered here: it depends on the text.
 * Dates come as Strapi's API writes them (ISO 8601).
 */
export const replacement = (
  strategy: Exclude<ErasureStrategy, 'redact' | 'keep'>,
  shape: AttributeShape,
  value: unknown,
  token: string
): string | null => {
  switch (strategy) {
    case 'delete':
      return emptied(shape, token);
    case 'pseudonymise':
      return pseudonym(shape, token) ?? emptied(shape, token);
    case 'anonymise':
      return anonymised(shape, value, token);
  }
};
