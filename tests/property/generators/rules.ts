import type { HandPlacement, Membership, Policy } from '../model/policy';
import type { DataSet } from '../model/types';
import { text } from '../model/types';
import type { Random } from './random';

const HOUR = 3_600_000;

const at = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

/** No limits, valid for now, over, and not yet begun. */
const validity = (random: Random): Pick<Membership, 'validFrom' | 'validTo'> =>
  random.pick([
    { validFrom: null, validTo: null },
    { validFrom: null, validTo: null },
    { validFrom: at(-2), validTo: at(48) },
    { validFrom: null, validTo: at(48) },
    { validFrom: at(-2), validTo: null },
    { validFrom: at(-48), validTo: at(-2) },
    { validFrom: null, validTo: at(-2) },
    { validFrom: at(48), validTo: null },
  ]);

const membership = (random: Random, policy: Policy, principal: string): Membership => ({
  principal,
  group: random.pick(policy.groups).code,
  profile: random.pick(policy.profiles).code,
  ...validity(random),
});

/** One to four memberships for each principal. */
export function generateMemberships(
  random: Random,
  policy: Policy,
  principals: string[]
): Membership[] {
  return principals.flatMap((principal) =>
    Array.from({ length: random.integer(1, 4) }, () => membership(random, policy, principal))
  );
}

/** Owners and groups in the side table, for the types whose rule looks there. */
export function generatePlacements(
  random: Random,
  policy: Policy,
  data: DataSet,
  principals: string[]
): HandPlacement[] {
  return Object.entries(policy.contentTypes).flatMap(([contentType, { group, owner }]) => {
    const isAssigned = group !== undefined && 'assigned' in group;
    const isCreated = owner === undefined || owner === 'creator';
    const documents = new Set((data.rows[contentType] ?? []).map((row) => text(row.documentId)));
    return [...documents]
      .map((documentId) => ({
        contentType,
        documentId,
        owner: isCreated ? random.maybe(0.5, () => random.pick(principals)) : null,
        group: isAssigned ? random.maybe(0.8, () => random.pick(policy.groups).code) : null,
      }))
      .filter((item) => item.owner !== null || item.group !== null);
  });
}
