import { hasPool, NAME_POOLS } from '../data/name-pools';
import type { createLocaleFakers, LocaleKey } from '../data/locale-fakers';
import type { Random } from '../random';
import { slug } from '../slug';

export interface PersonName {
  first: string;
  last: string;
  /** `first.last` in ASCII */
  mailName: string;
  /** the last name in ASCII */
  latinLast: string;
}

export type PersonNames = (language: LocaleKey) => PersonName;

/** Names of people that fit a language, with the spelling their mail addresses use. */
export const createPersonNames =
  (random: Random, fakers: ReturnType<typeof createLocaleFakers>): PersonNames =>
  (language) => {
    if (hasPool(language)) {
      const [last, latinLast] = random.pick(NAME_POOLS[language].family);
      const [first, latinFirst] = random.pick(NAME_POOLS[language].given);
      return { first, last, latinLast, mailName: `${latinFirst}.${latinLast}` };
    }
    const { person } = fakers(language);
    const [first, last] = [person.firstName(), person.lastName()];
    return { first, last, latinLast: slug(last), mailName: `${slug(first)}.${slug(last)}` };
  };
