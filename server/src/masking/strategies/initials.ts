import { z } from '@strapi/utils';
import { TEXT_KINDS } from '../../access/policy/attribute-kinds';
import { sql } from '../../platform/sql';
import type { Sql } from '../../platform/sql';
import type { MaskStrategy } from './strategy';
import { charactersOf, FILLER, literal, textSql } from './text-sql';

/** More than these would tell how many names there are. */
const WORDS = 3;

/** The first letters of up to three words: `A. S.` for `Anna Svensson`. */
export const initials: MaskStrategy = {
  name: 'initials',
  options: z.strictObject({}),
  fits: TEXT_KINDS,
  sql(value, _options, { dialect }) {
    const text = textSql(dialect);
    const spaced = sql`replace(replace(replace(${value}, ${'\t'}, ' '), ${'\n'}, ' '), ${'\r'}, ' ')`;
    let rest = sql`trim(${spaced})`;
    const letters: Sql[] = [];
    const isEmpty = (part: Sql) => sql`${text.length(part)} = 0`;
    const nothing = isEmpty(rest);
    for (let word = 0; word < WORDS; word += 1) {
      const letter = text.concat(text.first(rest, 1), literal('.'));
      letters.push(
        word === 0
          ? letter
          : sql`case when ${isEmpty(rest)} then '' else ${text.concat(literal(' '), letter)} end`
      );
      rest = sql`ltrim(${text.after(rest, text.length(text.before(rest, ' ')))})`;
    }
    return sql`case when ${nothing} then ${literal(FILLER)} else ${text.concat(...letters)} end`;
  },
  mask(value) {
    const words = String(value)
      .split(/[ \t\n\r]+/)
      .filter((word) => word !== '');
    const letters = words.slice(0, WORDS).map((word) => `${charactersOf(word)[0] ?? ''}.`);
    return letters.join(' ') || FILLER;
  },
};
