import { INTEGER_KINDS, NUMBER_KINDS } from './attribute-kinds';

const WHOLE_NUMBER = /^-?[0-9]+$/;
const DECIMAL_NUMBER = /^-?[0-9]+(\.[0-9]+)?$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const TIME = /^[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,3})?)?$/;
const DATE_TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}/;

const isMoment = (value: string): boolean => !Number.isNaN(Date.parse(value));

/**
 * Whether a value of the document can be compared with an attribute of this type without the
 * database guessing what was meant. `null` never can; the operators `$null` and `$notNull` ask for
 * it. An unknown type accepts any single value.
 */
export const isValueOf = (kind: string | undefined, value: unknown): boolean => {
  if (kind === undefined) {
    return ['string', 'number', 'boolean'].includes(typeof value);
  }
  if (kind === 'boolean') {
    return typeof value === 'boolean';
  }
  if (NUMBER_KINDS.includes(kind)) {
    return isNumberOf(kind, value);
  }
  if (typeof value !== 'string') {
    return false;
  }
  switch (kind) {
    case 'date':
      return DATE.test(value) && isMoment(value);
    case 'datetime':
    case 'timestamp':
      return (DATE_TIME.test(value) || DATE.test(value)) && isMoment(value);
    case 'time':
      return TIME.test(value);
    default:
      return true;
  }
};

/** Numbers too long for JavaScript are written as strings, which only two types store exactly. */
const isNumberOf = (kind: string, value: unknown): boolean => {
  const isWhole = INTEGER_KINDS.includes(kind);
  if (typeof value === 'string') {
    const isLong = kind === 'biginteger' || kind === 'decimal';
    return isLong && (isWhole ? WHOLE_NUMBER : DECIMAL_NUMBER).test(value);
  }
  return isWhole ? Number.isSafeInteger(value) : Number.isFinite(value);
};
