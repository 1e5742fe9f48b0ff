import { z } from '@strapi/utils';
import { TEXT_KINDS } from '../../access/policy/attribute-kinds';
import { sql } from '../../platform/sql';
import { COUNT } from './partial';
import type { MaskStrategy } from './strategy';
import { FILLER, literal, textSql } from './text-sql';

/** What people write between the digits of a number; the second is the no-break space. */
const SEPARATORS = [' ', '\u00a0', '-', '.', '/', '(', ')', '+'];

const DIGITS_SHOWN = 2;

/** The last digits of a phone number (2 when not given): `•••67`. Of what is no number, nothing. */
export const phone: MaskStrategy<{ digits?: number | undefined }> = {
  name: 'phone',
  options: z.strictObject({ digits: COUNT.optional() }),
  fits: TEXT_KINDS,
  examples: ['+46 70 123 45 67', 'ask reception'],
  sql(value, { digits = DIGITS_SHOWN }, { dialect }) {
    const text = textSql(dialect);
    const bare = text.without(value, SEPARATORS);
    const isNumber = sql`${text.consistsOf(bare, '0-9')} and ${text.length(bare)} > ${literal(digits)}`;
    const shown = text.concat(literal(FILLER), text.last(bare, digits));
    return sql`case when ${isNumber} then ${shown} else ${literal(FILLER)} end`;
  },
  mask(value, { digits = DIGITS_SHOWN }) {
    const bare = SEPARATORS.reduce((rest, one) => rest.replaceAll(one, ''), String(value));
    if (!/^[0-9]*$/.test(bare) || bare.length <= digits) return FILLER;
    return `${FILLER}${digits === 0 ? '' : bare.slice(-digits)}`;
  },
};
