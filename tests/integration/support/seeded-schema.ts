import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { crmPolicy } from './crm';
import { createProject, type Project } from './project';

// A person, and records that lead to it by every kind of relation there is.
export const PERSON = 'api::person.person';
export const FIRM = 'api::firm.firm';
export const VISIT = 'api::visit.visit';
export const ORDER = 'api::order.order';
export const INVOICE = 'api::invoice.invoice';
export const REMARK = 'api::remark.remark';
export const GATHERING = 'api::gathering.gathering';
export const DISPUTE = 'api::dispute.dispute';
export const PASSPORT = 'api::passport.passport';
export const BADGE = 'api::badge.badge';

const LOCALISED = { pluginOptions: { i18n: { localized: true } } };
const SPOT = { type: 'component', component: 'seed.spot' };
const PLACE = { type: 'component', component: 'seed.place' };
const NUMBERS = { type: 'component', component: 'seed.number', repeatable: true };
const ZONE = { type: 'dynamiczone', components: ['seed.card', 'seed.number'] };

const to = (target: string, relation: string, more: object = {}) => ({
  type: 'relation',
  relation,
  target,
  ...more,
});

const COMPONENTS: Record<string, object> = {
  spot: { label: { type: 'string' }, floor: { type: 'integer' } },
  place: { street: { type: 'string' }, city: { type: 'string' }, spot: SPOT },
  number: { number: { type: 'string' }, remark: { type: 'text' } },
  card: { heading: { type: 'string' }, note: { type: 'richtext' }, places: { ...PLACE, repeatable: true } },
}; // prettier-ignore

const TEXTS = { title: { type: 'string', required: true }, text: { type: 'text' } };

interface SeededType {
  readonly drafts?: boolean;
  readonly localised?: boolean;
  readonly attributes: object;
}

const TYPES: Record<string, SeededType> = {
  person: {
    drafts: true,
    localised: true,
    attributes: {
      firstName: { type: 'string', required: true },
      lastName: { type: 'string' },
      email: { type: 'email' },
      phone: { type: 'string' },
      customer: { type: 'string' },
      born: { type: 'date' },
      handle: { type: 'uid' },
      bio: { type: 'richtext', ...LOCALISED },
      story: { type: 'blocks', ...LOCALISED },
      extra: { type: 'json', ...LOCALISED },
      home: { ...PLACE, ...LOCALISED },
      numbers: { ...NUMBERS, ...LOCALISED },
      sections: { ...ZONE, ...LOCALISED },
      photo: { type: 'media', multiple: false, allowedTypes: ['images', 'files'] },
      login: to('plugin::users-permissions.user', 'oneToOne'),
      employer: to(FIRM, 'manyToOne', { inversedBy: 'staff' }),
      passport: to(PASSPORT, 'oneToOne', { inversedBy: 'holder' }),
      badge: to(BADGE, 'oneToOne', { inversedBy: 'holder', useJoinTable: false }),
      invoices: to(INVOICE, 'oneToMany', { mappedBy: 'customer' }),
    },
  },
  firm: {
    drafts: true,
    localised: true,
    attributes: {
      name: { type: 'string', required: true },
      about: { type: 'richtext', ...LOCALISED },
      story: { type: 'blocks', ...LOCALISED },
      profile: { type: 'json', ...LOCALISED },
      numbers: { ...NUMBERS, ...LOCALISED },
      sections: { ...ZONE, ...LOCALISED },
      mail: { type: 'email' },
      staff: to(PERSON, 'oneToMany', { mappedBy: 'employer' }),
    },
  },
  // A foreign key in the record's own table.
  visit: { attributes: { ...TEXTS, person: to(PERSON, 'manyToOne', { useJoinTable: false }) } },
  // A table of links.
  order: { drafts: true, attributes: { ...TEXTS, customer: to(PERSON, 'manyToOne'), place: PLACE } },
  invoice: {
    attributes: {
      ...TEXTS,
      issuedOn: { type: 'date' },
      customer: to(PERSON, 'manyToOne', { inversedBy: 'invoices' }),
    },
  },
  // Type and id in columns, and in a table.
  remark: { attributes: { ...TEXTS, about: { type: 'relation', relation: 'morphToOne' } } },
  gathering: { attributes: { ...TEXTS, guests: { type: 'relation', relation: 'morphToMany' } } },
  dispute: { attributes: { ...TEXTS, log: { type: 'json' }, people: to(PERSON, 'manyToMany') } },
  // The other ends of relations of the person.
  passport: { attributes: { ...TEXTS, holder: to(PERSON, 'oneToOne', { mappedBy: 'passport' }) } },
  badge: { attributes: { ...TEXTS, holder: to(PERSON, 'oneToOne', { mappedBy: 'badge' }) } },
}; // prettier-ignore

