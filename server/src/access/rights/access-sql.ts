import type { Actor } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import type { CompiledPolicy } from '../policy/types';
import { createRestrictionSql, type RestrictionSql } from '../restrictions/restriction-sql';
import { createShareSql, type ShareSql } from '../shares/share-sql';
import { createConditionSql } from './condition-sql';
import { createPlacementSql, MAX_INHERIT_DEPTH, type PlacementSql } from './placement-sql';
import { createRelationSql, type ModelOf } from './relation-sql';
import type { Sessions } from './session';

/** Everything the access model says about rows, as SQL of one policy. */
export interface AccessSql extends PlacementSql, ShareSql, RestrictionSql {}

/** The type of an attribute in the schema (`string`, `datetime`, …). */
export type KindOf = (uid: string, attribute: string) => string | undefined;

const createAccessSql = (
  policy: CompiledPolicy,
  dialect: Dialect,
  modelOf: ModelOf,
  kindOf: KindOf
): AccessSql => {
  const relations = createRelationSql(modelOf, dialect);
  const shared = { policy, modelOf, dialect, relations, kindOf };
  return {
    ...createPlacementSql(shared),
    ...createShareSql({
      ...shared,
      condition: createConditionSql(dialect),
      maxDepth: MAX_INHERIT_DEPTH,
    }),
    ...createRestrictionSql(dialect),
  };
};

/** The SQL of the policy that holds for an actor; null while none is in force. */
export type WriterOf = (actor: Actor) => AccessSql | null;

/** The SQL writers, one per compiled policy. */
export interface Writers {
  readonly writerOf: WriterOf;
  readonly writerFor: (policy: CompiledPolicy) => AccessSql;
}

/** Keeps one SQL writer per compiled policy. */
export const createWriters = (
  sessions: Sessions,
  dialect: Dialect,
  modelOf: ModelOf,
  kindOf: KindOf
): Writers => {
  const writers = new WeakMap<CompiledPolicy, AccessSql>();
  const writerFor = (policy: CompiledPolicy): AccessSql => {
    const writer = writers.get(policy) ?? createAccessSql(policy, dialect, modelOf, kindOf);
    writers.set(policy, writer);
    return writer;
  };
  return {
    writerFor,
    writerOf(actor) {
      const { policy } = sessions.of(actor);
      return policy && writerFor(policy);
    },
  };
};
