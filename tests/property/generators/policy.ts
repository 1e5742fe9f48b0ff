import type {
  Depth,
  GovernedType,
  Owner,
  Placement,
  Policy,
  PolicyGroup,
  PolicyProfile,
} from '../model/policy';
import type { Uid } from '../model/types';
import { clearDepths, readFields } from './fields';
import type { Random } from './random';
import { generateSharingRules } from './sharing';
import { COUNTRIES, INDUSTRIES, PRIORITIES } from './values';

const ACCOUNT = 'api::account.account';
const CONTACT = 'api::contact.contact';
const DEAL = 'api::deal.deal';
const TICKET = 'api::ticket.ticket';
const ACTIVITY = 'api::activity.activity';
const PRODUCT = 'api::product.product';

interface Choice {
  placement: Placement | undefined;
  /** Types that must be governed for this placement to lead anywhere. */
  needs?: Uid[];
}

/** Every way in which a record of the fixture app can get its group. */
const PLACEMENTS: [Uid, Choice[]][] = [
  [
    ACCOUNT,
    [
      { placement: { attribute: 'country' } },
      { placement: { attribute: 'country' } },
      { placement: { attribute: 'industry' } },
      { placement: { assigned: true } },
      { placement: undefined },
    ],
  ],
  [
    DEAL,
    [
      { placement: { assigned: true } },
      { placement: { assigned: true } },
      { placement: { inherit: 'account' }, needs: [ACCOUNT] },
      { placement: undefined },
    ],
  ],
  [
    CONTACT,
    [
      { placement: { inherit: 'account' }, needs: [ACCOUNT] },
      { placement: { inherit: 'account' }, needs: [ACCOUNT] },
      { placement: { inherit: ['account', 'deals'] }, needs: [ACCOUNT, DEAL] },
      { placement: { assigned: true } },
    ],
  ],
  [
    TICKET,
    [
      { placement: { relation: 'region' } },
      { placement: { relation: 'region' } },
      { placement: { attribute: 'priority' } },
      { placement: { inherit: 'account' }, needs: [ACCOUNT] },
      { placement: { inherit: ['account', 'deal'] }, needs: [ACCOUNT, DEAL] },
    ],
  ],
  [
    ACTIVITY,
    [
      { placement: { inherit: ['contact', 'deal'] }, needs: [CONTACT, DEAL] },
      { placement: { inherit: 'contact' }, needs: [CONTACT] },
      { placement: { inherit: 'deal' }, needs: [DEAL] },
      { placement: { assigned: true } },
    ],
  ],
  [
    PRODUCT,
    [
      { placement: { attribute: 'market' } },
      { placement: { attribute: 'market' } },
      { placement: { inherit: 'supplier' }, needs: [ACCOUNT] },
    ],
  ],
];

const OWNERS: Record<Uid, Owner[]> = {
  [ACCOUNT]: ['creator', { attribute: 'ownerRef' }, { relation: 'owner' }],
  [CONTACT]: ['creator', { attribute: 'ownerRef' }],
};

const governedTypes = (random: Random): Record<Uid, GovernedType> => {
  const governed: Record<Uid, GovernedType> = {};
  for (const [uid, choices] of PLACEMENTS) {
    if (random.chance(0.1)) continue;
    const possible = choices.filter(({ needs = [] }) => needs.every((need) => need in governed));
    const { placement } = random.pick(possible.length > 0 ? possible : [{ placement: undefined }]);
    const owner = random.chance(0.8) ? random.pick<Owner>(OWNERS[uid] ?? ['creator']) : undefined;
    governed[uid] = {
      ...(placement ? { group: placement } : {}),
      ...(owner ? { owner } : {}),
      ...(random.chance(0.7) ? { fields: readFields(random, uid) ?? {} } : {}),
    };
  }
  return governed;
};

/** A forest in which every value belongs to one group at most, now and then to two. */
const groups = (random: Random): PolicyGroup[] => {
  const values: string[] = [...COUNTRIES, ...INDUSTRIES, ...PRIORITIES];
  const list = Array.from({ length: random.integer(3, 6) }, (_, index): PolicyGroup => {
    const parent = index > 0 && random.chance(0.7) ? `g${random.integer(1, index)}` : undefined;
    return {
      code: `g${index + 1}`,
      name: `Group ${index + 1}`,
      kind: 'region',
      parent,
      matches: [],
    };
  });
  for (const value of values) {
    const homes = random.chance(0.1) ? 2 : random.integer(0, 4) === 0 ? 0 : 1;
    for (let home = 0; home < homes; home += 1) {
      const { matches = [] } = random.pick(list);
      if (!matches.includes(value)) matches.push(value);
    }
  }
  return list.map(({ parent, ...rest }) => (parent === undefined ? rest : { ...rest, parent }));
};

const DEPTHS: Depth[] = ['none', 'own', 'group', 'group', 'subtree', 'subtree', 'subtree', 'all'];

const profile = (
  random: Random,
  index: number,
  governed: Record<Uid, GovernedType>
): PolicyProfile => {
  const contentTypes: PolicyProfile['contentTypes'] = {};
  for (const [uid, { fields }] of Object.entries(governed)) {
    if (random.chance(0.9))
      contentTypes[uid] = {
        read: random.pick(DEPTHS),
        update: random.pick(DEPTHS),
        delete: random.pick(DEPTHS),
        ...(random.chance(0.8) ? { clear: clearDepths(random, fields, DEPTHS) } : {}),
      };
  }
  const tasks = random.chance(0.2) ? ['read-restricted'] : [];
  return { code: `p${index}`, name: `Profile ${index}`, contentTypes, tasks };
};

/** A random policy about reading. Tags stay ungoverned, so that links cross the border. */
export function generatePolicy(random: Random): Policy {
  const contentTypes = governedTypes(random);
  const uids = Object.keys(contentTypes);
  const forPublic: Policy['audiences']['public']['contentTypes'] = {};
  for (const uid of uids) {
    if (random.chance(0.5)) forPublic[uid] = { read: random.chance(0.7) ? 'all' : 'none' };
  }
  const tree = groups(random);
  const profiles = [1, 2, 3].map((index) => profile(random, index, contentTypes));
  return {
    version: 1,
    groups: tree,
    profiles,
    contentTypes,
    sharingRules: generateSharingRules(random, uids, tree, profiles),
    audiences: { public: { contentTypes: forPublic }, superAdmin: 'audited' },
  };
}
