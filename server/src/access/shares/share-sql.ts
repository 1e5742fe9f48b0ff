import type { RowContext } from '../../enforcement/access-rule';
import { belongs } from '../../enforcement/belongs';
import type { Right } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import { allOf, anyOf, id, sql, type Predicate } from '../../platform/sql';
import { TABLES } from '../models';
import {
  SHARE_LEVELS,
  type CompiledPolicy,
  type ShareLevel,
  type SharingRuleConfig,
} from '../policy/types';
import { attributesBehind, type ConditionSql } from '../rights/condition-sql';
import type { ModelOf, RelationSql } from '../rights/relation-sql';
import { unexpired } from '../validity';

/** Whom shares are made out to when they reach somebody, and the instant that decides expiry. */
export interface Audience {
  /** The principal itself, and `group:<code>`, `profile:<code>` of each membership. */
  readonly principals: readonly string[];
  readonly now: Date;
}

/** Rows of a type that are shared with an audience, at one of the levels. */
export type SharedRows = (
  uid: string,
  audience: Audience,
  levels: readonly ShareLevel[],
  context: RowContext
) => Predicate;

/** Where a share may stand: on the record or a parent, by hand or by a rule of the policy. */
export interface ShareSql {
  /** All of them: by hand, by rule, or through a parent. */
  readonly sharedWith: SharedRows;
  /** Rows for which a sharing rule of the type holds, whomever it names. */
  ruleHolds(uid: string, rule: SharingRuleConfig, context: RowContext): Predicate;
  /** Rows whose parent, by this attribute, is shared. */
  sharedThrough(attribute: string): SharedRows;
}

/** What a writer is made of. */
export interface ShareSqlInput {
  readonly policy: CompiledPolicy;
  readonly modelOf: ModelOf;
  readonly dialect: Dialect;
  readonly relations: RelationSql;
  readonly condition: ConditionSql;
  readonly kindOf: (uid: string, attribute: string) => string | undefined;
  readonly maxDepth: number;
}

const LEVELS_FOR: Partial<Record<Right, readonly ShareLevel[]>> = {
  read: SHARE_LEVELS,
  update: ['update', 'delete', 'share'],
  delete: ['delete', 'share'],
  share: ['share'],
};

/** The levels of a share that give a right; none for rights that only profiles give. */
export const levelsFor = (right: Right): readonly ShareLevel[] => LEVELS_FOR[right] ?? [];

/** Rows that a share in the table names. */
const createByHand =
  ({ dialect, relations }: ShareSqlInput): SharedRows =>
  (uid, { principals, now }, levels, context) => {
    const share = context.nextAlias();
    const where = allOf([
      sql`${id(`${share}.content_type`)} = ${uid}`,
      dialect.inStrings(id(`${share}.principal`), principals),
      dialect.inStrings(id(`${share}.level`), levels),
      unexpired(share, now),
    ]);
    const from = relations.tableAs(TABLES.shares, share);
    const [outer, inner] = [`${context.alias}.document_id`, `${share}.document_id`];
    return belongs(context.shape, outer, inner, from, where);
  };

/** Creates the writer of one policy. */
export const createShareSql = (input: ShareSqlInput): ShareSql => {
  const { policy, modelOf, relations, condition, kindOf, maxDepth } = input;

  const byHand = createByHand(input);

  const ruleHolds: ShareSql['ruleHolds'] = (uid, rule, { alias }) => {
    const columns = modelOf(uid)?.columns ?? {};
    const kind = (attribute: string) => kindOf(uid, attribute);
    return condition(rule.where, attributesBehind(alias, columns, kind));
  };

  const byRule = (
    uid: string,
    { principals }: Audience,
    levels: readonly ShareLevel[],
    context: RowContext
  ): Predicate =>
    anyOf(
      policy.sharingRules
        .filter((rule) => rule.contentType === uid && levels.includes(rule.level))
        .filter((rule) => principals.includes(rule.principal))
        .map((rule) => ruleHolds(uid, rule, context))
    );

  const through = (
    attribute: string,
    [uid, audience, levels, context]: Parameters<SharedRows>,
    depth: number
  ): Predicate => {
    const parent = relations.targetOf(uid, attribute);
    if (!parent) return false;
    const onParent = (alias: string) =>
      shared(parent, audience, levels, { ...context, alias }, depth + 1);
    return relations.linked(uid, attribute, context, onParent);
  };

  const shared = (
    uid: string,
    audience: Audience,
    levels: readonly ShareLevel[],
    context: RowContext,
    depth: number
  ): Predicate => {
    if (depth > maxDepth) return false;
    const placement = policy.types.get(uid)?.group;
    const parents = placement?.kind === 'inherit' ? placement.attributes : [];
    return anyOf([
      byHand(uid, audience, levels, context),
      byRule(uid, audience, levels, context),
      ...parents.map((attribute) => through(attribute, [uid, audience, levels, context], depth)),
    ]);
  };

  return {
    sharedWith: (uid, audience, levels, context) =>
      audience.principals.length === 0 || levels.length === 0
        ? false
        : shared(uid, audience, levels, context, 0),
    ruleHolds,
    sharedThrough:
      (attribute) =>
      (...request) =>
        through(attribute, request, 0),
  };
};
