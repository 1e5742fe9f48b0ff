import { DateTime } from 'luxon';
import type { RequestKind } from './kinds';
import { regimeOf } from './kinds';

/** Days that do not count as working days, and where the day begins. */
export interface Calendar {
  /** IANA time zone of the controller. */
  readonly zone: string;
  /** Whether a local date (`2026-12-25`) is a public holiday there. */
  readonly isHoliday: (date: string) => boolean;
}

/** An interval in which the clock stood still; open while `to` is null. */
export interface Suspension {
  readonly from: string;
  readonly to: string | null;
}

/** What a deadline depends on. */
export interface DeadlineInput {
  readonly kind: RequestKind;
  readonly receivedAt: Date;
  readonly extended: boolean;
  readonly suspensions: readonly Suspension[];
}

const SATURDAY = 6;
const CCPA_DAYS = 45;
const CCPA_EXTENDED_DAYS = 90;
const OPT_OUT_WORKING_DAYS = 15;

const isWorkingDay = (day: DateTime, { isHoliday }: Calendar): boolean =>
  day.weekday < SATURDAY && !isHoliday(day.toISODate() ?? '');

const nextWorkingDay = (day: DateTime, calendar: Calendar): DateTime => {
  let at = day;
  while (!isWorkingDay(at, calendar)) at = at.plus({ days: 1 });
  return at;
};

const afterWorkingDays = (day: DateTime, count: number, calendar: Calendar): DateTime => {
  let at = day;
  for (let left = count; left > 0; left -= 1) at = nextWorkingDay(at.plus({ days: 1 }), calendar);
  return at;
};

/** Whole local days in which the clock stood still. */
const suspendedDays = (suspensions: readonly Suspension[], zone: string, now: Date): number =>
  suspensions.reduce((days, { from, to }) => {
    const [start, end] = [from, to ?? now.toISOString()].map((instant) =>
      DateTime.fromISO(instant, { zone }).startOf('day')
    ) as [DateTime, DateTime];
    return days + Math.round(end.diff(start, 'days').days);
  }, 0);

/** The last day by the text of the law, before weekends and holidays are looked at. */
const lastDay = (received: DateTime, input: DeadlineInput, calendar: Calendar): DateTime => {
  if (regimeOf(input.kind) === 'gdpr')
    // The same date of the month one (or three) later, or that month's last day: Art. 3(2)(c) of
    // Regulation 1182/71. An extension counts from receipt (Art. 12(3) GDPR), not from the first end.
    return received.plus({ months: input.extended ? 3 : 1 });
  if (input.kind === 'ccpa-opt-out')
    return afterWorkingDays(received, OPT_OUT_WORKING_DAYS, calendar);
  return received.plus({ days: input.extended ? CCPA_EXTENDED_DAYS : CCPA_DAYS });
};

/**
 * When the answer is due: the last moment of a local day.
 *
 * GDPR by Regulation (EEC, Euratom) 1182/71 Art. 3: the day of receipt does not count, the period ends
 * with the last hour of its last day, and moves to the next working day from a Saturday, Sunday or
 * public holiday. CCPA: 45 calendar days, 90 with the extension (Cal. Civ. Code §1798.130); opt-outs 15
 * working days (11 CCR §7026). Pure.
 * @param now until when an open suspension is counted
 */
export const dueAt = (input: DeadlineInput, calendar: Calendar, now: Date): Date => {
  const received = DateTime.fromJSDate(input.receivedAt, { zone: calendar.zone }).startOf('day');
  const days = suspendedDays(input.suspensions, calendar.zone, now);
  const last = lastDay(received, input, calendar).plus({ days });
  const due = regimeOf(input.kind) === 'gdpr' ? nextWorkingDay(last, calendar) : last;
  return due.endOf('day').toJSDate();
};

/** Local days from now until the day of the deadline; negative when it has passed. Pure. */
export const daysLeft = (due: Date, now: Date, zone: string): number => {
  const [last, today] = [due, now].map((instant) =>
    DateTime.fromJSDate(instant, { zone }).startOf('day')
  ) as [DateTime, DateTime];
  return Math.round(last.diff(today, 'days').days);
};
