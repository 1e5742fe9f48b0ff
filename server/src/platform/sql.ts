/**
 * SQL as values: text with knex placeholders (`??` identifier, `?` value) and its bindings.
 * Fragments nest, so that predicates can be composed without counting placeholders by hand.
 */
export interface Sql {
  readonly kind: 'sql';
  readonly text: string;
  readonly bindings: readonly unknown[];
}

/** An identifier (`table`, `alias.column`), quoted by knex for the database in use. */
export interface Identifier {
  readonly kind: 'identifier';
  readonly name: string;
}

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;

const isFragment = (value: unknown): value is Sql => kindOf(value) === 'sql';

const isIdentifier = (value: unknown): value is Identifier => kindOf(value) === 'identifier';

/** Marks a name as an identifier; everything else put into {@link sql} becomes a bound value. */
export const id = (name: string): Identifier => ({ kind: 'identifier', name });

/** Tagged template: nested fragments are inlined, identifiers quoted, any other value is bound. */
export const sql = (strings: TemplateStringsArray, ...values: readonly unknown[]): Sql => {
  let text = strings[0] ?? '';
  const bindings: unknown[] = [];
  values.forEach((value, index) => {
    if (isFragment(value)) {
      text += value.text;
      bindings.push(...value.bindings);
    } else if (isIdentifier(value)) {
      text += '??';
      bindings.push(value.name);
    } else {
      text += '?';
      bindings.push(value);
    }
    text += strings[index + 1] ?? '';
  });
  return { kind: 'sql', text, bindings };
};

/** Joins fragments with a separator that is trusted text (` and `, `, `). */
export const joinSql = (parts: readonly Sql[], separator: string): Sql => ({
  kind: 'sql',
  text: parts.map((part) => part.text).join(separator),
  bindings: parts.flatMap((part) => [...part.bindings]),
});

/**
 * A predicate that may be known without asking the database.
 * `true` keeps every row, `false` none; unknown never exists here: what cannot be decided is `false`.
 */
export type Predicate = Sql | boolean;

/** Disjunction; `true` wins, an empty list is `false`. */
export const anyOf = (parts: readonly Predicate[]): Predicate => {
  if (parts.some((part) => part === true)) return true;
  const open = parts.filter(isFragment);
  if (open.length === 0) return false;
  if (open.length === 1) return open[0] as Sql;
  return sql`(${joinSql(open, ' or ')})`;
};

/** Conjunction; `false` wins, an empty list is `true`. */
export const allOf = (parts: readonly Predicate[]): Predicate => {
  if (parts.some((part) => part === false)) return false;
  const open = parts.filter(isFragment);
  if (open.length === 0) return true;
  if (open.length === 1) return open[0] as Sql;
  return sql`(${joinSql(open, ' and ')})`;
};

/**
 * Rows for which a predicate is not true. Not `not`: what compares with a missing value is neither
 * true nor false.
 */
export const failsFor = (predicate: Predicate): Sql =>
  sql`case when ${toCondition(predicate)} then 0 else 1 end = 1`;

/** The predicate as SQL text for places that need one. `1 = 0` is understood by every planner. */
export const toCondition = (predicate: Predicate): Sql => {
  if (predicate === true) return sql`1 = 1`;
  if (predicate === false) return sql`1 = 0`;
  return predicate;
};
