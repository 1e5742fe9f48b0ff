import type { Condition } from './policy';
import { attributeOf } from './schema';
import type { Json, Row, Uid } from './types';

/** true, false, or neither: what compares with a missing value is unknown, and stays so under `$not`. */
type Truth = boolean | null;

const not = (truth: Truth): Truth => (truth === null ? null : !truth);

const all = (parts: Truth[]): Truth =>
  parts.includes(false) ? false : parts.includes(null) ? null : true;

const some = (parts: Truth[]): Truth =>
  parts.includes(true) ? true : parts.includes(null) ? null : false;

const isCondition = (value: unknown): value is Condition =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in a form in which JavaScript's operators compare it as the attribute's type does. */
const comparable = (type: string, value: unknown): string | number | boolean => {
  if (type === 'number') return Number(value);
  if (type === 'datetime') return Date.parse(String(value));
  return typeof value === 'boolean' ? value : String(value);
};

const order = (
  operator: string,
  left: string | number | boolean,
  right: string | number | boolean
): boolean => {
  switch (operator) {
    case '$eq':
      return left === right;
    case '$ne':
      return left !== right;
    case '$lt':
      return left < right;
    case '$lte':
      return left <= right;
    case '$gt':
      return left > right;
    case '$gte':
      return left >= right;
    case '$contains':
      return String(left).includes(String(right));
    case '$startsWith':
      return String(left).startsWith(String(right));
    case '$endsWith':
      return String(left).endsWith(String(right));
    default:
      throw new Error(`The model does not know ${operator}`);
  }
};

const operation = (type: string, stored: Json, operator: string, operand: unknown): Truth => {
  if (operator === '$null') return (stored === null) === operand;
  if (operator === '$notNull') return (stored !== null) === operand;
  if (operator === '$not') return not(attribute(type, stored, operand));
  if (stored === null) return null;
  const left = comparable(type, stored);
  const list = (Array.isArray(operand) ? operand : [operand]).map((one: unknown) =>
    comparable(type, one)
  );
  const [first = '', last = ''] = list;
  if (operator === '$in') return list.includes(left);
  if (operator === '$notIn') return !list.includes(left);
  if (operator === '$between') return first <= left && left <= last;
  return order(operator, left, first);
};

const attribute = (type: string, stored: Json, operand: unknown): Truth =>
  isCondition(operand)
    ? all(Object.entries(operand).map(([key, value]) => operation(type, stored, key, value)))
    : operation(type, stored, '$eq', operand);

const evaluate = (uid: Uid, row: Row, condition: unknown): Truth => {
  if (!isCondition(condition)) throw new Error('Not a condition');
  const list = (value: unknown) =>
    (Array.isArray(value) ? (value as unknown[]) : []).map((one) => evaluate(uid, row, one));
  return all(
    Object.entries(condition).map(([key, value]) => {
      if (key === '$and') return all(list(value));
      if (key === '$or') return some(list(value));
      if (key === '$not') return not(evaluate(uid, row, value));
      const schema = attributeOf(uid, key);
      if (schema.kind !== 'scalar') throw new Error(`${uid}.${key} is no scalar`);
      return attribute(schema.type, row[key] ?? null, value);
    })
  );
};

/** Whether a sharing rule's condition holds for a row: true, not false and not unknown. */
export const holds = (uid: Uid, row: Row, condition: Condition): boolean =>
  evaluate(uid, row, condition) === true;
