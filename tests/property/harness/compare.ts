import { isDeepStrictEqual } from 'node:util';
import type { Expected } from '../model/types';
import { text, unorderedItems } from '../model/types';

/** Rows of different types may have the same id; where they meet, each names its type. */
const keyOf = (item: unknown): string => {
  if (!isRecord(item)) return '';
  return `${text(item.__type)}|${text(item.id).padStart(12, '0')}`;
};

const byKey = (items: unknown[]) =>
  [...items].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));

/**
 * Puts an expected answer and an actual one side by side: lists whose order the database is free to
 * choose are sorted on both sides, everything else stays as it is.
 */
function align(expected: Expected, actual: unknown): [unknown, unknown] {
  const items = unorderedItems(expected);
  if (items) {
    if (!Array.isArray(actual)) return [plain(expected), actual];
    return align(byKey(items) as Expected[], byKey(actual));
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const pairs = expected.map((item, index) => align(item, actual[index]));
    return [
      pairs.map(([left]) => left),
      [...pairs.map(([, right]) => right), ...(actual as unknown[]).slice(expected.length)].slice(
        0,
        actual.length
      ),
    ];
  }
  if (isRecord(expected) && isRecord(actual)) return alignRecords(expected, actual);
  return [plain(expected), actual];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const alignRecords = (expected: Record<string, unknown>, actual: Record<string, unknown>) => {
  const left: Record<string, unknown> = {};
  const right: Record<string, unknown> = { ...actual };
  for (const [key, value] of Object.entries(expected)) {
    if (key in actual) [left[key], right[key]] = align(value as Expected, actual[key]);
    else left[key] = plain(value as Expected);
  }
  return [left, right] as [unknown, unknown];
};

/** An expected value without the mark for free order. */
export function plain(value: Expected): unknown {
  const items = unorderedItems(value) ?? value;
  if (Array.isArray(items)) return items.map(plain);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

export interface Comparison {
  equal: boolean;
  expected: unknown;
  actual: unknown;
}

/** Whether an answer is the expected one. */
export function compare(expected: Expected, actual: unknown): Comparison {
  const [left, right] = align(expected, actual);
  return { equal: isDeepStrictEqual(left, right), expected: left, actual: right };
}

/** The places where two answers differ, one line each. */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  if (isDeepStrictEqual(expected, actual)) return [];
  if (isContainer(expected) && isContainer(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) =>
      differences(
        (expected as Record<string, unknown>)[key],
        (actual as Record<string, unknown>)[key],
        path === '' ? key : `${path}.${key}`
      )
    );
  }
  return [`${path}: expected ${short(expected)}, got ${short(actual)}`];
}

const LONGEST = 160;

const short = (value: unknown) => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null;
