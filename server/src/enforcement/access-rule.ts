import type { Actor, Right } from '../platform/actor';
import type { Identifier, Predicate, Sql } from '../platform/sql';

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

/** A component attribute on the way from a record down to one of its masked attributes. */
export interface PartStep {
  readonly attribute: string;
  /** The component whose row is meant: the attribute's own, or one of a dynamic zone's. */
  readonly component: string;
}

/** An attribute of a governed type, or of a component in its records, that an actor sees masked in some rows. */
export interface FieldView {
  /** As the policy names it: `email`, `address.street`, `blocks[shared.address].street`. */
  readonly field: string;
  /** From the record down; empty for attributes of the type itself. */
  readonly steps: readonly PartStep[];
  /** The attribute in the type, or in the component of the last step. */
  readonly attribute: string;
  /** Rows of the governed type that show the real value. All others show the mask. */
  readonly clear: (context: RowContext) => Predicate;
  /** Those that would if nothing had been revealed; null where nothing can have been. */
  readonly unrevealed: ((context: RowContext) => Predicate) | null;
  /** What the column of a scalar attribute shows instead; of the column's SQL type. */
  readonly mask: (column: Identifier) => Sql;
  /** Whether answers leave the attribute out where it shows nothing. */
  readonly absent: boolean;
}

/** What an actor's table looks like: which rows are there, and which attributes may be masked. */
export interface ViewRule {
  readonly rows: (context: RowContext) => Predicate;
  /** Attributes that the actor sees clear in every row of the view are not listed. */
  readonly fields: readonly FieldView[];
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
  /**
   * Every attribute of a governed type that the policy masks for anybody, with the rows that show it as
   * it is to this actor: also those that the actor's view does not list, because all do.
   */
  ruledFields(uid: string, actor: Actor, right: Right): readonly FieldView[];
}
