import type { AccessRule, ViewRule } from '../../enforcement/access-rule';
import type { Dialect } from '../../platform/dialect';
import { anyOf } from '../../platform/sql';
import type { CompiledPolicy } from '../policy/types';
import { createPlacementSql, type ModelOf, type PlacementSql } from './placement-sql';
import type { Sessions } from './session';

const NOTHING: ReadonlySet<string> = new Set();
const NO_COLUMNS: ViewRule['columns'] = new Map();

/** Adds masked columns to a view; the masking domain supplies it. */
export type ColumnRule = (...of: Parameters<AccessRule['compileView']>) => ViewRule['columns'];

/** What the rule is made of. */
export interface ViewRuleInput {
  readonly sessions: Sessions;
  readonly dialect: Dialect;
  readonly modelOf: ModelOf;
  readonly isNumeric: (uid: string, attribute: string) => boolean;
  /** Read at every compilation, so that a later domain can plug in. */
  readonly columns?: ColumnRule;
}

/**
 * The access model as enforcement sees it: `visible = owner ∪ group depth`, from the memberships of
 * the request. Explain uses the same reach and the same placements.
 */
export const createAccessRule = (input: ViewRuleInput): AccessRule => {
  const { sessions, dialect, modelOf, isNumeric } = input;
  const writers = new WeakMap<CompiledPolicy, PlacementSql>();
  const governed = new WeakMap<CompiledPolicy, ReadonlySet<string>>();

  const writerOf = (policy: CompiledPolicy): PlacementSql => {
    const writer = writers.get(policy) ?? createPlacementSql(policy, modelOf, dialect, isNumeric);
    writers.set(policy, writer);
    return writer;
  };

  return {
    governedTypes(actor) {
      const { policy } = sessions.of(actor);
      if (!policy || sessions.unrestricted(actor)) return NOTHING;
      const types = governed.get(policy) ?? new Set(policy.types.keys());
      governed.set(policy, types);
      return types;
    },
    compileView(uid, actor, right) {
      const { policy } = sessions.of(actor);
      const reach = sessions.reach(actor, uid, right);
      const columns = input.columns?.(uid, actor, right) ?? NO_COLUMNS;
      return {
        columns,
        rows(context) {
          if (!policy) return false;
          if (reach.all) return true;
          const writer = writerOf(policy);
          // Whoever creates a record owns it: ownership cannot be what allows the creation.
          const owned = right === 'create' && reach.groups.length > 0 ? false : reach.own;
          return anyOf([
            owned ? writer.ownedBy(uid, actor.principal, context) : false,
            writer.placedIn(uid, reach.groups, context),
          ]);
        },
      };
    },
  };
};
