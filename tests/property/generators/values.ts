import type { Uid } from '../model/types';

/**
 * Pools that data and queries draw from, small so that they meet. Text is ASCII letters, digits and
 * inner spaces: there the databases agree on everything but case, which the model knows about.
 */
export const COUNTRIES = ['SE', 'NO', 'DK', 'NL', 'BE', 'CN', 'se', 'SE ', 'ZZ'] as const;
export const NAMES = [
  'Alba',
  'alba',
  'Berg',
  'Berg Norte',
  'Cobalt 7',
  'cobalt',
  'Delta',
  'Elm',
  'Fjord 12',
  'SE',
] as const;
export const EMAILS = ['a@x.test', 'b@x.test', 'Rep@y.test', 'rep@y.test'] as const;
export const NUMBERS = [-3, 0, 1, 2, 7, 12, 40] as const;
export const DECIMALS = [-1.5, 0, 0.25, 10, 99.75, 1234.5] as const;
export const DATES = ['2023-12-31', '2024-02-29', '2024-03-01', '2025-07-14'] as const;
export const TIMES = [
  '2024-01-01T00:00:00.000Z',
  '2024-05-05T10:30:00.000Z',
  '2024-05-05T10:30:00.250Z',
  '2025-11-30T23:59:59.000Z',
] as const;
export const LOCALES = ['en', 'fr', 'nl'] as const;
export const INDUSTRIES = ['energy', 'water', 'retail'] as const;
export const PRIORITIES = ['low', 'normal', 'high'] as const;

/** The n-th document of a type. Ids say nothing about visibility. */
export function documentId(uid: Uid, index: number): string {
  const name = uid.slice(uid.lastIndexOf('.') + 1, uid.lastIndexOf('.') + 4);
  return `${name}${String((index * 7919) % 1000).padStart(4, '0')}${String(index).padStart(17, 'k')}`;
}
