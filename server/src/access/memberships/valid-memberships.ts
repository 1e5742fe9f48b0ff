import type { Core } from '@strapi/strapi';
import { TABLES } from '../models';
import type { Membership } from '../rights/rights';

interface MembershipRow {
  id: number;
  principal: string;
  group_code: string;
  profile_code: string;
}

/** Everybody's memberships that are valid at an instant, by principal and then in their order. */
export const validMemberships = async (
  { strapi }: { strapi: Core.Strapi },
  now: Date
): Promise<Membership[]> => {
  const rows: MembershipRow[] = await strapi.db
    .getConnection(TABLES.memberships)
    .whereRaw('(valid_from is null or valid_from <= ?)', [now] as never[])
    .whereRaw('(valid_to is null or valid_to > ?)', [now] as never[])
    .orderBy(['principal', 'id'])
    .select('id', 'principal', 'group_code', 'profile_code');
  return rows.map(({ group_code: group, profile_code: profile, ...row }) => ({
    ...row,
    group,
    profile,
  }));
};
