import type { Identifier, Sql } from '../../platform/sql';
import type { MaskConfig, SchemaAttribute } from './types';

/** What is wrong with a mask; the path starts at the mask. */
export interface MaskProblem {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
}

/** A mask of one attribute, ready for use. */
export interface CompiledMask {
  /** Whether answers leave the attribute out. */
  readonly absent: boolean;
  /** What the attribute's column shows instead, of the column's SQL type. */
  readonly sql: (column: Identifier) => Sql;
}

/** The ways to mask a value. The masking domain supplies it; a policy names them. */
export interface MaskCatalogue {
  /** What is wrong with a mask (for an attribute, where that is known). Empty: it is valid. */
  validate(
    mask: Readonly<Record<string, unknown>>,
    attribute: SchemaAttribute | null
  ): readonly MaskProblem[];
  /** @throws if the mask is not valid for the attribute */
  compile(mask: MaskConfig, attribute: SchemaAttribute): CompiledMask;
}
