import type { Actor } from '../../platform/actor';
import type { CompiledPolicy } from '../policy/types';
import type { Membership } from '../rights/rights';
import type { Closed } from './sign-in-rule';

/** A membership outside its profile's hours or networks. */
export interface OutsideMembership extends Closed {
  readonly membership: Membership;
}

/** Valid memberships, by what the hours and networks of their profiles say of this request. */
export interface MembershipsNow {
  readonly inForce: readonly Membership[];
  /** Not in force. */
  readonly closed: readonly OutsideMembership[];
  /** In force all the same: their use is recorded. */
  readonly outside: readonly OutsideMembership[];
}

/** Judges memberships at an actor's instant and address. Who sees the tables themselves is not limited. Pure. */
export const membershipsNow = (
  policy: CompiledPolicy,
  memberships: readonly Membership[],
  { now, address, superAdmin }: Pick<Actor, 'now' | 'address' | 'superAdmin'>
): MembershipsNow => {
  const inForce: Membership[] = [];
  const closed: OutsideMembership[] = [];
  const outside: OutsideMembership[] = [];
  const isLimited = !(superAdmin && policy.superAdmin !== 'governed');
  for (const membership of memberships) {
    const rule = isLimited ? policy.profiles.get(membership.profile)?.signIn : null;
    const why = rule?.closed(now, address) ?? null;
    if (why && rule?.outside === 'deny') {
      closed.push({ ...why, membership });
      continue;
    }
    inForce.push(membership);
    if (why) outside.push({ ...why, membership });
  }
  return { inForce, closed, outside };
};
