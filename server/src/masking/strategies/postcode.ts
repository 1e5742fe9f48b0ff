import { z } from '@strapi/utils';
import { TEXT_KINDS } from '../../access/policy/attribute-kinds';
import { COUNT, endsOf, endsSql } from './partial';
import type { MaskStrategy } from './strategy';

interface PostcodeOptions {
  n?: number | undefined;
  digits?: number | undefined;
}

const endsFor = ({ n, digits }: PostcodeOptions) => ({ first: n ?? digits ?? 2, last: 0 });

/** The area of a postcode: its first `n` characters (2 when not given); `114 55` becomes `11•••`. */
export const postcode: MaskStrategy<PostcodeOptions> = {
  name: 'postcode',
  options: z.strictObject({ n: COUNT.optional(), digits: COUNT.optional() }),
  fits: TEXT_KINDS,
  check: ({ n, digits }) =>
    n === undefined || digits === undefined
      ? []
      : [
          {
            path: ['digits'],
            code: 'WRONG_PARAMETER',
            message: `'digits' is another word for 'n'`,
          },
        ],
  examples: ['114 55', 'SW1A 1AA'],
  sql: (value, options, context) => endsSql(value, endsFor(options), context),
  mask: (value, options) => endsOf(String(value), endsFor(options)),
};
