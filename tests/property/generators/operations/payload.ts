import { SCHEMA_FILES } from '../../model/schema-files';
import type { SchemaAttribute } from '../../model/schema-files';
import type { Uid } from '../../model/types';
import * as pools from '../values';
import { relationValue } from './relation-value';
import type { Draw } from './types';

/** `data` of a create or an update, and what is special about it. */
export interface Payload {
  data: Record<string, unknown>;
  kinds: string[];
}

const ENUMERATIONS: Record<string, readonly string[]> = {
  industry: pools.INDUSTRIES,
  priority: pools.PRIORITIES,
  stage: ['open', 'won', 'lost'],
  colour: ['red', 'green', 'blue'],
};

const KINDS: Record<Uid, readonly string[]> = {
  'api::activity.activity': ['call', 'mail', 'visit'],
  'shared.phone': ['work', 'home'],
};

const ofPools: Record<string, readonly string[]> = {
  country: pools.COUNTRIES,
  market: pools.COUNTRIES,
  email: pools.EMAILS,
};

/** A value for an attribute that is no link. */
export const scalar = (
  { random }: Draw,
  uid: Uid,
  name: string,
  { type }: SchemaAttribute
): unknown => {
  // Now and then something that validation refuses.
  if (random.chance(0.02)) return { wrong: true };
  if (name === 'ownerRef') return random.pick(['user:1', 'admin:1', 'user:2', 'x']);
  const values = ENUMERATIONS[name] ?? (name === 'kind' ? KINDS[uid] : ofPools[name]);
  if (values) return random.pick(values);
  switch (type) {
    case 'integer':
      return random.pick(pools.NUMBERS);
    case 'decimal':
      return random.pick(pools.DECIMALS);
    case 'boolean':
      return random.chance(0.5);
    case 'date':
      return random.pick(pools.DATES);
    case 'datetime':
      return random.pick(pools.TIMES);
    case 'json':
      return { tier: random.integer(1, 3) };
    default:
      return random.pick(pools.NAMES);
  }
};

const component = (draw: Draw, uid: Uid, kinds: string[]): Record<string, unknown> => {
  const { random, targets } = draw;
  const data = attributes(draw, uid, 0.7, kinds);
  if (!random.chance(0.3)) return data;
  const { id, state } = targets.component(uid);
  kinds.push(`component-id.${state}`);
  return { id, ...data };
};

const SECTIONS: Uid[] = ['blocks.quote', 'blocks.link'];

const several = <T>(draw: Draw, make: () => T): T[] =>
  Array.from({ length: draw.random.integer(0, 2) }, make);

const value = (
  draw: Draw,
  uid: Uid,
  name: string,
  attribute: SchemaAttribute,
  kinds: string[]
): unknown => {
  const { random } = draw;
  switch (attribute.type) {
    case 'relation':
      return relationValue(draw, uid, name, kinds);
    case 'component': {
      kinds.push('component');
      const make = () => component(draw, attribute.component ?? '', kinds);
      if (attribute.repeatable) return several(draw, make);
      return random.chance(0.1) ? null : make();
    }
    case 'dynamiczone':
      kinds.push('dynamiczone');
      return several(draw, () => {
        const section = random.pick(SECTIONS);
        return { __component: section, ...component(draw, section, kinds) };
      });
    case 'media':
      kinds.push('media');
      return attribute.multiple
        ? several(draw, () => random.integer(1, 7))
        : random.maybe(0.8, () => random.integer(1, 7));
    default:
      return random.chance(0.05) ? null : scalar(draw, uid, name, attribute);
  }
};

const attributes = (draw: Draw, uid: Uid, chance: number, kinds: string[]) => {
  const given: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(SCHEMA_FILES[uid]?.attributes ?? {})) {
    // Strapi's own document service knows no way to write these, and answers 500.
    const isMorph = attribute.relation?.startsWith('morph') === true;
    if (draw.random.chance(isMorph ? chance / 10 : chance))
      given[name] = value(draw, uid, name, attribute, kinds);
  }
  return given;
};

/** The attribute that every record of a type must have. */
export const TITLES: Record<Uid, string> = {
  'api::account.account': 'name',
  'api::contact.contact': 'firstName',
  'api::deal.deal': 'title',
  'api::activity.activity': 'subject',
  'api::ticket.ticket': 'title',
  'api::product.product': 'name',
  'api::tag.tag': 'name',
};

/** Where a record must point for the actor to be let create it, more often than chance would have it. */
export const home = (draw: Draw, uid: Uid): Record<string, unknown> => {
  const { random, targets } = draw;
  const { documentId } = targets.visible('api::account.account');
  switch (uid) {
    case 'api::account.account':
      return { country: random.pick(['SE', 'NO', 'NL', 'BE']) };
    case 'api::product.product':
      return { market: random.pick(['SE', 'NO', 'NL', 'BE']) };
    case 'api::contact.contact':
      return { account: documentId };
    case 'api::ticket.ticket':
      return { region: targets.visible('plugin::custodian.group').id };
    case 'api::activity.activity':
      return { contact: targets.visible('api::contact.contact').documentId };
    default:
      return {};
  }
};

/** The body of an update: a few attributes of any kind. */
export function updatePayload(draw: Draw, uid: Uid): Payload {
  const kinds: string[] = [];
  const data = attributes(draw, uid, 0.2, kinds);
  return { data, kinds: [...new Set(kinds)] };
}

/** The body of a create, mostly one that can succeed. */
export function createPayload(draw: Draw, uid: Uid): Payload {
  const kinds: string[] = [];
  const data = {
    ...attributes(draw, uid, 0.25, kinds),
    [TITLES[uid] ?? 'name']: draw.random.pick(pools.NAMES),
    ...(draw.random.chance(0.7) ? home(draw, uid) : {}),
  };
  return { data, kinds: [...new Set(kinds)] };
}
