import type { Core } from '@strapi/strapi';

const NAMES: Record<string, string> = {
  en: 'English (en)',
  sv: 'Swedish (sv)',
  nl: 'Dutch (nl)',
  fr: 'French (fr)',
};

/** The languages of the products. */
export const LOCALES = Object.keys(NAMES);

interface LocaleService {
  find(): Promise<{ code: string }[]>;
  create(locale: { code: string; name: string }): Promise<unknown>;
}

/** Creates the locales that are missing. */
export const ensureLocales = async (strapi: Core.Strapi): Promise<void> => {
  const service = strapi.plugin('i18n').service('locales') as unknown as LocaleService;
  const known = new Set((await service.find()).map(({ code }) => code));
  for (const code of LOCALES.filter((locale) => !known.has(locale))) {
    await service.create({ code, name: NAMES[code] ?? code });
  }
};
