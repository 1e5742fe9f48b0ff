import type { DataSet, Json, Row, Uid } from '../model/types';
import type { DataBuilder } from './data-builder';
import { createDataBuilder } from './data-builder';
import { addLinks } from './data-links';
import type { Random } from './random';
import * as pools from './values';
import { documentId } from './values';

export interface DataOptions {
  random: Random;
  /** Rows that exist already. */
  users: Row[];
  groups: Row[];
  /** Only documents as Strapi itself leaves them: what is published has a draft. */
  tidy?: boolean;
}

type Columns = Record<string, Json>;

const account = (random: Random): Columns => ({
  name: random.pick(pools.NAMES),
  country: random.maybe(0.9, () => random.pick(pools.COUNTRIES)),
  industry: random.maybe(0.8, () => random.pick(pools.INDUSTRIES)),
  size: random.maybe(0.8, () => random.pick(pools.NUMBERS)),
  email: random.maybe(0.7, () => random.pick(pools.EMAILS)),
  active: random.maybe(0.8, () => random.chance(0.5)),
  revenue: random.maybe(0.7, () => random.pick(pools.DECIMALS)),
  foundedOn: random.maybe(0.7, () => random.pick(pools.DATES)),
  lastCallAt: random.maybe(0.7, () => random.pick(pools.TIMES)),
  profile: random.maybe(0.5, () => ({ tier: random.integer(1, 3), flags: [random.chance(0.5)] })),
  internalNote: random.maybe(0.5, () => random.pick(pools.NAMES)),
});

const contact = (random: Random): Columns => ({
  firstName: random.pick(pools.NAMES),
  lastName: random.maybe(0.7, () => random.pick(pools.NAMES)),
  email: random.maybe(0.7, () => random.pick(pools.EMAILS)),
  phone: random.maybe(0.5, () => String(random.integer(100, 130))),
  birthDate: random.maybe(0.6, () => random.pick(pools.DATES)),
  score: random.maybe(0.8, () => random.pick(pools.NUMBERS)),
  creditLimit: random.maybe(0.6, () => random.pick(pools.DECIMALS)),
  notes: random.maybe(0.5, () => `${random.pick(pools.NAMES)} ${random.pick(pools.NAMES)}`),
});

const deal = (random: Random): Columns => ({
  title: random.pick(pools.NAMES),
  amount: random.maybe(0.8, () => random.pick(pools.DECIMALS)),
  stage: random.maybe(0.9, () => random.pick(['open', 'won', 'lost'])),
  closeOn: random.maybe(0.6, () => random.pick(pools.DATES)),
  probability: random.maybe(0.7, () => random.pick(pools.NUMBERS)),
});

const activity = (random: Random): Columns => ({
  subject: random.pick(pools.NAMES),
  kind: random.maybe(0.9, () => random.pick(['call', 'mail', 'visit'])),
  happenedAt: random.maybe(0.8, () => random.pick(pools.TIMES)),
  minutes: random.maybe(0.8, () => random.pick(pools.NUMBERS)),
});

const ticket = (random: Random): Columns => ({
  title: random.pick(pools.NAMES),
  priority: random.maybe(0.9, () => random.pick(pools.PRIORITIES)),
  openedAt: random.maybe(0.8, () => random.pick(pools.TIMES)),
  effort: random.maybe(0.8, () => random.pick(pools.NUMBERS)),
});

const product = (random: Random): Columns => ({
  name: random.pick(pools.NAMES),
  sku: random.maybe(0.8, () => `sku ${random.integer(1, 9)}`),
  market: random.maybe(0.9, () => random.pick(pools.COUNTRIES)),
  price: random.maybe(0.8, () => random.pick(pools.DECIMALS)),
  stock: random.maybe(0.8, () => random.pick(pools.NUMBERS)),
});

const tag = (random: Random): Columns => ({
  name: random.pick(pools.NAMES),
  colour: random.maybe(0.9, () => random.pick(['red', 'green', 'blue'])),
  weight: random.maybe(0.9, () => random.pick(pools.NUMBERS)),
});

