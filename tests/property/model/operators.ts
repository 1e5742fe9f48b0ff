import type { Dialect } from './dialect';
import type { ScalarType } from './schema';
import type { Json } from './types';
import { isObject, text } from './types';

/** SQL's three truth values: `null` is unknown. */
export type Truth = boolean | null;

/** What an attribute is compared with: a value, a list, or `{ operator: operand }`. */
export type Condition = unknown;

export const not = (truth: Truth): Truth => (truth === null ? null : !truth);

export const and = (truths: Truth[]): Truth => {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
};

export const or = (truths: Truth[]): Truth => {
  if (truths.includes(true)) return true;
  return truths.includes(null) ? null : false;
};

type Comparable = string | number | null;

const toBoolean = (value: unknown) =>
  value === true || ['true', 't', '1', 1].includes(value as string);

/** A stored value or an operand in the form in which values of this type are compared. */
export function comparable(value: unknown, type: ScalarType): Comparable {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'id':
    case 'number':
      return Number(value);
    case 'boolean':
      return toBoolean(value) ? 1 : 0;
    case 'datetime':
      return Date.parse(text(value));
    default:
      return text(value);
  }
}

/** Order of two values that are not NULL. */
export function compareValues(left: Comparable, right: Comparable, dialect: Dialect): number {
  if (typeof left === 'string' && typeof right === 'string')
    return dialect.compareText(left, right);
  return Number(left) - Number(right);
}

interface Operand {
  stored: Json | undefined;
  operand: unknown;
  type: ScalarType;
  dialect: Dialect;
}

const compareWith =
  (test: (order: number) => boolean) =>
  (input: Operand): Truth => {
    const stored = comparable(input.stored, input.type);
    const operand = comparable(input.operand, input.type);
    if (stored === null || operand === null) return null;
    return test(compareValues(stored, operand, input.dialect));
  };

const equal = compareWith((order) => order === 0);

const inList = (input: Operand): Truth => {
  const list = Array.isArray(input.operand) ? input.operand : [input.operand];
  return or(list.map((operand: unknown) => equal({ ...input, operand })));
};

const between = (input: Operand): Truth => {
  const [low, high] = input.operand as [unknown, unknown];
  const atLeast = compareWith((order) => order >= 0);
  const atMost = compareWith((order) => order <= 0);
  return and([atLeast({ ...input, operand: low }), atMost({ ...input, operand: high })]);
};

type Part = (text: string, part: string) => boolean;

const like =
  (test: Part, ignoreCase = false) =>
  (input: Operand): Truth => {
    if (input.stored === null || input.stored === undefined) return null;
    const fold = (text: string) =>
      ignoreCase || !input.dialect.likeIsCaseSensitive ? text.toLowerCase() : text;
    return test(fold(text(input.stored)), fold(text(input.operand)));
  };

const equalIgnoringCase = (input: Operand): Truth => {
  if (input.stored === null || input.stored === undefined) return null;
  const lower = (value: unknown) => text(value).toLowerCase();
  return input.dialect.compareText(lower(input.stored), lower(input.operand)) === 0;
};

const isNull = (input: Operand): Truth =>
  (input.stored === null || input.stored === undefined) === toBoolean(input.operand);

const contains: Part = (text, part) => text.includes(part);
const startsWith: Part = (text, part) => text.startsWith(part);
const endsWith: Part = (text, part) => text.endsWith(part);

const OPERATORS: Record<string, (input: Operand) => Truth> = {
  $eq: equal,
  $ne: (input) => not(equal(input)),
  $eqi: equalIgnoringCase,
  $nei: (input) => not(equalIgnoringCase(input)),
  $lt: compareWith((order) => order < 0),
  $lte: compareWith((order) => order <= 0),
  $gt: compareWith((order) => order > 0),
  $gte: compareWith((order) => order >= 0),
  $in: inList,
  $notIn: (input) => not(inList(input)),
  $between: between,
  $null: isNull,
  $notNull: (input) => not(isNull(input)),
  $contains: like(contains),
  $notContains: (input) => not(like(contains)(input)),
  $containsi: like(contains, true),
  $notContainsi: (input) => not(like(contains, true)(input)),
  $startsWith: like(startsWith),
  $startsWithi: like(startsWith, true),
  $endsWith: like(endsWith),
  $endsWithi: like(endsWith, true),
  $not: (input) => not(evaluateCondition(input.stored, input.type, input.operand, input.dialect)),
};

const LIST_OPERATORS = ['$in', '$notIn', '$between'];

const applyOperator = (operator: string, input: Operand): Truth => {
  // A list given to an operator that takes one value means "any of them".
  if (Array.isArray(input.operand) && !LIST_OPERATORS.includes(operator)) {
    return or(
      input.operand.map((operand: unknown) => applyOperator(operator, { ...input, operand }))
    );
  }
  const run = OPERATORS[operator];
  if (!run) throw new Error(`The model does not know the operator ${operator}`);
  return run(input);
};

/** Whether a stored value meets a condition, by SQL's logic. */
export function evaluateCondition(
  stored: Json | undefined,
  type: ScalarType,
  condition: Condition,
  dialect: Dialect
): Truth {
  if (!isObject(condition)) {
    const operator = Array.isArray(condition) ? '$in' : '$eq';
    return applyOperator(operator, { stored, type, dialect, operand: condition });
  }
  const truths = Object.entries(condition).map(([operator, operand]) =>
    applyOperator(operator, { stored, type, dialect, operand })
  );
  return and(truths);
}
