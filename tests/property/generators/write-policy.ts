import type { Depth, HandPlacement, Membership, Policy, PolicyProfile } from '../model/policy';
import type { DataSet, Uid } from '../model/types';
import { text } from '../model/types';
import { clearDepths, writeFields } from './fields';
import type { Random } from './random';

const ACCOUNT = 'api::account.account';
const ACTIVITY = 'api::activity.activity';
const CONTACT = 'api::contact.contact';
const DEAL = 'api::deal.deal';
const PRODUCT = 'api::product.product';
const TICKET = 'api::ticket.ticket';

const GOVERNED: Uid[] = [ACCOUNT, DEAL, CONTACT, TICKET, ACTIVITY, PRODUCT];

/** A rep who works in groups, or somebody who has only what is their own. */
export type Scenario = 'rep' | 'owner';

/** Everything that decides who may do what in a scene of writes. */
export interface WriteRules {
  policy: Policy;
  memberships: Membership[];
}

const group = (code: string, parent: string | undefined, matches: string[]) => ({
  code,
  name: code.toUpperCase(),
  kind: 'region' as const,
  matches,
  ...(parent === undefined ? {} : { parent }),
});

const GROUPS = [
  group('emea', undefined, ['ZZ']),
  group('nordics', 'emea', ['SE', 'NO']),
  group('benelux', 'emea', ['NL', 'BE', 'se']),
  group('apac', undefined, ['CN', 'SE ']),
];

/**
 * Reading is equally deep on all types. Then a record follows a parent into and out of sight only
 * together with it, and no write by the actor can bring a hidden record to light.
 */
const repProfile = (random: Random): PolicyProfile => {
  const read = random.pick<Depth>(['group', 'group', 'subtree']);
  const depths: Depth[] = ['none', 'own', 'group', 'subtree', 'subtree', 'all'];
  const rights = () => ({
    read,
    create: random.pick(depths),
    update: random.pick(depths),
    delete: random.pick(depths),
    publish: random.pick(depths),
  });
  const contentTypes = Object.fromEntries(GOVERNED.map((uid) => [uid, rights()]));
  return { code: 'rep', name: 'Representative', contentTypes, tasks: ['bulk-delete'] };
};

const ownerProfile = (random: Random): PolicyProfile => {
  const rights = () => ({
    read: 'own' as const,
    create: random.pick<Depth>(['own', 'own', 'group']),
    update: 'own' as const,
    delete: random.pick<Depth>(['own', 'own', 'none']),
    publish: random.pick<Depth>(['own', 'own', 'none']),
  });
  const contentTypes = Object.fromEntries(GOVERNED.map((uid) => [uid, rights()]));
  return { code: 'rep', name: 'Owner', contentTypes, tasks: ['bulk-delete'] };
};

/** Own records clear, or none: whose a record is cannot be changed from another one. */
const withFields = (random: Random, policy: Policy): Policy => {
  const contentTypes = Object.fromEntries(
    Object.entries(policy.contentTypes).map(([uid, type]) => [
      uid,
      { ...type, fields: writeFields(random, uid) ?? {} },
    ])
  );
  const profiles = policy.profiles.map((profile) => ({
    ...profile,
    contentTypes: Object.fromEntries(
      Object.entries(profile.contentTypes).map(([uid, rights]) => [
        uid,
        { ...rights, clear: clearDepths(random, contentTypes[uid]?.fields, ['own', 'none']) },
      ])
    ),
  }));
  return { ...policy, profiles, contentTypes };
};

const policyOf = (random: Random, scenario: Scenario): Policy => ({
  version: 1,
  groups: GROUPS,
  profiles: [scenario === 'rep' ? repProfile(random) : ownerProfile(random)],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [DEAL]: { group: { assigned: true } },
    [CONTACT]: {
      group: { inherit: random.pick<string | string[]>(['account', ['account', 'deals']]) },
    },
    [TICKET]: { group: { relation: 'region' } },
    [ACTIVITY]: { group: { inherit: ['contact', 'deal'] } },
    [PRODUCT]: { group: { attribute: 'market' } },
  },
  sharingRules: [],
  audiences: { public: { contentTypes: {} }, superAdmin: 'governed' },
});

/** Owners and groups in the side table; a part of the records is the actor's own. */
export const generateWritePlacements = (
  random: Random,
  { contentTypes }: Policy,
  data: DataSet,
  principals: string[]
): HandPlacement[] =>
  Object.entries(contentTypes).flatMap(([contentType, config]) => {
    const isAssigned = config.group !== undefined && 'assigned' in config.group;
    const documents = new Set((data.rows[contentType] ?? []).map((row) => text(row.documentId)));
    return [...documents]
      .map((documentId) => ({
        contentType,
        documentId,
        owner: random.maybe(0.7, () => random.pick([...principals, 'user:2', 'token:1'])),
        group: isAssigned ? random.maybe(0.8, () => random.pick(GROUPS).code) : null,
      }))
      .filter((item) => item.owner !== null || item.group !== null);
  });

/** Draws a policy and the memberships of the actor, the same under each of its principals. */
export function generateWriteRules(
  random: Random,
  scenario: Scenario,
  principals: string[]
): WriteRules {
  const policy = withFields(random, policyOf(random, scenario));
  const homes = random.pick([['nordics'], ['benelux'], ['nordics', 'benelux'], ['emea']]);
  const memberships = principals.flatMap((principal) =>
    homes.map((home): Membership => ({
      principal,
      group: home,
      profile: 'rep',
      validFrom: null,
      validTo: null,
    }))
  );
  return { policy, memberships };
}
