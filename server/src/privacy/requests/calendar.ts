import { publicHolidays } from '../../platform/public-holidays';
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

/** Creates the controller's calendar. @throws Error for a country that nobody knows */
export const createCalendar = ({ country, timeZone, holidays }: CalendarSettings): Calendar => {
  const official = country === undefined ? null : publicHolidays(country);
  const extra = new Set(holidays);
  return {
    zone: timeZone ?? official?.zone ?? 'UTC',
    isHoliday: (date) => extra.has(date) || official?.has(date) === true,
  };
};
