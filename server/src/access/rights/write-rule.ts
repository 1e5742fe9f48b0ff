import type { InitialOwner, RecordKeeper } from '../../enforcement/write-boundary';
import type { Actor } from '../../platform/actor';
import type { OwnerPlacement } from '../policy/types';
import type { Sessions } from './session';

/** The task of writing attributes that one sees masked. */
export const WRITE_MASKED_TASK = 'write-masked';

const NONE: ReadonlySet<string> = new Set();

/** What the policy says about the attributes of records that are written. */
export type WriteRule = Pick<
  RecordKeeper,
  'readonlyAttributes' | 'placingAttributes' | 'initialOwner' | 'writesMasked'
>;

const ownerValue = (owner: OwnerPlacement, actor: Actor): InitialOwner['value'] => {
  if (actor.kind === 'public' || actor.kind === 'nobody') return null;
  if (owner.kind !== 'relation') return actor.principal;
  const [kind, reference] = actor.principal.split(':');
  return kind === owner.principalKind ? { id: Number(reference) } : null;
};

/** Creates the rule. Pure but for the session of the request. */
export const createWriteRule = (sessions: Sessions): WriteRule => ({
  readonlyAttributes(actor, uid, action) {
    const { policy } = sessions.of(actor);
    const marks = sessions.reach(actor, uid, action).grants.map(({ membership }) => {
      const profile = membership && policy?.profiles.get(membership.profile);
      return profile?.readonly[uid] ?? [];
    });
    // Rights add up: one membership without the mark lifts it.
    const [first = [], ...others] = marks;
    return new Set(first.filter((name) => others.every((marked) => marked.includes(name))));
  },
  writesMasked: (actor) => sessions.tasks(actor).has(WRITE_MASKED_TASK),
  placingAttributes(actor, uid) {
    const type = sessions.of(actor).policy?.types.get(uid);
    if (!type) return NONE;
    const { group, owner } = type;
    const names = group.kind === 'inherit' ? [...group.attributes] : [];
    if (group.kind === 'relation') names.push(group.attribute);
    if (owner.kind === 'relation') names.push(owner.attribute);
    return new Set(names);
  },
  initialOwner(actor, uid) {
    const owner = sessions.of(actor).policy?.types.get(uid)?.owner;
    if (!owner || owner.kind === 'creator') return null;
    return { attribute: owner.attribute, value: ownerValue(owner, actor) };
  },
});
