import type en from './en.json';

import { PLUGIN_ID } from '../plugin-id';

/** The texts of the panel: English is complete and decides which keys there are. */
export type Texts = Record<keyof typeof en, string>;

/** The texts of one language, in the shape that Strapi asks for. */
export interface Translation {
  data: Record<string, string>;
  locale: string;
}

/** One loader per language, so that the panel downloads only the languages it offers. */
const loaders: Record<string, () => Promise<{ default: Texts }>> = {
  en: () => import('./en.json'),
  fr: () => import('./fr.json'),
  nl: () => import('./nl.json'),
  pl: () => import('./pl.json'),
  sv: () => import('./sv.json'),
};

/** Strapi keeps the texts of all plugins in one map, hence the plugin's id before every key. */
const prefixed = (texts: Texts): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${PLUGIN_ID}.${key}`, text]));

/**
 * The texts for the languages that the panel asks for, in the order asked. A language without
 * translation yields no texts, so Strapi falls back to the default message of each text.
 */
export const loadTranslations = (locales: string[]): Promise<Translation[]> =>
  Promise.all(
    locales.map(async (locale) => {
      const load = loaders[locale];
      return { data: load ? prefixed((await load()).default) : {}, locale };
    })
  );
