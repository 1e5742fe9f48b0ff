import { SCALAR_KINDS, SEARCHABLE_KINDS } from './attribute-kinds';
import { requireAttribute, type CheckContext, type Path } from './check-context';
import { isValueOf } from './condition-values';
import type { SchemaContentType } from './types';

type Form = 'value' | 'list' | 'range' | 'text' | 'flag';

/** The operators of a condition and the form of value each takes. */
const OPERATORS: ReadonlyMap<string, Form> = new Map([
  ['$eq', 'value'],
  ['$ne', 'value'],
  ['$lt', 'value'],
  ['$lte', 'value'],
  ['$gt', 'value'],
  ['$gte', 'value'],
  ['$in', 'list'],
  ['$notIn', 'list'],
  ['$between', 'range'],
  ['$startsWith', 'text'],
  ['$endsWith', 'text'],
  ['$contains', 'text'],
  ['$null', 'flag'],
  ['$notNull', 'flag'],
]);

const ORDER_OPERATORS = ['$lt', '$lte', '$gt', '$gte', '$between'];

/** Deeper conditions have no use, and would let a document exhaust the stack. */
const MAX_NESTING = 10;

interface Scope {
  context: CheckContext;
  /** Absent when the content type is unknown; then only the structure can be checked. */
  schema: SchemaContentType | undefined;
  nesting: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A condition on the record's own scalar attributes. An empty one is refused, at any depth: it
 * holds for every record, and is far more often an omission than an intention.
 */
export const checkWhere = (
  context: CheckContext,
  schema: SchemaContentType | undefined,
  where: Readonly<Record<string, unknown>>,
  path: Path
): void => checkCondition({ context, schema, nesting: 0 }, where, path);

const checkCondition = (scope: Scope, condition: unknown, path: Path): void => {
  if (!isRecord(condition)) {
    scope.context.report(path, 'WRONG_TYPE', 'A condition must be an object');
    return;
  }
  if (isRefused(scope, Object.keys(condition).length, path)) {
    return;
  }
  const inner = { ...scope, nesting: scope.nesting + 1 };
  for (const [key, value] of Object.entries(condition)) {
    const at = [...path, key];
    if (key === '$and' || key === '$or') {
      checkList(inner, value, at);
    } else if (key === '$not') {
      checkCondition(inner, value, at);
    } else if (key.startsWith('$')) {
      scope.context.report(at, 'UNKNOWN_OPERATOR', `Unknown operator '${key}'`);
    } else {
      checkAttributeCondition(inner, key, value, at);
    }
  }
};

const isRefused = (scope: Scope, size: number, path: Path): boolean => {
  if (size === 0) {
    scope.context.report(path, 'EMPTY', 'A condition must not be empty');
    return true;
  }
  if (scope.nesting > MAX_NESTING) {
    scope.context.report(path, 'OUT_OF_RANGE', `A condition nests ${MAX_NESTING} levels at most`);
    return true;
  }
  return false;
};

const checkList = (scope: Scope, value: unknown, path: Path): void => {
  if (!Array.isArray(value)) {
    scope.context.report(path, 'WRONG_TYPE', `Operator '${path.at(-1)}' takes a list`);
  } else if (!isRefused(scope, value.length, path)) {
    value.forEach((item: unknown, index) => {
      checkCondition(scope, item, [...path, index]);
    });
  }
};

const checkAttributeCondition = (scope: Scope, name: string, value: unknown, path: Path): void => {
  const { context, schema } = scope;
  const kind = schema && requireAttribute(context, schema, name, path)?.type;
  if (kind !== undefined && !SCALAR_KINDS.includes(kind)) {
    const message = `Attribute '${name}' is of the wrong kind '${kind}'; a condition compares single values`;
    context.report(path, 'WRONG_ATTRIBUTE_KIND', message);
    return;
  }
  if (isRecord(value)) {
    checkOperators(scope, kind, value, path);
  } else {
    checkValue(scope, { operator: '$eq', kind, value }, path);
  }
};

const checkOperators = (
  scope: Scope,
  kind: string | undefined,
  operators: Record<string, unknown>,
  path: Path
): void => {
  if (isRefused(scope, Object.keys(operators).length, path)) {
    return;
  }
  for (const [operator, value] of Object.entries(operators)) {
    const at = [...path, operator];
    if (operator === '$not' && isRecord(value)) {
      checkOperators({ ...scope, nesting: scope.nesting + 1 }, kind, value, at);
    } else {
      checkValue(scope, { operator, kind, value }, at);
    }
  }
};

interface Comparison {
  operator: string;
  /** Absent when the attribute is unknown; then any value will do. */
  kind: string | undefined;
  value: unknown;
}

const checkValue = ({ context }: Scope, comparison: Comparison, path: Path): void => {
  const { operator, kind, value } = comparison;
  const form = OPERATORS.get(operator);
  if (!form) {
    context.report(path, 'UNKNOWN_OPERATOR', `Unknown operator '${operator}'`);
  } else if (kind !== undefined && !fitsOperator(operator, form, kind)) {
    const message = `Operator '${operator}' does not fit an attribute of kind '${kind}'`;
    context.report(path, 'WRONG_OPERATOR', message);
  } else if (!fitsForm(form, kind, value)) {
    const message = `Value ${JSON.stringify(value)} does not fit '${operator}' on kind '${kind ?? 'unknown'}'`;
    context.report(path, 'WRONG_VALUE', message);
  }
};

const fitsOperator = (operator: string, form: Form, kind: string): boolean => {
  if (form === 'text') {
    return SEARCHABLE_KINDS.includes(kind);
  }
  return kind !== 'boolean' || !ORDER_OPERATORS.includes(operator);
};

const fitsForm = (form: Form, kind: string | undefined, value: unknown): boolean => {
  if (form === 'flag') {
    return typeof value === 'boolean';
  }
  if (form === 'text') {
    return typeof value === 'string' && value !== '';
  }
  const values: unknown[] = Array.isArray(value) ? value : [];
  const fits = (item: unknown): boolean => isValueOf(kind, item);
  if (form === 'list') {
    return values.length > 0 && values.every(fits);
  }
  return form === 'range' ? values.length === 2 && values.every(fits) : fits(value);
};
