import { COUNTRIES } from '../data/countries';
import type { Country } from '../data/country';
import { INDUSTRIES } from '../data/texts';
import { slug } from '../slug';
import type { Generator } from './dataset';
import type { AccountRecord } from './types';

const INDUSTRY_CODES = Object.keys(INDUSTRIES) as (keyof typeof INDUSTRIES)[];

// Legal forms in these countries are written in the country's script, where words are not spaced.
const UNSPACED = new Set(['CN', 'JP']);

const companyName = (country: Country, last: string, sector: string) =>
  UNSPACED.has(country.code)
    ? `${last} ${sector}${country.legalForm}`
    : `${last} ${sector} ${country.legalForm}`;

/** Accounts all over the world, as many per country as its weight says. Names are unique. */
export const generateAccounts = (generator: Generator, count: number): AccountRecord[] => {
  const { random, names, regionOf, ownerIn } = generator;
  const nextCountry = random.weighted(COUNTRIES, ({ weight }) => weight);
  const taken = new Set<string>();

  const uniqueName = (country: Country, industry: keyof typeof INDUSTRIES, city: string) => {
    const { last, latinLast } = names(country.names);
    const sector = random.pick(INDUSTRIES[industry]);
    const plain = companyName(country, last, sector);
    const inCity = companyName(country, `${last} ${city}`, sector);
    const name =
      [plain, inCity].find((candidate) => !taken.has(candidate)) ?? `${inCity} ${taken.size}`;
    taken.add(name);
    const suffix = name === plain ? '' : `-${taken.size}`;
    return { name, domain: `${slug(`${latinLast} ${sector} ${country.code}`)}${suffix}.example` };
  };

  return Array.from({ length: count }, () => {
    const country = nextCountry();
    const region = regionOf(country.code);
    const industry = random.pick(INDUSTRY_CODES);
    const city = random.pick(Object.keys(country.cities));
    return {
      documentId: random.documentId(),
      ...uniqueName(country, industry, city),
      country: country.code,
      city,
      industry,
      employees: random.chance(0.1) ? random.int(500, 20_000) : random.int(5, 500),
      createdAt: random.moment(1400, 200),
      owner: ownerIn(region),
      region,
    };
  });
};
