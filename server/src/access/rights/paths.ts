import type { RowContext } from '../../enforcement/access-rule';
import type { Actor, Right } from '../../platform/actor';
import type { Predicate } from '../../platform/sql';
import { blockingKinds, READ_RESTRICTED } from '../restrictions/restriction-sql';
import { levelsFor } from '../shares/share-sql';
import type { WriterOf } from './access-sql';
import { ownAccount } from './own-account';
import type { Sessions } from './session';

/** A predicate on the row behind an alias, compiled for the alias it is put behind. */
export type Path = (context: RowContext) => Predicate;

/** What decides about the rows of a type: the ways to reach one, and what stands in the way. */
export interface Paths {
  /** A row is reached if one of them leads to it. */
  readonly grants: readonly Path[];
  /** The only deny: false for rows under a restriction that the actor has no pass for. */
  readonly unrestricted: Path;
}

/** Finds the paths of an actor. The views, the estimates and explain all go through here. */
export type PathsOf = (actor: Actor, uid: string, right: Right) => Paths;

const always: Path = () => true;

/** Creates the finder. */
export const createPaths = (sessions: Sessions, writerOf: WriterOf): PathsOf => {
  const restrictionOf = (actor: Actor, uid: string, right: Right): Path => {
    const writer = writerOf(actor);
    const kinds = blockingKinds(right, sessions.tasks(actor).has(READ_RESTRICTED));
    if (!writer || kinds.length === 0 || !sessions.of(actor).restricting) return always;
    return (context) => writer.unrestricted(uid, kinds, actor.now, context);
  };

  return (actor, uid, right) => {
    const writer = writerOf(actor);
    if (!writer) return { grants: [], unrestricted: always };
    const reach = sessions.reach(actor, uid, right);
    const unrestricted = restrictionOf(actor, uid, right);
    if (reach.all) return { grants: [always], unrestricted };
    // Whoever creates a record owns it: only depth `own` lets ownership allow the creation.
    const owned =
      right === 'create' ? reach.grants.some((grant) => grant.depth === 'own') : reach.own;
    const grants: Path[] = [(context) => writer.placedIn(uid, reach.groups, context)];
    if (owned) grants.unshift((context) => writer.ownedBy(uid, [actor.principal], context));
    const self = ownAccount(actor, uid, right);
    if (self) grants.push(self);
    // Depth `none` is a ceiling that no share lifts; `own` holds from depth `own` up.
    if (reach.own && sessions.mayReachShares(actor)) {
      const audience = { principals: sessions.principals(actor), now: actor.now };
      grants.push((context) => writer.sharedWith(uid, audience, levelsFor(right), context));
    }
    return { grants, unrestricted };
  };
};
