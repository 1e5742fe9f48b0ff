import Holidays from 'date-holidays';
import type { Calendar } from './deadlines';

/** Where the controller is, and what its calendar has besides the public holidays. */
export interface CalendarSettings {
  /** ISO 3166, with a subdivision where holidays differ (`DE-BY`). Without it only weekends are free. */
  readonly country?: string | undefined;
  /** IANA name; that of the country if absent. */
  readonly timeZone?: string | undefined;
  /** Further days off, as local dates. */
  readonly holidays: readonly string[];
}

const DATE_LENGTH = 10;

/** The public holidays of a year, as local dates. Bank and school holidays are working days. */
const publicHolidays = (source: Holidays, year: number): string[] =>
  source
    .getHolidays(year)
    .filter(({ type }) => type === 'public')
    .map(({ date }) => date.slice(0, DATE_LENGTH));

/** Creates the controller's calendar. @throws Error for a country that nobody knows */
export const createCalendar = ({ country, timeZone, holidays }: CalendarSettings): Calendar => {
  const [code, subdivision] = country?.split('-') ?? [];
  const source = code === undefined ? null : new Holidays();
  if (source && code !== undefined) {
    if (!(code in source.getCountries())) throw new Error(`No holidays are known of '${code}'`);
    if (subdivision) source.init(code, subdivision);
    else source.init(code);
  }
  const extra = new Set(holidays);
  const byYear = new Map<number, ReadonlySet<string>>();
  const ofYear = (year: number): ReadonlySet<string> => {
    const known = byYear.get(year) ?? new Set(source ? publicHolidays(source, year) : []);
    byYear.set(year, known);
    return known;
  };
  return {
    zone: timeZone ?? source?.getTimezones()[0] ?? 'UTC',
    isHoliday: (date) => extra.has(date) || ofYear(Number(date.slice(0, 4))).has(date),
  };
};
