import { z } from '@strapi/utils';
import { IANAZone } from 'luxon';
import { knowsHolidays } from '../../platform/public-holidays';
import { DAYS, type HoursConfig } from './hours';
import { parseNetwork } from './networks';
import { OUTSIDE_MODES, type SignInConfig } from './sign-in-rule';

/** A text that must pass a test, refused under an issue code of its own. */
const textThat = (passes: (text: string) => boolean, code: string, wanted: string) =>
  z.custom<string>((value) => typeof value === 'string' && passes(value), {
    error: ({ input }) => `${JSON.stringify(input)} is not ${wanted}`,
    params: { code },
  });

const wordOf = <T extends string>(words: readonly T[], code: string) =>
  z.custom<T>((value) => words.some((word) => word === value), {
    error: ({ input }) => `${JSON.stringify(input)} is not one of ${words.join(', ')}`,
    params: { code },
  });

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

const from = textThat((text) => TIME.test(text), 'INVALID_TIME', 'a time of day (08:00)');
const to = textThat(
  (text) => TIME.test(text) || text === '24:00',
  'INVALID_TIME',
  'a time of day (18:00), or 24:00'
);

const hours: z.ZodType<HoursConfig> = z
  .strictObject({ days: z.array(wordOf(DAYS, 'UNKNOWN_DAY')).min(1), from, to })
  .refine((value) => value.from !== value.to, {
    error: 'A window that ends when it begins is never open; for whole days: 00:00 to 24:00',
    path: ['to'],
    params: { code: 'EMPTY_WINDOW' },
  });

/** `signIn` of a profile: hours, holidays and networks outside of which its memberships are not in force. */
export const signInSchema: z.ZodType<SignInConfig> = z
  .strictObject({
    hours: z.array(hours).min(1).optional(),
    timeZone: textThat(
      (text) => IANAZone.isValidZone(text),
      'UNKNOWN_TIME_ZONE',
      'a time zone (Europe/Stockholm)'
    ).optional(),
    holidays: textThat(
      knowsHolidays,
      'UNKNOWN_COUNTRY',
      'a country whose holidays are known (SE, DE-BY)'
    ).optional(),
    networks: z
      .array(
        textThat(
          (text) => parseNetwork(text) !== null,
          'INVALID_NETWORK',
          'a network (10.0.0.0/8, 2001:db8::/32, or one address)'
        )
      )
      .min(1)
      .optional(),
    outside: wordOf(OUTSIDE_MODES, 'UNKNOWN_MODE').optional(),
  })
  .refine((value) => value.hours ?? value.holidays ?? value.networks, {
    error: 'One of hours, holidays, networks is expected',
    params: { code: 'NO_LIMIT' },
  })
  .refine((value) => value.timeZone !== undefined || !(value.hours ?? value.holidays), {
    error: 'Hours and holidays are local: timeZone says where',
    path: ['timeZone'],
  });
