import { z } from '@strapi/utils';
import { INTEGER_KINDS, NUMBER_KINDS } from '../../access/policy/attribute-kinds';
import type { Client } from '../../platform/dialect';
import { sql, type Sql } from '../../platform/sql';
import type { MaskIssue, MaskStrategy } from './strategy';
import { literal } from './text-sql';

/** SQL text of a number that the code made. */
const numeral = (text: string): Sql => ({ kind: 'sql', text, bindings: [] });

/** Decimals are counted in ten-thousandths where a database has no exact ones (SQLite, TypeScript). */
const DECIMAL_PLACES = 4;
const PARTS = 10 ** DECIMAL_PLACES;
/** Above this, parts of a decimal are no longer whole numbers that a double can hold. */
const DECIMAL_LIMIT = 9e11;
/** So many steps from zero a double is no finer than the step; its bucket would be itself. */
const DOUBLE_STEPS = 2 ** 53;

const SMALLEST: Readonly<Record<string, bigint>> = {
  integer: -(2n ** 31n),
  biginteger: -(2n ** 63n),
};

const smallestOf = (type: string): bigint => SMALLEST[type] ?? 0n;

/** The remainder that is never negative, so that negative numbers are rounded down as well. */
const remainder = (value: Sql, step: Sql): Sql => sql`((${value} % ${step}) + ${step}) % ${step}`;

const WHOLE: Readonly<Record<Client, string>> = {
  sqlite: 'integer',
  postgres: 'bigint',
  mysql: 'signed',
};

const startOf = (value: bigint, step: number): bigint => {
  const size = BigInt(step);
  return value - (((value % size) + size) % size);
};

/** Buckets that start below the smallest number of the column start there. */
const wholeSql = (value: Sql, step: number, type: string, client: Client): Sql => {
  const smallest = smallestOf(type);
  const whole = sql`cast(${value} as ${numeral(WHOLE[client])})`;
  const lowest = numeral(`(${smallest + 1n} - 1)`);
  const first = numeral(String(startOf(smallest + BigInt(step) - 1n, step)));
  const bucketed = sql`case when ${whole} < ${first} then ${lowest} else ${whole} - ${remainder(whole, literal(step))} end`;
  if (client !== 'postgres') return bucketed;
  return sql`cast(${bucketed} as ${numeral(type === 'integer' ? 'integer' : 'bigint')})`;
};

const wholeOf = (value: bigint, step: number, type: string): bigint => {
  const start = startOf(value, step);
  const smallest = smallestOf(type);
  return start < smallest ? smallest : start;
};

const decimalSql = (value: Sql, step: number, client: Client): Sql => {
  const isSafe = sql`abs(${value}) < ${numeral(String(DECIMAL_LIMIT))}`;
  if (client !== 'sqlite')
    return sql`case when ${isSafe} then ${value} - ${remainder(value, literal(step))} end`;
  const parts = sql`cast(round(${value} * ${literal(PARTS)}) as integer)`;
  const size = literal(Math.round(step * PARTS));
  return sql`case when ${isSafe} then (${parts} - ${remainder(parts, size)}) / ${numeral(`${PARTS}.0`)} end`;
};

/** Rounds as SQLite does: halves away from zero. */
const partsOf = (value: number): number =>
  Math.sign(value) * Math.trunc(Math.abs(value) * PARTS + 0.5);

const decimalOf = (value: number, step: number): number | null => {
  if (!(Math.abs(value) < DECIMAL_LIMIT)) return null;
  const size = Math.round(step * PARTS);
  const parts = partsOf(value);
  return (parts - (((parts % size) + size) % size)) / PARTS + 0;
};

const doubleSql = (value: Sql, step: number, client: Client): Sql => {
  const double = (number: number): Sql => {
    const text = numeral(number.toExponential());
    return client === 'postgres' ? sql`cast(${text} as double precision)` : text;
  };
  const size = double(step);
  const start = sql`floor(${value} / ${size}) * ${size} + 0`;
  return sql`case when ${value} >= 0 and ${value} < ${size} then ${double(0)} when ${value} < 0 and ${value} >= -${size} then -${size} when abs(${value}) < ${double(DOUBLE_STEPS * step)} then ${start} end`;
};

/** The two buckets around zero come first: dividing the smallest doubles is an error on PostgreSQL. */
const doubleOf = (value: number, step: number): number | null => {
  if (value >= 0 && value < step) return 0;
  if (value < 0 && value >= -step) return -step;
  return Math.abs(value) < DOUBLE_STEPS * step ? Math.floor(value / step) * step + 0 : null;
};

const misfit = (message: string): MaskIssue[] => [
  { path: ['step'], code: 'WRONG_PARAMETER', message },
];

const isWhole = (type: string): boolean => INTEGER_KINDS.includes(type);

/** Numbers rounded down to a multiple of `step`: 12,345 in steps of 10,000 is 10,000. */
export const bucket: MaskStrategy<{ step: number }> = {
  name: 'bucket',
  options: z.strictObject({ step: z.number().gt(0).max(1e9) }),
  fits: NUMBER_KINDS,
  check({ step }, { type }) {
    if (isWhole(type) && !Number.isInteger(step))
      return misfit(`A whole number stays one: 'step' must be whole, not ${step}`);
    if (type === 'decimal' && Math.abs(step * PARTS - Math.round(step * PARTS)) > 1e-9 * PARTS)
      return misfit(`'step' has more than ${DECIMAL_PLACES} decimals: ${step}`);
    return [];
  },
  sql(value, { step }, { dialect: { client }, attribute: { type } }) {
    if (isWhole(type)) return wholeSql(value, step, type, client);
    return type === 'decimal' ? decimalSql(value, step, client) : doubleSql(value, step, client);
  },
  mask(value, { step }, { attribute: { type } }) {
    if (type === 'decimal') return decimalOf(Number(value), step);
    if (!isWhole(type)) return doubleOf(Number(value), step);
    // Strapi hands big integers over as text.
    const whole = typeof value === 'string' ? BigInt(value) : BigInt(Math.trunc(Number(value)));
    const start = wholeOf(whole, step, type);
    return type === 'biginteger' ? String(start) : Number(start);
  },
};
