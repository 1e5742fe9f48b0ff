import type { Client, Dialect } from '../../platform/dialect';
import {
  allOf,
  anyOf,
  id,
  sql,
  toCondition,
  type Identifier,
  type Predicate,
  type Sql,
} from '../../platform/sql';
import { NUMBER_KINDS } from '../policy/attribute-kinds';

/** The column of an attribute, and its type in the schema. */
export interface Attribute {
  readonly column: Identifier;
  readonly kind: string;
}

/** Finds an attribute; null for one that the schema does not have. */
export type AttributeOf = (name: string) => Attribute | null;

type Condition = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Condition =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Instants are bound as dates, which every driver writes as its database stores them. */
const bound = (kind: string, value: unknown): unknown => {
  if (kind === 'datetime' || kind === 'timestamp') return new Date(String(value));
  if (kind !== 'time') return value;
  const [clock = '', fraction = ''] = String(value).split('.');
  return `${clock.length === 5 ? `${clock}:00` : clock}.${fraction.padEnd(3, '0')}`;
};

/** Text is compared byte for byte; MariaDB's collations would take 'se' for 'SE'. */
const exact = (client: Client, column: Identifier, kind: string): Sql =>
  client === 'mysql' && isText(kind) ? sql`binary ${column}` : sql`${column}`;

const NOT_TEXT = new Set([...NUMBER_KINDS, 'boolean', 'date', 'datetime', 'time', 'timestamp']);
const isText = (kind: string): boolean => !NOT_TEXT.has(kind);

const CONTAINS: Record<Client, (column: Sql, part: string) => Sql> = {
  sqlite: (column, part) => sql`instr(${column}, ${part}) > 0`,
  mysql: (column, part) => sql`instr(${column}, binary ${part}) > 0`,
  postgres: (column, part) => sql`strpos(${column}, ${part}) > 0`,
};

/** Lengths in the unit that the database's `substr` counts in. */
const lengthOf = (client: Client, part: string): number =>
  client === 'mysql' ? Buffer.byteLength(part) : Array.from(part).length;

const startsWith = (client: Client, column: Sql, part: string): Sql =>
  sql`substr(${column}, 1, ${lengthOf(client, part)}) = ${part}`;

const endsWith = (client: Client, column: Sql, part: string): Sql =>
  client === 'postgres'
    ? sql`right(${column}, ${lengthOf(client, part)}) = ${part}`
    : sql`substr(${column}, ${-lengthOf(client, part)}) = ${part}`;

const COMPARISONS: Readonly<Record<string, string>> = {
  $eq: '=',
  $ne: '<>',
  $lt: '<',
  $lte: '<=',
  $gt: '>',
  $gte: '>=',
};

const compare = (column: Sql, operator: string, value: unknown): Sql => ({
  ...sql`${column} ${value}`,
  text: `${column.text} ${operator} ?`,
});

const negated = (predicate: Predicate): Predicate =>
  typeof predicate === 'boolean' ? !predicate : sql`not (${toCondition(predicate)})`;

/** One operator with its value; null: not understood, so that no negation can turn it into a match. */
const operation = (
  client: Client,
  { column, kind }: Attribute,
  operator: string,
  value: unknown
): Predicate | null => {
  const side = exact(client, column, kind);
  const values = (Array.isArray(value) ? value : []).map((one: unknown) => bound(kind, one));
  const sign = COMPARISONS[operator];
  if (sign) return compare(side, sign, bound(kind, value));
  switch (operator) {
    case '$in':
      return anyOf(values.map((one) => compare(side, '=', one)));
    case '$notIn':
      return allOf(values.map((one) => compare(side, '<>', one)));
    case '$between':
      return sql`${side} between ${values[0]} and ${values[1]}`;
    case '$contains':
      return CONTAINS[client](side, String(value));
    case '$startsWith':
      return startsWith(client, side, String(value));
    case '$endsWith':
      return endsWith(client, side, String(value));
    case '$null':
      return value === true ? sql`${column} is null` : sql`${column} is not null`;
    case '$notNull':
      return value === true ? sql`${column} is not null` : sql`${column} is null`;
    default:
      return null;
  }
};

type Part = Predicate | null;

const all = (parts: readonly Part[]): Part =>
  parts.includes(null) ? null : allOf(parts as Predicate[]);

const some = (parts: readonly Part[]): Part =>
  parts.includes(null) ? null : anyOf(parts as Predicate[]);

const not = (part: Part): Part => (part === null ? null : negated(part));

/**
 * Creates the writer of a sharing rule's condition as SQL, on the rule's own type. It follows SQL's
 * three values: a missing value satisfies neither a comparison nor its opposite. Whatever it does not
 * know matches no row, under a negation too.
 */
export const createConditionSql = ({ client }: Dialect) => {
  const onAttribute = (attribute: Attribute, value: unknown): Part => {
    if (!isRecord(value)) return operation(client, attribute, '$eq', value);
    return all(
      Object.entries(value).map(([operator, operand]) =>
        operator === '$not'
          ? not(onAttribute(attribute, operand))
          : operation(client, attribute, operator, operand)
      )
    );
  };

  const condition = (where: unknown, attributeOf: AttributeOf): Part => {
    if (!isRecord(where)) return null;
    const list = (value: unknown) =>
      (Array.isArray(value) ? (value as unknown[]) : [null]).map((one) =>
        condition(one, attributeOf)
      );
    return all(
      Object.entries(where).map(([key, value]) => {
        if (key === '$and') return all(list(value));
        if (key === '$or') return some(list(value));
        if (key === '$not') return not(condition(value, attributeOf));
        const attribute = attributeOf(key);
        return attribute && onAttribute(attribute, value);
      })
    );
  };

  return (where: unknown, attributeOf: AttributeOf): Predicate =>
    condition(where, attributeOf) ?? false;
};

/** Writes conditions; see {@link createConditionSql}. */
export type ConditionSql = ReturnType<typeof createConditionSql>;

/** The attribute of a row behind an alias. */
export const attributesBehind =
  (
    alias: string,
    columns: Readonly<Record<string, string>>,
    kindOf: (attribute: string) => string | undefined
  ): AttributeOf =>
  (attribute) => {
    const column = columns[attribute];
    const kind = kindOf(attribute);
    return column && kind ? { column: id(`${alias}.${column}`), kind } : null;
  };
