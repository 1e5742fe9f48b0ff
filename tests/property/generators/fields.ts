import type { Depth, GovernedType, Mask } from '../model/policy';
import type { Uid } from '../model/types';
import type { Random } from './random';

const gone: Mask = { strategy: 'redact' };
const hidden: Mask = { strategy: 'hidden' };
const words = (text: string): Mask => ({ strategy: 'redact', text });
const steps = (step: number): Mask => ({ strategy: 'bucket', step });
const year: Mask = { strategy: 'year' };

/** What can be masked of each type when it is read: every kind of attribute, and what records are placed by. */
const READ_FIELDS: Record<Uid, Record<string, Mask>> = {
  'api::account.account': {
    name: words('Name'),
    country: words('SE'),
    revenue: steps(100),
    size: steps(10),
    foundedOn: year,
    profile: gone,
    tags: gone,
    contacts: gone,
    mainContact: gone,
    parent: gone,
    children: gone,
    tickets: gone,
    mentions: gone,
    owner: gone,
  },
  'api::contact.contact': {
    lastName: words('***'),
    email: words('a@x.test'),
    score: steps(10),
    creditLimit: steps(50),
    birthDate: year,
    account: gone,
    tags: gone,
    deals: gone,
    labels: gone,
    photo: gone,
    files: gone,
    address: gone,
    phones: gone,
    sections: gone,
    'address.street': words('Street'),
    'address.site': gone,
    'address.position': gone,
    'address.position.label': words('Label'),
    'address.position.floor': steps(10),
    'phones.number': words('100'),
    'phones.sharedWith': gone,
    'sections[blocks.quote].text': words('Text'),
    'sections[blocks.quote].author': gone,
    'sections[blocks.quote].picture': gone,
    'sections[blocks.link].rank': steps(10),
  },
  'api::deal.deal': { title: words('Title'), amount: steps(100), contacts: gone, account: gone },
  'api::ticket.ticket': { title: words('Title'), effort: steps(5), account: gone, deal: gone },
  'api::activity.activity': {
    subject: words('Subject'),
    minutes: steps(10),
    regarding: gone,
    attendees: gone,
    contact: gone,
  },
  'api::product.product': {
    name: words('Name'),
    price: steps(100),
    stock: steps(10),
    picture: gone,
    bundle: gone,
    'address.city': words('City'),
  },
};

/** The same for writes; links that only one of two records can have are left out (limit `hidden-slot`). */
const WRITE_FIELDS: Record<Uid, Record<string, Mask>> = {
  'api::account.account': { revenue: steps(100), email: words('a@x.test'), tags: hidden },
  'api::contact.contact': {
    lastName: hidden,
    email: words('a@x.test'),
    score: steps(10),
    tags: hidden,
    'address.street': words('Street'),
    'phones.number': hidden,
    'sections[blocks.quote].text': words('Text'),
  },
  'api::deal.deal': { amount: steps(100) },
  'api::activity.activity': { minutes: steps(10) },
  'api::product.product': { price: steps(100), sku: words('sku'), 'address.city': hidden },
};

const draw = (
  random: Random,
  fields: Record<string, Mask>,
  probability: number
): GovernedType['fields'] => {
  const drawn = Object.entries(fields).filter(() => random.chance(probability));
  return Object.fromEntries(drawn.map(([field, mask]) => [field, { mask }]));
};

/** Field rules of a type for a policy about reading. */
export const readFields = (random: Random, uid: Uid) => draw(random, READ_FIELDS[uid] ?? {}, 0.2);

/** Field rules of a type for a policy about writing. */
export const writeFields = (random: Random, uid: Uid) => draw(random, WRITE_FIELDS[uid] ?? {}, 0.4);

/** How deep a profile sees fields clear: all of them, one of them otherwise, or none. */
export const clearDepths = (
  random: Random,
  fields: GovernedType['fields'],
  depths: readonly Depth[]
): Record<string, Depth> => {
  const names = Object.keys(fields ?? {});
  const clear: Record<string, Depth> = {};
  if (random.chance(0.7)) clear['*'] = random.pick(depths);
  if (names.length > 0 && random.chance(0.5)) clear[random.pick(names)] = random.pick(depths);
  return clear;
};
