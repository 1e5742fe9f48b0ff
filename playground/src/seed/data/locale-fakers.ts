import {
  Faker,
  da,
  de,
  de_AT,
  de_CH,
  en,
  en_AU,
  en_CA,
  en_GB,
  en_IE,
  en_IN,
  en_NG,
  en_US,
  en_ZA,
  es,
  es_MX,
  fi,
  fr,
  it,
  ja,
  ko,
  nb_NO,
  nl,
  nl_BE,
  pl,
  pt_BR,
  pt_PT,
  sv,
  tr,
  zh_CN,
} from '@faker-js/faker';

const DEFINITIONS = {
  da,
  de,
  de_AT,
  de_CH,
  en_AU,
  en_CA,
  en_IN,
  en_NG,
  en_US,
  en_ZA,
  es,
  es_MX,
  fi,
  fr,
  it,
  nb_NO,
  nl,
  nl_BE,
  pl,
  pt_BR,
  pt_PT,
  sv,
  tr,
  arabic: en,
  british: en_GB,
  irish: en_IE,
  chinese: zh_CN,
  japanese: ja,
  korean: ko,
};

export type LocaleKey = keyof typeof DEFINITIONS;

const fallbacks = (key: LocaleKey) =>
  key.startsWith('de') ? [DEFINITIONS[key], de, en] : [DEFINITIONS[key], en];

/** One generator per language, each started from the seed, so that the same seed gives the same data. */
export const createLocaleFakers = (seed: number): ((key: LocaleKey) => Faker) => {
  const fakers = new Map<LocaleKey, Faker>();
  return (key) => {
    const known = fakers.get(key);
    if (known) return known;
    const faker = new Faker({ locale: fallbacks(key) });
    faker.seed(seed);
    fakers.set(key, faker);
    return faker;
  };
};
