import type { RowContext } from '../../enforcement/access-rule';
import type { ModelMeta, RelationMeta } from '../../enforcement/strapi-metadata';
import { belongs } from '../../enforcement/view-compiler';
import type { Dialect } from '../../platform/dialect';
import { allOf, anyOf, id, sql, type Predicate } from '../../platform/sql';
import { TABLES } from '../models';
import { GROUP_UID, type CompiledPolicy, type GovernedType } from '../policy/types';

/** Finds a model of the database by its uid. */
export type ModelOf = (uid: string) => ModelMeta | undefined;

/** Writes owner and group of a record as SQL. */
export interface PlacementSql {
  /** Rows owned by the principal. */
  ownedBy(uid: string, principal: string, context: RowContext): Predicate;
  /** Rows placed in one of the groups. */
  placedIn(uid: string, groups: readonly string[], context: RowContext): Predicate;
}

/** A predicate on the row at the other end of a relation, given that row's alias. */
type OnTarget = (alias: string) => Predicate;

/** Longer chains of inherited placement than this are refused by validation already. */
const MAX_INHERIT_DEPTH = 10;

const NUMERIC = /^-?\d+$/;

/**
 * One writer for one policy. Whatever cannot be written, such as an attribute that the schema no
 * longer has, matches no row.
 */
export const createPlacementSql = (
  policy: CompiledPolicy,
  modelOf: ModelOf,
  dialect: Dialect,
  isNumeric: (uid: string, attribute: string) => boolean
): PlacementSql => {
  const tableAs = (table: string, alias: string) => sql`${dialect.table(table)} as ${id(alias)}`;

  /** Rows of `alias` that a relation links to a target row for which the predicate holds. */
  const linked = (uid: string, attribute: string, context: RowContext, on: OnTarget): Predicate => {
    const relation = modelOf(uid)?.relations.find((one) => one.attribute === attribute);
    return relation ? throughRelation(relation, context, on) : false;
  };

  const throughRelation = (
    relation: RelationMeta,
    context: RowContext,
    on: OnTarget
  ): Predicate => {
    const target = 'target' in relation ? modelOf(relation.target) : undefined;
    if (!target) return false;
    const { alias, shape } = context;
    const far = context.nextAlias();
    const condition = on(far);
    if (condition === false) return false;
    const farTable = tableAs(target.tableName, far);
    if (relation.kind === 'foreign-key')
      return belongs(shape, `${alias}.${relation.column}`, `${far}.id`, farTable, condition);
    if (relation.kind === 'inverse-foreign-key') {
      const { nearColumn, targetColumn } = relation;
      return belongs(
        shape,
        `${alias}.${nearColumn}`,
        `${far}.${targetColumn}`,
        farTable,
        condition
      );
    }
    if (relation.kind !== 'join-table') return false;
    const link = context.nextAlias();
    const from = sql`${tableAs(relation.table, link)} inner join ${farTable} on ${id(`${far}.id`)} = ${id(`${link}.${relation.farColumn}`)}`;
    return belongs(shape, `${alias}.id`, `${link}.${relation.nearColumn}`, from, condition);
  };

  const inSideTable = (
    uid: string,
    context: RowContext,
    column: string,
    values: readonly string[]
  ) => {
    const side = context.nextAlias();
    const condition = allOf([
      sql`${id(`${side}.content_type`)} = ${uid}`,
      dialect.inStrings(id(`${side}.${column}`), values),
    ]);
    return belongs(
      context.shape,
      `${context.alias}.document_id`,
      `${side}.document_id`,
      tableAs(TABLES.placements, side),
      condition
    );
  };

  const inAttribute = (type: GovernedType, attribute: string, values: string[], alias: string) => {
    const column = modelOf(type.uid)?.columns[attribute];
    if (!column) return false;
    if (!isNumeric(type.uid, attribute)) return dialect.inStrings(id(`${alias}.${column}`), values);
    const numbers = values.filter((value) => NUMERIC.test(value)).map(Number);
    return dialect.inNumbers(id(`${alias}.${column}`), numbers);
  };

  const ownedBy: PlacementSql['ownedBy'] = (uid, principal, context) => {
    const owner = policy.types.get(uid)?.owner;
    if (!owner) return false;
    if (owner.kind === 'creator') return inSideTable(uid, context, 'owner_principal', [principal]);
    if (owner.kind === 'attribute') {
      const column = modelOf(uid)?.columns[owner.attribute];
      return column ? dialect.inStrings(id(`${context.alias}.${column}`), [principal]) : false;
    }
    const [kind, reference] = principal.split(':');
    if (kind !== owner.principalKind || !reference) return false;
    return linked(
      uid,
      owner.attribute,
      context,
      (far) => sql`${id(`${far}.id`)} = ${Number(reference)}`
    );
  };

  const placed = (
    uid: string,
    groups: readonly string[],
    context: RowContext,
    depth: number
  ): Predicate => {
    const type = policy.types.get(uid);
    if (!type || groups.length === 0 || depth > MAX_INHERIT_DEPTH) return false;
    const placement = type.group;
    if (placement.kind === 'none') return false;
    if (placement.kind === 'assigned') return inSideTable(uid, context, 'group_code', groups);
    if (placement.kind === 'attribute') {
      const values = new Set(groups.flatMap((code) => policy.groups.get(code)?.matches ?? []));
      return inAttribute(type, placement.attribute, [...values].map(String), context.alias);
    }
    if (placement.kind === 'relation') {
      if (!modelOf(GROUP_UID)) return false;
      return linked(uid, placement.attribute, context, (far) =>
        dialect.inStrings(id(`${far}.code`), groups)
      );
    }
    return anyOf(
      placement.attributes.map((attribute) => {
        const parent = parentType(uid, attribute);
        if (!parent) return false;
        return linked(uid, attribute, context, (far) =>
          placed(parent, groups, { ...context, alias: far }, depth + 1)
        );
      })
    );
  };

  const parentType = (uid: string, attribute: string): string | null => {
    const relation = modelOf(uid)?.relations.find((one) => one.attribute === attribute);
    return relation && 'target' in relation ? relation.target : null;
  };

  return { ownedBy, placedIn: (uid, groups, context) => placed(uid, groups, context, 0) };
};
