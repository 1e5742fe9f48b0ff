import { z } from '@strapi/utils';
import { TEXT_KINDS } from '../../access/policy/attribute-kinds';
import type { MaskedAttribute, MaskStrategy } from './strategy';
import { literal, textSql } from './text-sql';

/** 128 bits: no two values of an installation will ever meet. */
const DIGITS = 32;

/** Keeps pseudonyms of addresses addresses; nobody can ever have one of this domain (RFC 2606). */
const DOMAIN = '@masked.invalid';

const suffixOf = ({ type }: MaskedAttribute): string => (type === 'email' ? DOMAIN : '');

/**
 * A word that stands for the value: the same for the same value everywhere in an installation, so
 * that records can be told apart and joined, and of no use without the installation's key.
 */
export const pseudonym: MaskStrategy = {
  name: 'pseudonym',
  options: z.strictObject({}),
  fits: TEXT_KINDS,
  sql(value, _options, { dialect, attribute, key }) {
    const text = textSql(dialect);
    return text.concat(text.first(key.sql(value), DIGITS), literal(suffixOf(attribute)));
  },
  mask: (value, _options, { attribute, key }) =>
    `${key.digest(String(value)).slice(0, DIGITS)}${suffixOf(attribute)}`,
};
