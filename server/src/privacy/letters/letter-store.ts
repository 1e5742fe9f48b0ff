import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import { mailLocale, wordsFor, type LetterOverrides } from '../mail/render';
import { MAIL_TEMPLATES, type Letter, type MailTemplate } from '../mail/words';
import { placesOf, PLACES, readLetter } from './letter-check';
import { LETTER_UID } from './models';

/** A letter of a language, as the desk shows it. */
export interface LetterView extends Letter {
  readonly template: MailTemplate;
  readonly locale: string;
  /** Where it comes from: written here, in the configuration, or the plugin's own. */
  readonly source: 'stored' | 'config' | 'plugin';
  readonly places: readonly string[];
  readonly needed: readonly string[];
}

/** Letters of the project's own, kept in the database. They come before those of the configuration. */
export interface LetterStore {
  /** All letters of a language (BCP 47). */
  of(locale: string): Promise<LetterView[]>;
  /** Writes one. @throws ValidationError with the path of what is wrong */
  set(locale: string, template: MailTemplate, input: unknown, by: string): Promise<LetterView>;
  /** Goes back to what was before. @throws NotFoundError if nobody has written one */
  reset(locale: string, template: MailTemplate): Promise<LetterView>;
  /** What is written instead of the plugin's own letters, the configuration's included. */
  overrides(): Promise<LetterOverrides>;
}

interface Row extends Letter {
  readonly locale: string;
  readonly template: MailTemplate;
}

/** Creates the store; calls expect system scope. @param configured letters of the configuration */
export const createLetterStore = (
  { strapi }: { strapi: Core.Strapi },
  audit: Audit,
  configured: () => LetterOverrides
): LetterStore => {
  const letters = () => strapi.db.query(LETTER_UID);
  const stored = async (where: object = {}) => (await letters().findMany({ where })) as Row[];

  const viewOf = (locale: string, template: MailTemplate, row: Row | undefined): LetterView => {
    const own = configured()[locale]?.[template];
    const { subject, text } = row ?? own ?? wordsFor(mailLocale(locale)).letters[template];
    const source = row ? 'stored' : own ? 'config' : 'plugin';
    const { needed } = PLACES[template];
    return { template, locale, subject, text, source, places: placesOf(template), needed };
  };

  return {
    async of(locale) {
      const rows = new Map((await stored({ locale })).map((row) => [row.template, row]));
      return MAIL_TEMPLATES.map((template) => viewOf(locale, template, rows.get(template)));
    },
    async set(locale, template, input, by) {
      const letter = readLetter(template, input);
      return strapi.db.transaction(async () => {
        const data = { ...letter, updatedAt: new Date(), updatedByPrincipal: by };
        const where = { locale, template };
        const { count } = await letters().updateMany({ where, data });
        if (count === 0) await letters().create({ data: { ...where, ...data } });
        await audit.record({ type: 'request.letter-changed', details: where });
        return viewOf(locale, template, { locale, template, ...letter });
      });
    },
    async reset(locale, template) {
      return strapi.db.transaction(async () => {
        const where = { locale, template };
        const { count } = await letters().deleteMany({ where });
        if (count === 0) throw new errors.NotFoundError('Letter not found', { code: 'NOT_FOUND' });
        await audit.record({ type: 'request.letter-reset', details: where });
        return viewOf(locale, template, undefined);
      });
    },
    async overrides() {
      const merged: Record<string, Partial<Record<MailTemplate, Letter>>> = {};
      for (const [locale, own] of Object.entries(configured())) merged[locale] = { ...own };
      for (const { locale, template, subject, text } of await stored())
        merged[locale] = { ...merged[locale], [template]: { subject, text } };
      return merged;
    },
  };
};
