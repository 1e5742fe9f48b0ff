/** Who asks, what the policies say, and where the accounts are: the story behind the figures. */

/** A users-permissions user of the benchmark; the name is also the user's name in Strapi. */
export type ActorName = 'narrow' | 'wide' | 'all';

export interface ActorRole {
  readonly group: string;
  readonly profile: string;
}

/** Memberships while contacts are governed. */
export const ACTORS: Readonly<Record<ActorName, ActorRole>> = {
  narrow: { group: 'nordics', profile: 'representative' },
  wide: { group: 'emea', profile: 'manager' },
  all: { group: 'world', profile: 'officer' },
};

export const ACTOR_NAMES = Object.keys(ACTORS) as ActorName[];

/** Share of the accounts by country: 2 % in the narrow region, 40 % in the wide one. */
export const COUNTRY_SHARES: readonly (readonly [country: string, percent: number])[] = [
  ...(['SE', 'NO', 'DK', 'FI'] as const).map((code) => [code, 0.5] as const),
  ...(['GB', 'DE', 'FR', 'ES', 'IT'] as const).map((code) => [code, 6] as const),
  ...(['NL', 'BE', 'PL', 'CZ'] as const).map((code) => [code, 2] as const),
  ...(['US', 'CN', 'JP', 'BR', 'IN', 'CA'] as const).map((code) => [code, 10] as const),
];

const inGroup = (code: string, parent: string, matches: readonly string[]) => ({
  code,
  name: code,
  kind: 'region',
  parent,
  matches,
});

const depthOf = (read: string, uids: readonly string[]) =>
  Object.fromEntries(uids.map((uid) => [uid, { read }]));

const createPolicy = (contentTypes: Readonly<Record<string, object>>, clear?: string) => {
  const profile = (code: string, read: string) => ({
    code,
    name: code,
    contentTypes: Object.fromEntries(
      Object.entries(depthOf(read, Object.keys(contentTypes))).map(([uid, rights]) => [
        uid,
        clear === undefined ? rights : { ...rights, clear: { '*': clear } },
      ])
    ),
  });
  return {
    version: 1,
    groups: [
      { code: 'world', name: 'world', kind: 'region' },
      inGroup('emea', 'world', []),
      inGroup('nordics', 'emea', ['SE', 'NO', 'DK', 'FI']),
      inGroup('europe', 'emea', ['GB', 'DE', 'FR', 'ES', 'IT', 'NL', 'BE', 'PL', 'CZ']),
      inGroup('elsewhere', 'world', ['US', 'CN', 'JP', 'BR', 'IN', 'CA']),
    ],
    profiles: [
      profile('representative', 'group'),
      profile('manager', 'subtree'),
      profile('officer', 'all'),
    ],
    contentTypes,
    audiences: { public: { contentTypes: {} }, superAdmin: 'audited' },
  };
};

export type PolicyName =
  'unrelated' | 'governed' | 'audited' | 'maskedNone' | 'maskedOwn' | 'maskedSubtree';

/** Five masked attributes of contacts, each clear up to a depth. */
const maskedPolicy = (clear: string) =>
  createPolicy(
    {
      'api::account.account': { group: { attribute: 'country' }, owner: 'creator' },
      'api::contact.contact': {
        group: { inherit: 'account' },
        owner: 'creator',
        fields: {
          email: { mask: { strategy: 'email' } },
          phone: { mask: { strategy: 'partial', keepLast: 2 } },
          birthDate: { mask: { strategy: 'year' } },
          creditLimit: { mask: { strategy: 'bucket', step: 10_000 } },
          notes: { mask: { strategy: 'redact' } },
        },
      },
    },
    clear
  );

/**
 * `unrelated` governs a type that nothing measured is linked to; `governed` is the usual CRM; `masked…`
 * is the same with masks, which show real values of nothing, of own records, or of the subtree's;
 * `audited` the same with every read on the record.
 */
export const POLICIES: Readonly<Record<PolicyName, object>> = {
  unrelated: createPolicy({
    'api::notice.notice': { group: { attribute: 'country' }, owner: 'creator' },
  }),
  governed: createPolicy({
    'api::account.account': { group: { attribute: 'country' }, owner: 'creator' },
    'api::contact.contact': { group: { inherit: 'account' }, owner: 'creator' },
  }),
  audited: createPolicy({
    'api::account.account': { group: { attribute: 'country' }, owner: 'creator', auditReads: true },
    'api::contact.contact': { group: { inherit: 'account' }, owner: 'creator', auditReads: true },
  }),
  maskedNone: maskedPolicy('none'),
  maskedOwn: maskedPolicy('own'),
  maskedSubtree: maskedPolicy('subtree'),
};