interface Plan {
  make: (random: Random) => Columns;
  documents: [number, number];
  draftAndPublish?: boolean;
  localized?: boolean;
  ownerRef?: boolean;
}

const PLANS: Record<Uid, Plan> = {
  'api::account.account': { make: account, documents: [14, 24], ownerRef: true },
  'api::contact.contact': {
    make: contact,
    documents: [14, 22],
    draftAndPublish: true,
    ownerRef: true,
  },
  'api::deal.deal': { make: deal, documents: [10, 18] },
  'api::activity.activity': { make: activity, documents: [12, 22] },
  'api::ticket.ticket': { make: ticket, documents: [8, 16], draftAndPublish: true },
  'api::product.product': {
    make: product,
    documents: [8, 14],
    draftAndPublish: true,
    localized: true,
  },
  'api::tag.tag': { make: tag, documents: [6, 10] },
};

/** Versions of a document that exist; now and then one that Strapi itself would not leave alone. */
const versions = (random: Random, plan: Plan, tidy: boolean): ('draft' | 'published')[] => {
  if (!plan.draftAndPublish) return ['published'];
  const last: ('draft' | 'published')[] = tidy ? ['draft', 'published'] : ['published'];
  return random.pick([['draft'], ['draft', 'published'], ['draft', 'published'], last]);
};

interface Drawing {
  builder: DataBuilder;
  random: Random;
  tidy: boolean;
}

const addDocument = ({ builder, random, tidy }: Drawing, uid: Uid, index: number, plan: Plan) => {
  const locales = plan.localized
    ? pools.LOCALES.filter((_, place) => random.chance(place === 0 ? 0.9 : 0.5))
    : [null];
  for (const locale of locales) {
    const shared = plan.make(random);
    for (const version of versions(random, plan, tidy)) {
      builder.addRow(uid, {
        ...shared,
        ...(random.chance(0.3) ? plan.make(random) : {}),
        ...(plan.ownerRef
          ? { ownerRef: random.maybe(0.7, () => random.pick(['user:1', 'user:2', 'token:1', 'x'])) }
          : {}),
        documentId: documentId(uid, index),
        locale,
        createdAt: random.pick(pools.TIMES),
        updatedAt: random.pick(pools.TIMES),
        publishedAt: version === 'draft' ? null : random.pick(pools.TIMES),
      });
    }
  }
};

const addFiles = (builder: DataBuilder, random: Random) => {
  for (let index = 1; index <= 6; index += 1) {
    builder.addRow('plugin::upload.file', {
      name: `file ${index}.png`,
      alternativeText: random.maybe(0.5, () => random.pick(pools.NAMES)),
      caption: null,
      focalPoint: null,
      width: random.maybe(0.5, () => 100),
      height: null,
      formats: null,
      hash: `hash${index}`,
      ext: '.png',
      mime: 'image/png',
      size: 1.5,
      url: `/uploads/hash${index}.png`,
      previewUrl: null,
      provider: 'local',
      provider_metadata: null,
      folderPath: '/',
      documentId: documentId('plugin::upload.file', index),
      locale: null,
      createdAt: random.pick(pools.TIMES),
      updatedAt: random.pick(pools.TIMES),
      publishedAt: random.pick(pools.TIMES),
    });
  }
};

/** A random database of the fixture app, with links between any two rows that Strapi could link. */
export function generateData({ random, users, groups, tidy = false }: DataOptions): DataSet {
  const builder = createDataBuilder();
  builder.data.rows['plugin::users-permissions.user'] = users;
  builder.data.rows['plugin::custodian.group'] = groups;
  for (const [uid, plan] of Object.entries(PLANS)) {
    const count = random.integer(...plan.documents);
    for (let index = 1; index <= count; index += 1) {
      addDocument({ builder, random, tidy }, uid, index, plan);
    }
  }
  addFiles(builder, random);
  addLinks(builder, random);
  return builder.data;
}
