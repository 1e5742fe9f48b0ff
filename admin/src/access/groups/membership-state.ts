import type { Membership } from '../../api/types';

export type MembershipState = 'current' | 'coming' | 'over';

/** Whether a membership is valid now (`validFrom <= now < validTo`), not yet, or no longer. */
export const membershipState = (
  { validFrom, validTo }: Pick<Membership, 'validFrom' | 'validTo'>,
  now: Date
): MembershipState => {
  if (validTo !== null && new Date(validTo) <= now) return 'over';
  return validFrom !== null && new Date(validFrom) > now ? 'coming' : 'current';
};
