import type { AccessRule, ViewRule } from '../../enforcement/access-rule';
import type { Actor } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import { anyOf } from '../../platform/sql';
import type { CompiledPolicy } from '../policy/types';
import { createPlacementSql, type PlacementSql } from './placement-sql';
import type { ModelOf } from './relation-sql';
import type { Sessions } from './session';

const NOTHING: ReadonlySet<string> = new Set();
const NO_COLUMNS: ViewRule['columns'] = new Map();

/** Adds masked columns to a view; the masking domain supplies it. */
export type ColumnRule = (...of: Parameters<AccessRule['compileView']>) => ViewRule['columns'];

/** What the rule is made of. */
export interface ViewRuleInput {
  readonly sessions: Sessions;
  /** The SQL of an actor's policy; null while no policy is in force. */
  readonly writerOf: (actor: Actor) => PlacementSql | null;
  /** Asked at every compilation, so that a later domain can plug in. */
  readonly columns?: ColumnRule;
}

/** Keeps one SQL writer per compiled policy. */
export const createWriters = (
  sessions: Sessions,
  dialect: Dialect,
  modelOf: ModelOf,
  isNumeric: (uid: string, attribute: string) => boolean
): ViewRuleInput['writerOf'] => {
  const writers = new WeakMap<CompiledPolicy, PlacementSql>();
  return (actor) => {
    const { policy } = sessions.of(actor);
    if (!policy) return null;
    const writer =
      writers.get(policy) ?? createPlacementSql({ policy, modelOf, dialect, isNumeric });
    writers.set(policy, writer);
    return writer;
  };
};

/**
 * The access model as enforcement sees it: `visible = owner ∪ group depth`, from the memberships of
 * the request. Explain uses the same reach and the same SQL writer.
 */
export const createAccessRule = (input: ViewRuleInput): AccessRule => {
  const { sessions, writerOf } = input;
  const governed = new WeakMap<CompiledPolicy, ReadonlySet<string>>();

  return {
    governedTypes(actor) {
      const { policy } = sessions.of(actor);
      if (!policy || sessions.unrestricted(actor)) return NOTHING;
      const types = governed.get(policy) ?? new Set(policy.types.keys());
      governed.set(policy, types);
      return types;
    },
    compileView(uid, actor, right) {
      const reach = sessions.reach(actor, uid, right);
      return {
        columns: input.columns?.(uid, actor, right) ?? NO_COLUMNS,
        rows(context) {
          const writer = writerOf(actor);
          if (!writer) return false;
          if (reach.all) return true;
          // Whoever creates a record owns it: only depth `own` lets ownership allow the creation.
          const owned =
            right === 'create' ? reach.grants.some((grant) => grant.depth === 'own') : reach.own;
          return anyOf([
            owned ? writer.ownedBy(uid, actor.principal, context) : false,
            writer.placedIn(uid, reach.groups, context),
          ]);
        },
      };
    },
  };
};
