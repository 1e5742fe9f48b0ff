import { DateTime } from 'luxon';

/** Days as the policy writes them; the first is number 1 (ISO 8601). */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** From one time of day to another, local; to a time that is not later: of the next day. */
export interface HoursConfig {
  days: Day[];
  /** `08:00` */
  from: string;
  /** `18:00`, or `24:00` */
  to: string;
}

/** What hours are judged by. */
export interface Hours {
  readonly windows: readonly HoursConfig[];
  readonly zone: string;
  /** Whether no window opens on a local date. */
  readonly isHoliday: (date: string) => boolean;
}

/** Why it is closed, and when it opens next; null: not within a year. */
export interface ClosedHours {
  readonly why: 'hours' | 'holiday';
  readonly until: Date | null;
}

/** As far as an opening is looked for, in days. */
const HORIZON = 366;

const WHOLE_DAYS: HoursConfig = { days: [...DAYS], from: '00:00', to: '24:00' };

/** A time of a local day as an instant. Where clocks jump over it, it is when they have jumped. */
const at = (day: DateTime, time: string): DateTime => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const whole = hour === 24 ? day.plus({ days: 1 }) : day;
  return whole.set({ hour: hour % 24, minute, second: 0, millisecond: 0 });
};

/** The windows that open on a local day, as instants. */
const openingsOf = (windows: readonly HoursConfig[], day: DateTime) =>
  windows
    .filter(({ days }) => days.some((one) => DAYS.indexOf(one) + 1 === day.weekday))
    .map(({ from, to }) => ({
      from: at(day, from),
      // Over midnight.
      to: at(to <= from ? day.plus({ days: 1 }) : day, to),
    }));

/** Says whether it is closed at an instant; null: it is open. Pure. */
export const closedHours = ({ windows, zone, isHoliday }: Hours, now: Date): ClosedHours | null => {
  const all = windows.length > 0 ? windows : [WHOLE_DAYS];
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  const isOpen = ({ from, to }: { from: DateTime; to: DateTime }) =>
    from.toMillis() <= now.getTime() && now.getTime() < to.toMillis();
  const isOff = (day: DateTime) => isHoliday(day.toISODate() ?? '');

  // A window that opened yesterday may still be open.
  const days = [today.minus({ days: 1 }), today];
  const open = days.filter((day) => openingsOf(all, day).some(isOpen));
  if (open.some((day) => !isOff(day))) return null;
  const why = open.length > 0 ? 'holiday' : 'hours';
  for (let ahead = 0; ahead <= HORIZON; ahead += 1) {
    const day = today.plus({ days: ahead });
    if (isOff(day)) continue;
    const next = openingsOf(all, day)
      .map(({ from }) => from.toMillis())
      .filter((from) => from > now.getTime())
      .sort((a, b) => a - b)[0];
    if (next !== undefined) return { why, until: new Date(next) };
  }
  return { why, until: null };
};
