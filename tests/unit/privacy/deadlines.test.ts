import Holidays from 'date-holidays';
import { createCalendar } from '../../../server/src/privacy/requests/calendar';
import { daysLeft, dueAt, type Suspension } from '../../../server/src/privacy/requests/deadlines';
import type { RequestKind } from '../../../server/src/privacy/requests/kinds';

const DAY = 86_400_000;

interface Options {
  kind?: RequestKind;
  country?: string;
  timeZone?: string;
  extended?: boolean;
  suspensions?: Suspension[];
  holidays?: string[];
}

const calendars = new Map<string, ReturnType<typeof createCalendar>>();
const calendarOf = ({ country = 'CZ', timeZone, holidays = [] }: Options) => {
  const key = JSON.stringify([country, timeZone, holidays]);
  const calendar = calendars.get(key) ?? createCalendar({ country, timeZone, holidays });
  calendars.set(key, calendar);
  return calendar;
};

const formatters = new Map<string, Intl.DateTimeFormat>();
const formatterOf = (timeZone: string) => {
  const formatter = formatters.get(timeZone) ?? new Intl.DateTimeFormat('sv', { timeZone });
  formatters.set(timeZone, formatter);
  return formatter;
};

/** The local day of the deadline for a request received at noon of a local day. */
const dueOn = (received: string, options: Options = {}): string => {
  const { kind = 'erasure', extended = false, suspensions = [] } = options;
  const calendar = calendarOf(options);
  const receivedAt = new Date(`${received}T12:00:00Z`);
  const due = dueAt({ kind, receivedAt, extended, suspensions }, calendar, receivedAt);
  return formatterOf(calendar.zone).format(due);
};

/**
 * The same rules once more, in days since 1970 and without any library for dates: what is compared
 * must not share its mistakes.
 */
const independent = (received: string, months: number, isHoliday: (day: string) => boolean) => {
  const [year, month, day] = received.split('-').map(Number) as [number, number, number];
  const target = month - 1 + months;
  const [y, m] = [year + Math.floor(target / 12), target % 12];
  const isLeap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let at = Date.UTC(y, m, Math.min(day, lengths[m]!)) / DAY;
  // 1 January 1970 was a Thursday.
  const weekday = (days: number) => (days + 4) % 7;
  const text = (days: number) => new Date(days * DAY).toISOString().slice(0, 10);
  while (weekday(at) === 0 || weekday(at) === 6 || isHoliday(text(at))) at += 1;
  return text(at);
};

describe('deadlines by Regulation 1182/71', () => {
  it.each([
    ['2026-03-05', '2026-04-07'],
    ['2026-08-31', '2026-09-30'],
    ['2026-01-31', '2026-03-02'],
    ['2026-11-25', '2026-12-28'],
    ['2028-01-31', '2028-02-29'],
  ])('received on %s: %s', (received, due) => {
    expect(dueOn(received)).toBe(due);
  });

  it.each(['CZ', 'NL', 'SE', 'FR', 'PL', 'DE-BY'])(
    'agree with an independent count on 1,826 dates in %s',
    (country) => {
      const [code, part] = country.split('-') as [string, string | undefined];
      const source = part ? new Holidays(code, part) : new Holidays(code);
      const holidays = new Set(
        [2026, 2027, 2028, 2029, 2030, 2031].flatMap((year) =>
          source
            .getHolidays(year)
            .filter(({ type }) => type === 'public')
            .map(({ date }) => date.slice(0, 10))
        )
      );
      const isHoliday = (day: string) => holidays.has(day);
      const start = Date.UTC(2026, 0, 1);
      const dates = Array.from({ length: 1_826 }, (_, count) =>
        new Date(start + count * DAY).toISOString().slice(0, 10)
      );
      const found = dates.map((received) =>
        [false, true].map((extended) => dueOn(received, { country, extended }))
      );
      const expected = dates.map((received) =>
        [1, 3].map((months) => independent(received, months, isHoliday))
      );
      expect(found).toEqual(expected);
    }
  );

  it('extensions count from receipt, not from the first end', () => {
    // The first end is Monday 2 March, for the weekend; three months from receipt is 30 April.
    expect(dueOn('2026-01-31', { extended: true })).toBe('2026-04-30');
  });

  it('the day begins where the controller is', () => {
    const late = new Date('2026-03-05T23:30:00Z');
    const input = { kind: 'access' as const, receivedAt: late, extended: false, suspensions: [] };
    const [prague, lisbon] = ['Europe/Prague', 'Europe/Lisbon'].map((timeZone) =>
      dueAt(input, calendarOf({ country: 'SE', timeZone }), late).toISOString()
    );
    // In Prague it was the 6th already, and the 6th of April is Easter Monday.
    expect(prague).toBe('2026-04-07T21:59:59.999Z');
    expect(lisbon).toBe('2026-04-07T22:59:59.999Z');
  });

  it('the clock stands still while an identity is in doubt', () => {
    const suspensions = [{ from: '2026-05-06T10:00:00Z', to: '2026-05-13T09:00:00Z' }];
    expect(dueOn('2026-05-05')).toBe('2026-06-05');
    expect(dueOn('2026-05-05', { suspensions })).toBe('2026-06-12');
  });

  it('a holiday that is added moves them', () => {
    expect(dueOn('2026-05-05', { holidays: ['2026-06-05'] })).toBe('2026-06-08');
  });

  it('CCPA counts days', () => {
    expect(dueOn('2026-05-05', { kind: 'ccpa-delete' })).toBe('2026-06-19');
    expect(dueOn('2026-05-05', { kind: 'ccpa-delete', extended: true })).toBe('2026-08-03');
    // Memorial Day is no working day.
    expect(dueOn('2026-05-14', { kind: 'ccpa-opt-out', country: 'US' })).toBe('2026-06-05');
  });

  it('days that are left are counted by the calendar', () => {
    const due = new Date('2026-04-07T21:59:59.999Z');
    const left = (now: string) => daysLeft(due, new Date(now), 'Europe/Prague');
    expect([left('2026-03-24T21:59:00Z'), left('2026-03-24T22:30:00Z')]).toEqual([14, 14]);
    expect([left('2026-04-07T20:00:00Z'), left('2026-04-07T22:00:00Z')]).toEqual([0, -1]);
  });

  it('a country that nobody knows is refused', () => {
    expect(() => createCalendar({ country: 'XX', holidays: [] })).toThrow("'XX'");
  });
});
