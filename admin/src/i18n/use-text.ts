import { useCallback } from 'react';
import { useIntl, type PrimitiveType } from 'react-intl';

import { PLUGIN_ID } from '../plugin-id';
import type { Texts } from '../translations';
import en from '../translations/en.json';

export type TextKey = keyof Texts;
export type Values = Record<string, PrimitiveType>;
export type Translate = (key: TextKey, values?: Values) => string;

/** A text as Strapi's own components take it. */
export const textOf = (key: TextKey) => ({ id: `${PLUGIN_ID}.${key}`, defaultMessage: en[key] });

/** Whether there is a text of this name: for names that come from the server. */
export const isTextKey = (key: string): key is TextKey => Object.hasOwn(en, key);

/** Translates the plugin's texts into the language of the panel. */
export const useText = (): Translate => {
  const intl = useIntl();
  return useCallback((key, values) => intl.formatMessage(textOf(key), values), [intl]);
};

/** Writes the day of an instant the way the language does. */
export const useDays = () => {
  const intl = useIntl();
  return useCallback(
    (instant: string) => intl.formatDate(instant, { dateStyle: 'medium' }),
    [intl]
  );
};

/** Writes instants the way the language does; a dash for none. */
export const useDates = () => {
  const intl = useIntl();
  return useCallback(
    (instant: string | null) =>
      instant === null
        ? '–'
        : intl.formatDate(instant, { dateStyle: 'medium', timeStyle: 'short' }),
    [intl]
  );
};
