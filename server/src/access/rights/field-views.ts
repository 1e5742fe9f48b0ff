import type { FieldView } from '../../enforcement/access-rule';
import type { Actor, Right } from '../../platform/actor';
import { anyOf } from '../../platform/sql';
import type { FieldRule } from '../policy/types';
import type { WriterOf } from './access-sql';
import { ownAccount } from './own-account';
import type { Path } from './paths';
import type { Reach } from './rights';
import type { Sessions } from './session';

/** Lifts masks from single records for a time, whatever the depth; the masking domain supplies it. */
export type Reveals = (actor: Actor, uid: string, field: string) => Path | null;

/** The attributes of a governed type that an actor sees masked in some rows of a view. */
export type FieldViewsOf = (actor: Actor, uid: string, right: Right) => readonly FieldView[];

/** What field views are made of. */
export interface FieldViewsInput {
  readonly sessions: Sessions;
  readonly writerOf: WriterOf;
  /** Asked at every request, so that a later domain can plug in. */
  readonly reveals: Reveals;
}

/** Reaches that are written as the same SQL. */
const signatureOf = ({ own, groups }: Reach): string => JSON.stringify([own, groups]);

/** Whether whoever is within the one reach is within the other as well. */
const covers = (outer: Reach, inner: Reach): boolean =>
  outer.all || (!inner.all && outer.own && inner.groups.every((one) => outer.groups.includes(one)));

/**
 * Whether every row of a view shows a field clear, so that nothing needs to be asked. A record that is
 * only shared, and one's own account, are reached otherwise than by depth, and not clear for that.
 */
const isClearThroughout = (
  { sessions }: FieldViewsInput,
  actor: Actor,
  uid: string,
  right: Right,
  clear: Reach
): boolean => {
  if (clear.all) return true;
  const isByDepth = !sessions.mayReachShares(actor) && ownAccount(actor, uid, right) === null;
  const reach = sessions.reach(actor, uid, right);
  // Owning a record allows its creation at depth `own` only; within a reach it would be too much.
  return isByDepth && right !== 'create' && covers(clear, reach);
};

/**
 * Creates the field views: an attribute with a field rule shows its real value where the record is
 * within the caller's `clear` depth, the union over its memberships, and where it has been revealed.
 * A share gives the record, never clearness, unless the depth is `all`.
 */
export const createFieldViews = (input: FieldViewsInput): FieldViewsOf => {
  const { sessions, writerOf, reveals } = input;
  const known = new WeakMap<Actor, Map<string, readonly FieldView[]>>();

  const createClear = (actor: Actor, uid: string) => {
    const paths = new Map<string, Path>();
    /** Fields of the same depth share one predicate: it is the same function. */
    return (reach: Reach): Path => {
      const writer = writerOf(actor);
      const signature = signatureOf(reach);
      const path: Path =
        paths.get(signature) ??
        ((context) =>
          writer !== null &&
          anyOf([
            reach.own && writer.ownedBy(uid, [actor.principal], context),
            writer.placedIn(uid, reach.groups, context),
          ]));
      paths.set(signature, path);
      return path;
    };
  };

  const viewOf = (actor: Actor, uid: string, clear: Path, rule: FieldRule): FieldView => {
    const { field, steps, attribute, mask } = rule;
    const revealed = reveals(actor, uid, field);
    return {
      field,
      steps,
      attribute,
      clear: revealed ? (context) => anyOf([clear(context), revealed(context)]) : clear,
      unrevealed: revealed ? clear : null,
      mask: mask.sql,
      absent: mask.absent,
    };
  };

  const create: FieldViewsOf = (actor, uid, right) => {
    const type = sessions.of(actor).policy?.types.get(uid);
    const clearOf = createClear(actor, uid);
    return (type?.fields ?? []).flatMap((rule) => {
      const reach = sessions.clearReach(actor, uid, rule.field);
      return isClearThroughout(input, actor, uid, right, reach)
        ? []
        : [viewOf(actor, uid, clearOf(reach), rule)];
    });
  };

  return (actor, uid, right) => {
    const ofActor = known.get(actor) ?? new Map<string, readonly FieldView[]>();
    known.set(actor, ofActor);
    const key = `${right} ${uid}`;
    const views = ofActor.get(key) ?? create(actor, uid, right);
    ofActor.set(key, views);
    return views;
  };
};
