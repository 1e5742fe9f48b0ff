import type { Actor, Right } from '../platform/actor';
import type { Predicate, Sql } from '../platform/sql';

/**
 * What a statement does with a predicate. `key`: it touches a few known rows. `page`: it steps
 * through the rows in their natural order and stops after the first few. `all`: it visits every row,
 * to count or to sort. `array` is `all` for an actor who sees few rows, on PostgreSQL, which then
 * looks those up by index instead of reading the table. All mean the same; the choice costs time, never correctness (architecture,
 * "View shapes").
 */
export type Shape = 'key' | 'page' | 'all' | 'array';

/** Where a predicate or a mask is put: the alias of the row it speaks about. */
export interface RowContext {
  readonly alias: string;
  readonly shape: Shape;
  /** A fresh alias for a sub-select; aliases never clash inside one view. */
  nextAlias(): string;
}

/** What an actor's table looks like: which rows are there, and which columns are replaced. */
export interface ViewRule {
  readonly rows: (context: RowContext) => Predicate;
  /** Column name → expression shown in its place. The expression has the column's SQL type. */
  readonly columns: ReadonlyMap<string, (context: RowContext) => Sql>;
}

/**
 * All that enforcement knows of the access model. The views, explain and the write boundary are fed
 * by one implementation, so that they cannot disagree.
 */
export interface AccessRule {
  /**
   * The content types governed by the policy that holds for this actor. The same object is returned
   * for the same policy version, so that callers may cache by identity.
   */
  governedTypes(actor: Actor): ReadonlySet<string>;
  /** The content types that the policy names, also where this actor sees all of them as they are. */
  namedTypes(actor: Actor): ReadonlySet<string>;
  /**
   * The content types of which the actor's reads are recorded. The same object is returned for the
   * same policy version and kind of actor.
   */
  auditedTypes(actor: Actor): ReadonlySet<string>;
  /** Whether the actor holds a task, a right that concerns no single record. */
  holdsTask(actor: Actor, task: string): boolean;
  /** The view of one governed type. A type without any grant has a view without rows. */
  compileView(uid: string, actor: Actor, right: Right): ViewRule;
}
