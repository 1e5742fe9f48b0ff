import { z } from '@strapi/utils';
import { TEXT_KINDS } from '../../access/policy/attribute-kinds';
import { sql } from '../../platform/sql';
import type { MaskContext, MaskStrategy } from './strategy';
import { charactersOf, FILLER, literal, textSql } from './text-sql';
import type { Sql } from '../../platform/sql';

/** How many characters of each end are shown. */
export interface Ends {
  readonly first: number;
  readonly last: number;
}

/** Both ends of a text that is longer than both together; of any other nothing, or it would be all. */
export const endsSql = (value: Sql, { first, last }: Ends, { dialect }: MaskContext): Sql => {
  const text = textSql(dialect);
  const shown = text.concat(text.first(value, first), literal(FILLER), text.last(value, last));
  const isLonger = sql`${text.length(value)} > ${literal(first + last)}`;
  return sql`case when ${isLonger} then ${shown} else ${literal(FILLER)} end`;
};

/** The same in TypeScript. */
export const endsOf = (value: string, { first, last }: Ends): string => {
  const characters = charactersOf(value);
  if (characters.length <= first + last) return FILLER;
  const end = last === 0 ? '' : characters.slice(-last).join('');
  return `${characters.slice(0, first).join('')}${FILLER}${end}`;
};

/** More than a column of ordinary length could hold is a mistake. */
export const COUNT = z.number().int().min(0).max(255);

/** The first and last characters. `keepFirst: 1, keepLast: 2` shows `Svensson` as `S•••on`. */
export const partial: MaskStrategy<{
  keepFirst?: number | undefined;
  keepLast?: number | undefined;
}> = {
  name: 'partial',
  options: z.strictObject({ keepFirst: COUNT.optional(), keepLast: COUNT.optional() }),
  fits: TEXT_KINDS,
  sql: (value, { keepFirst = 0, keepLast = 0 }, context) =>
    endsSql(value, { first: keepFirst, last: keepLast }, context),
  mask: (value, { keepFirst = 0, keepLast = 0 }) =>
    endsOf(String(value), { first: keepFirst, last: keepLast }),
};
