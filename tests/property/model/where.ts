import type { Aliases, Tuple } from './aliases';
import type { Dialect } from './dialect';
import type { Condition, Truth } from './operators';
import { and, evaluateCondition, not, or } from './operators';
import type { ScalarType } from './schema';
import { attributeOf } from './schema';
import type { Row } from './types';
import { isObject } from './types';

type Entry =
  | { kind: 'column'; alias: number; column: string; type: ScalarType; condition: Condition }
  | { kind: 'group'; operator: string; parts: Where[] }
  | { kind: 'not'; part: Where };

/**
 * Compiled filters: entries that must all hold, by key.
 *
 * The keys matter. What a relation's filter compiles to is merged into the filters around it, and
 * a `$and`, `$or` or `$not` in there replaces the one outside: that is what Strapi does.
 */
export type Where = Map<string, Entry>;

const GROUPS = ['$and', '$or'];
const isOperator = (key: string) => key.startsWith('$');

const toBoolean = (value: unknown) =>
  typeof value === 'string' ? ['true', 't', '1'].includes(value.toLowerCase()) : Boolean(value);

/** Operators on NULL take a boolean wherever they stand; everything else is cast by attribute. */
const normalise = (condition: Condition): Condition => {
  if (!isObject(condition)) return condition;
  const entries = Object.entries(condition).map(([operator, operand]) => [
    operator,
    operator === '$null' || operator === '$notNull' ? toBoolean(operand) : normalise(operand),
  ]);
  return Object.fromEntries(entries) as Condition;
};

const column = (alias: number, name: string, type: ScalarType, condition: Condition): Where =>
  new Map([
    [
      `${alias}.${name}`,
      { kind: 'column', alias, column: name, type, condition: normalise(condition) },
    ],
  ]);

const compileRelation = (value: unknown, aliases: Aliases, alias: number): Where => {
  if (!isObject(value)) return column(alias, 'id', 'id', value);
  const operators = Object.keys(value).filter(isOperator);
  const isGroup = operators.length === 1 && GROUPS.includes(operators[0] ?? '');
  if (operators.length === 0 || isGroup) return compileWhere(value, aliases, alias);
  return column(alias, 'id', 'id', value);
};

/** Compiles a `filters` object, joining what it mentions. */
export function compileWhere(filters: unknown, aliases: Aliases, alias = 0): Where {
  const where: Where = new Map();
  if (!isObject(filters)) throw new Error('Filters must be an object');
  for (const [key, value] of Object.entries(filters)) {
    if (GROUPS.includes(key)) {
      const parts = (value as unknown[]).map((part) => compileWhere(part, aliases, alias));
      where.set(key, { kind: 'group', operator: key, parts });
    } else if (key === '$not') {
      where.set(key, { kind: 'not', part: compileWhere(value, aliases, alias) });
    } else {
      for (const [name, entry] of compileAttribute(key, value, aliases, alias)) {
        where.set(name, entry);
      }
    }
  }
  return where;
}

function compileAttribute(key: string, value: unknown, aliases: Aliases, alias: number): Where {
  const attribute = attributeOf(aliases.uidOf(alias), key);
  if (attribute.kind === 'scalar') return column(alias, key, attribute.type, value);
  return compileRelation(value, aliases, aliases.join(alias, key));
}

/** Whether a tuple meets compiled filters. */
export function evaluateWhere(where: Where, tuple: Tuple, dialect: Dialect): Truth {
  const truths = [...where.values()].map((entry): Truth => {
    if (entry.kind === 'not') return not(evaluateWhere(entry.part, tuple, dialect));
    if (entry.kind === 'group') {
      const parts = entry.parts.map((part) => evaluateWhere(part, tuple, dialect));
      return entry.operator === '$or' ? or(parts) : and(parts);
    }
    const row = tuple[entry.alias] as Row | null | undefined;
    return evaluateCondition(row?.[entry.column] ?? null, entry.type, entry.condition, dialect);
  });
  return and(truths);
}
