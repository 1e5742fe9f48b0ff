import { bareModel, datetime, index, name, text } from '../../platform/bare-model';

export const LETTER_UID = 'plugin::custodian.letter';
export const LETTER_TABLES = { letters: 'custodian_letters' } as const;

/** Letters of a project's own, by language and template. */
const letter = bareModel(
  LETTER_UID,
  LETTER_TABLES.letters,
  {
    locale: name(),
    template: name(),
    subject: text(),
    text: text(),
    updatedAt: datetime(),
    updatedByPrincipal: name(),
  },
  [index(LETTER_TABLES.letters, 'letter', ['locale', 'template'], true)]
);

/** The models to register with Strapi before the database starts. */
export const LETTER_MODELS = [letter];
