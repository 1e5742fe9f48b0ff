import type { RowContext } from '../../enforcement/access-rule';
import { belongs } from '../../enforcement/belongs';
import type { Dialect } from '../../platform/dialect';
import { allOf, anyOf, id, sql, type Predicate } from '../../platform/sql';
import { TABLES } from '../models';
import { NUMBER_KINDS } from '../policy/attribute-kinds';
import type { CompiledPolicy } from '../policy/types';
import type { ModelOf, RelationSql } from './relation-sql';

/** Writes owner and group of a record as SQL. */
export interface PlacementSql {
  /** Rows owned by one of the principals. */
  ownedBy(uid: string, principals: readonly string[], context: RowContext): Predicate;
  /** Rows placed in one of the groups. */
  placedIn(uid: string, groups: readonly string[], context: RowContext): Predicate;
}

/** What a writer is made of. */
export interface PlacementSqlInput {
  readonly policy: CompiledPolicy;
  readonly modelOf: ModelOf;
  readonly dialect: Dialect;
  readonly relations: RelationSql;
  /** The type of an attribute in the schema. */
  readonly kindOf: (uid: string, attribute: string) => string | undefined;
}

/** Validation refuses cycles; this bounds what a policy could cost that was stored before. */
export const MAX_INHERIT_DEPTH = 10;

const NUMERIC = /^-?\d+$/;

/** Rows whose entry in the side table has one of the values. */
const createSideTable =
  (dialect: Dialect, relations: RelationSql) =>
  (uid: string, context: RowContext, column: string, values: readonly string[]): Predicate => {
    const side = context.nextAlias();
    const condition = allOf([
      sql`${id(`${side}.content_type`)} = ${uid}`,
      dialect.inStrings(id(`${side}.${column}`), values),
    ]);
    const [outer, inner] = [`${context.alias}.document_id`, `${side}.document_id`];
    return belongs(
      context.shape,
      outer,
      inner,
      relations.tableAs(TABLES.placements, side),
      condition
    );
  };

type SideTable = ReturnType<typeof createSideTable>;

const createOwnedBy = (
  { policy, modelOf, dialect, relations }: PlacementSqlInput,
  inSideTable: SideTable
): PlacementSql['ownedBy'] => {
  return (uid, principals, context) => {
    const owner = policy.types.get(uid)?.owner;
    if (!owner || principals.length === 0) return false;
    if (owner.kind === 'creator') return inSideTable(uid, context, 'owner_principal', principals);
    if (owner.kind === 'attribute') {
      const column = modelOf(uid)?.columns[owner.attribute];
      return column ? dialect.inStrings(id(`${context.alias}.${column}`), principals) : false;
    }
    const prefix = `${owner.principalKind}:`;
    const references = principals
      .filter((principal) => principal.startsWith(prefix))
      .map((principal) => Number(principal.slice(prefix.length)));
    if (references.length === 0) return false;
    const isOwner = (far: string) => dialect.inNumbers(id(`${far}.id`), references);
    return relations.linked(uid, owner.attribute, context, isOwner);
  };
};

const createPlacedIn = (
  { policy, modelOf, dialect, relations, kindOf }: PlacementSqlInput,
  inSideTable: SideTable
): PlacementSql['placedIn'] => {
  const byAttribute = (
    uid: string,
    attribute: string,
    groups: readonly string[],
    alias: string
  ) => {
    const column = modelOf(uid)?.columns[attribute];
    if (!column) return false;
    const matches = groups.flatMap((code) => policy.groups.get(code)?.matches ?? []);
    const values = [...new Set(matches.map(String))];
    if (!NUMBER_KINDS.includes(kindOf(uid, attribute) ?? ''))
      return dialect.inStrings(id(`${alias}.${column}`), values);
    const numbers = values.filter((value) => NUMERIC.test(value)).map(Number);
    return dialect.inNumbers(id(`${alias}.${column}`), numbers);
  };

  const placed = (
    uid: string,
    groups: readonly string[],
    context: RowContext,
    depth: number
  ): Predicate => {
    const placement = policy.types.get(uid)?.group;
    if (!placement || groups.length === 0 || depth > MAX_INHERIT_DEPTH) return false;
    if (placement.kind === 'none') return false;
    if (placement.kind === 'assigned') return inSideTable(uid, context, 'group_code', groups);
    if (placement.kind === 'attribute')
      return byAttribute(uid, placement.attribute, groups, context.alias);
    if (placement.kind === 'relation') {
      const inGroups = (far: string) => dialect.inStrings(id(`${far}.code`), groups);
      return relations.linked(uid, placement.attribute, context, inGroups);
    }
    const parents = placement.attributes.map((attribute) => {
      const parent = relations.targetOf(uid, attribute);
      if (!parent) return false;
      const parentPlaced = (far: string) =>
        placed(parent, groups, { ...context, alias: far }, depth + 1);
      return relations.linked(uid, attribute, context, parentPlaced);
    });
    return anyOf(parents);
  };

  return (uid, groups, context) => placed(uid, groups, context, 0);
};

/**
 * One writer for one policy. Whatever cannot be written, such as an attribute that the schema no
 * longer has, matches no row.
 */
export const createPlacementSql = (input: PlacementSqlInput): PlacementSql => {
  const inSideTable = createSideTable(input.dialect, input.relations);
  return {
    ownedBy: createOwnedBy(input, inSideTable),
    placedIn: createPlacedIn(input, inSideTable),
  };
};
