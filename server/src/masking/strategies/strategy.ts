import type { z } from '@strapi/utils';
import type { Dialect } from '../../platform/dialect';
import type { Sql } from '../../platform/sql';

/** What a strategy knows of the attribute that it masks. */
export interface MaskedAttribute {
  /** The attribute's type in Strapi's schema: `string`, `email`, `datetime`, … */
  readonly type: string;
  /** The values that an enumeration allows. */
  readonly enum?: readonly string[];
  /** How many characters its column takes; null for any number. Only for types that are text. */
  readonly length: number | null;
}

/** Where a mask is computed. */
export interface MaskContext {
  readonly dialect: Dialect;
  readonly attribute: MaskedAttribute;
  /** The installation's secret for pseudonyms. */
  readonly key: MaskKey;
}

/**
 * A secret that SQL and TypeScript compute with. It is kept in the database, and SQL refers to it
 * where it is: it never travels in a statement, whose text and bindings end up in error messages.
 */
export interface MaskKey {
  /** HMAC-SHA256 of the UTF-8 bytes of a text, as 64 lower-case hexadecimal digits. */
  sql(text: Sql): Sql;
  /** The same in TypeScript. */
  digest(text: string): string;
}

/** What is wrong with the options of a mask; the path starts at the mask itself. */
export interface MaskIssue {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
}

/**
 * A way to mask a value, written twice: as SQL, for what the database answers, filters and sorts,
 * and in TypeScript, for values that never were in SQL. The two must agree on every value.
 *
 * The registry takes care of what all strategies have in common: nothing is shown for a value that
 * is null, and a masked text is cut to what its column takes.
 */
export interface MaskStrategy<Options extends object = object> {
  /** The word that policies use: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** The parameters next to `strategy` in a policy; a strict object, so that mistypes are refused. */
  readonly options: z.ZodType<Options>;
  /** The attribute types it masks, or a test of an attribute. */
  readonly fits: readonly string[] | ((attribute: MaskedAttribute) => boolean);
  /** What zod cannot know: whether the options suit the attribute. */
  readonly check?: (options: Options, attribute: MaskedAttribute) => MaskIssue[];
  /** Masked attributes are left out of answers altogether. */
  readonly absent?: true;
  /** Values to preview the strategy with, where those of the attribute's type say too little. */
  readonly examples?: readonly unknown[];
  /**
   * The masked value as SQL of the column's own type, for values that are not null; null where
   * nothing is shown of any value. May be NULL for values it cannot mask.
   * @param value the column, which may be repeated in the expression
   */
  sql(value: Sql, options: Options, context: MaskContext): Sql | null;
  /** The masked value of a value that is neither null nor undefined; null where nothing is shown. */
  mask(value: unknown, options: Options, context: MaskContext): unknown;
}

/** A mask of one attribute, ready for use. */
export interface Mask {
  /** The attribute is left out of answers; where a column must be there, it is NULL. */
  readonly absent: boolean;
  /** The expression to show in place of a column; of the column's SQL type, NULL for NULL. */
  sql(value: Sql): Sql;
  /** The masked value, null for null. */
  mask(value: unknown): unknown;
}
