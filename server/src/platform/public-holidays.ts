import Holidays from 'date-holidays';

/** The public holidays of a country. */
export interface PublicHolidays {
  /** The time zone of the country, or its first. */
  readonly zone: string | undefined;
  /** @param date a local date, `2027-12-25` */
  readonly has: (date: string) => boolean;
}

const DATE_LENGTH = 10;

const split = (country: string): readonly [string, string | undefined] => {
  const [code = '', subdivision] = country.split('-');
  return [code, subdivision];
};

/** Whether holidays of a place are known: ISO 3166, with a subdivision where they differ (`DE-BY`). */
export const knowsHolidays = (country: string): boolean => {
  const [code, subdivision] = split(country);
  const source = new Holidays();
  if (!(code in source.getCountries())) return false;
  // Its types do not say so, but most countries have none.
  const states = source.getStates(code) as Readonly<Record<string, string>> | undefined;
  return subdivision === undefined || Object.keys(states ?? {}).includes(subdivision);
};

/**
 * The public holidays of a place. Bank and school holidays are working days.
 * @throws Error for a country that nobody knows
 */
export const publicHolidays = (country: string): PublicHolidays => {
  const [code, subdivision] = split(country);
  const source = new Holidays();
  if (!(code in source.getCountries())) throw new Error(`No holidays are known of '${code}'`);
  if (subdivision) source.init(code, subdivision);
  else source.init(code);
  const byYear = new Map<number, ReadonlySet<string>>();
  const ofYear = (year: number): ReadonlySet<string> => {
    const dates = () =>
      source
        .getHolidays(year)
        .filter(({ type }) => type === 'public')
        .map(({ date }) => date.slice(0, DATE_LENGTH));
    const known = byYear.get(year) ?? new Set(dates());
    byYear.set(year, known);
    return known;
  };
  return {
    zone: source.getTimezones()[0],
    has: (date) => ofYear(Number(date.slice(0, 4))).has(date),
  };
};
