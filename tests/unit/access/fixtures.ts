import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createMaskCatalogue } from '../../../server/src/masking/mask-catalogue';
import { createDefaultStrategies } from '../../../server/src/masking/strategies';
import { createDialect } from '../../../server/src/platform/dialect';
import { isGovernable } from '../../../server/src/access/policy/schema-model';
import type {
  PolicyDocument,
  SchemaAttribute,
  SchemaModel,
} from '../../../server/src/access/policy/types';

type Attributes = Record<string, SchemaAttribute>;

/** The strategies that every project has. */
export const MASKS = createMaskCatalogue(
  createDefaultStrategies({
    dialect: createDialect('sqlite'),
    key: { sql: (text) => text, digest: (text) => text },
  })
);

const toOne = (target: string): SchemaAttribute => ({
  type: 'relation',
  relation: 'manyToOne',
  target,
});

const CONTENT_TYPES: Record<string, Attributes> = {
  'api::account.account': {
    name: { type: 'string' },
    country: { type: 'string' },
    industry: { type: 'enumeration' },
    headcount: { type: 'integer' },
    revenue: { type: 'decimal' },
    since: { type: 'date' },
    active: { type: 'boolean' },
    region: toOne('plugin::custodian.group'),
    parent: toOne('api::account.account'),
    contacts: { type: 'relation', relation: 'oneToMany', target: 'api::contact.contact' },
    ownerRef: { type: 'string' },
    manager: toOne('plugin::users-permissions.user'),
    curator: toOne('admin::user'),
    team: {
      type: 'relation',
      relation: 'manyToMany',
      target: 'plugin::users-permissions.user',
    },
    address: { type: 'component', component: 'shared.address', repeatable: false },
    settings: { type: 'json' },
    secret: { type: 'password' },
  },
  'api::contact.contact': {
    account: toOne('api::account.account'),
    email: { type: 'email' },
    phone: { type: 'string' },
    birthDate: { type: 'date' },
    creditLimit: { type: 'integer' },
    notes: { type: 'text' },
    photo: { type: 'media' },
    address: { type: 'component', component: 'shared.address', repeatable: false },
    blocks: { type: 'dynamiczone', components: ['blocks.quote', 'shared.address'] },
    password: { type: 'password' },
    createdAt: { type: 'datetime' },
    publishedAt: { type: 'datetime' },
    createdBy: { type: 'relation', relation: 'oneToOne', target: 'admin::user' },
  },
  'api::deal.deal': {
    title: { type: 'string' },
    account: toOne('api::account.account'),
    contacts: { type: 'relation', relation: 'manyToMany', target: 'api::contact.contact' },
    subject: { type: 'relation', relation: 'morphToOne' },
  },
  'api::ticket.ticket': { area: { type: 'biginteger' }, contact: toOne('api::contact.contact') },
  'plugin::users-permissions.user': { username: { type: 'string' }, email: { type: 'email' } },
  'plugin::upload.file': { name: { type: 'string' } },
  'plugin::custodian.group': { code: { type: 'string' } },
  'admin::user': { email: { type: 'email' } },
};

/** Schemas of a small CRM, with every attribute that the contract's example names. */
export const SCHEMAS: SchemaModel = {
  masks: MASKS,
  components: {
    'shared.address': {
      attributes: {
        street: { type: 'string' },
        pin: { type: 'password' },
        site: toOne('api::account.account'),
        position: { type: 'component', component: 'shared.position' },
      },
    },
    'shared.position': { attributes: { label: { type: 'string' }, floor: { type: 'integer' } } },
    'blocks.quote': { attributes: { text: { type: 'richtext' } } },
  },
  contentTypes: Object.fromEntries(
    Object.entries(CONTENT_TYPES).map(([uid, attributes]) => [
      uid,
      { uid, kind: 'collectionType', governable: isGovernable(uid), attributes },
    ])
  ),
};

/** The example policy that must be accepted as it stands, a fresh copy for every call. */
export const readExample = (): PolicyDocument =>
  JSON.parse(readFileSync(join(__dirname, 'policy.example.json'), 'utf8')) as PolicyDocument;

/** The smallest valid document. */
export const emptyDocument = (): PolicyDocument => ({
  version: 1,
  groups: [],
  profiles: [],
  contentTypes: {},
});
