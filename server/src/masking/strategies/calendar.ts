import { z } from '@strapi/utils';
import type { Client } from '../../platform/dialect';
import { sql, type Sql } from '../../platform/sql';
import type { MaskContext, MaskStrategy } from './strategy';
import { literal } from './text-sql';

type Unit = 'year' | 'month';

/** The first day of the unit, as `strftime` and `date_format` write it. */
const FIRST_DAY: Readonly<Record<Unit, string>> = { year: '%Y-01-01', month: '%Y-%m-01' };

const ISO_DAY = '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*';

/** Strapi keeps moments as milliseconds there, days as text, and lets either come from elsewhere. */
const sqlite = (value: Sql, unit: Unit, type: string): Sql => {
  const seconds = sql`${value} / 1000.0, 'unixepoch'`;
  const day = literal(FIRST_DAY[unit]);
  const isText = sql`typeof(${value}) = 'text'`;
  if (type === 'date')
    return sql`case when not ${isText} then strftime(${day}, ${seconds}) when ${value} glob ${literal(ISO_DAY)} then strftime(${day}, substr(${value}, 1, 10)) end`;
  const start = literal(`start of ${unit}`);
  const moment = literal(`${FIRST_DAY[unit]}T00:00:00.000Z`);
  return sql`case when ${isText} then strftime(${moment}, ${value}) else cast(strftime('%s', ${seconds}, ${start}) as integer) * 1000 end`;
};

const postgres = (value: Sql, unit: Unit, type: string): Sql => {
  if (type !== 'date') return sql`date_trunc(${literal(unit)}, ${value})`;
  // Without the cast a day would become a moment in the session's time zone.
  return sql`cast(date_trunc(${literal(unit)}, cast(${value} as timestamp)) as date)`;
};

const mysql = (value: Sql, unit: Unit, type: string): Sql => {
  const day = FIRST_DAY[unit];
  if (type === 'date') return sql`cast(date_format(${value}, ${literal(day)}) as date)`;
  return sql`cast(date_format(${value}, ${literal(`${day} 00:00:00`)}) as datetime(6))`;
};

const TRUNCATE: Readonly<Record<Client, (value: Sql, unit: Unit, type: string) => Sql>> = {
  sqlite,
  postgres,
  mysql,
};

const firstDayOf = (text: string, unit: Unit): string | null => {
  const [, year, month] = /^(\d{4})-(\d{2})-\d{2}/.exec(text) ?? [];
  if (year === undefined || month === undefined) return null;
  return unit === 'year' ? `${year}-01-01` : `${year}-${month}-01`;
};

/**
 * The start of the unit that a moment is in, in the time zone in which its database keeps moments:
 * UTC on SQLite, elsewhere the zone of the process (the drivers write moments in local time).
 */
const startOf = (moment: Date, unit: Unit, { dialect }: MaskContext): string | null => {
  if (Number.isNaN(moment.getTime())) return null;
  const start = new Date(moment);
  const isYear = unit === 'year';
  if (dialect.client === 'sqlite') {
    start.setUTCMonth(isYear ? 0 : start.getUTCMonth(), 1);
    start.setUTCHours(0, 0, 0, 0);
  } else {
    start.setMonth(isYear ? 0 : start.getMonth(), 1);
    start.setHours(0, 0, 0, 0);
  }
  return start.toISOString();
};

const createCalendarStrategy = (unit: Unit): MaskStrategy => ({
  name: unit,
  options: z.strictObject({}),
  fits: ['date', 'datetime'],
  sql: (value, _options, { dialect, attribute }) =>
    TRUNCATE[dialect.client](value, unit, attribute.type),
  mask(value, _options, context) {
    if (context.attribute.type !== 'date')
      return startOf(new Date(value as string | number | Date), unit, context);
    const day = typeof value === 'string' ? value : new Date(value as number | Date).toISOString();
    return firstDayOf(day, unit);
  },
});

/** The year alone, as its first day: `1984-01-01`. */
export const year = createCalendarStrategy('year');

/** Year and month, as the month's first day: `1984-07-01`. */
export const month = createCalendarStrategy('month');