const personal = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { classification: 'personal' }]));
const identifier = (kind: string) => ({ classification: 'identifier', identifier: kind });
const leads = (attribute: string, role: string, more: object = {}) => ({
  subjectPaths: { [attribute]: role },
  attributes: personal('title', 'text'),
  ...more,
});

/** What the project says about personal data: people's own records, and what they share with others. */
export const SEEDED_PRIVACY = {
  contentTypes: {
    [PERSON]: {
      subject: true,
      attributes: {
        ...personal('firstName', 'lastName', 'born', 'handle', 'bio', 'story', 'extra'),
        ...personal('home', 'numbers', 'sections', 'photo'),
        email: identifier('email'),
        phone: identifier('phone'),
        customer: identifier('customerNumber'),
        login: identifier('account'),
      },
    },
    [VISIT]: leads('person', 'owner'),
    [ORDER]: leads('customer', 'owner'),
    [INVOICE]: leads('customer', 'owner', {
      erasure: 'scrub',
      retention: {
        for: 'P10Y',
        from: 'issuedOn',
        basis: 'Accounting Act, section 31',
        keep: ['title'],
      },
    }),
    [REMARK]: leads('about', 'owner'),
    [GATHERING]: leads('guests', 'shared', { attributes: {} }),
    [DISPUTE]: leads('people', 'shared', { attributes: {} }),
    [PASSPORT]: leads('holder', 'owner'),
    [BADGE]: leads('holder', 'owner'),
  },
};

/** The policy of the seeded project. */
export const seededPolicy = () => ({ ...crmPolicy(), privacy: SEEDED_PRIVACY });

const FACTORIES = { controllers: 'createCoreController', routes: 'createCoreRouter', services: 'createCoreService' }; // prettier-ignore

const typeFile = (name: string, { drafts, localised, attributes }: SeededType) => ({
  kind: 'collectionType',
  collectionName: `seeded_${name}s`,
  info: { singularName: name, pluralName: `${name}s`, displayName: name },
  options: { draftAndPublish: drafts === true },
  pluginOptions: localised ? LOCALISED.pluginOptions : {},
  attributes,
});

/** Writes the project: the types of the fixture app, and these besides. */
export function writeSeededProject(config: object): Project {
  const project = createProject({ plugin: 'source', config });
  for (const [name, type] of Object.entries(TYPES)) {
    const folder = `src/api/${name}`;
    mkdirSync(join(project.dir, folder, 'content-types', name), { recursive: true });
    project.write(`${folder}/content-types/${name}/schema.json`, typeFile(name, type));
    for (const [part, factory] of Object.entries(FACTORIES)) {
      mkdirSync(join(project.dir, folder, part), { recursive: true });
      project.write(
        `${folder}/${part}/${name}.js`,
        `module.exports = require('@strapi/strapi').factories.${factory}('api::${name}.${name}');`
      );
    }
  }
  mkdirSync(join(project.dir, 'src/components/seed'), { recursive: true });
  for (const [name, attributes] of Object.entries(COMPONENTS))
    project.write(`src/components/seed/${name}.json`, {
      collectionName: `components_seed_${name}s`,
      info: { displayName: name },
      options: {},
      attributes,
    });
  return project;
}
