import type { SchemaFile } from './schema-files';

/** Schemas that are not JSON files of the fixture app, cut down to what REST can show. */

export const ticketSchema: SchemaFile = {
  options: { draftAndPublish: true },
  attributes: {
    title: { type: 'string' },
    priority: { type: 'enumeration' },
    openedAt: { type: 'datetime' },
    effort: { type: 'integer' },
    account: {
      type: 'relation',
      relation: 'manyToOne',
      target: 'api::account.account',
      inversedBy: 'tickets',
      useJoinTable: false,
    },
    deal: { type: 'relation', relation: 'oneToOne', target: 'api::deal.deal', mappedBy: 'ticket' },
    contact: {
      type: 'relation',
      relation: 'oneToOne',
      target: 'api::contact.contact',
      inversedBy: 'ticket',
    },
    region: { type: 'relation', relation: 'manyToOne', target: 'plugin::custodian.group' },
  },
};

export const fileSchema: SchemaFile = {
  attributes: {
    name: { type: 'string' },
    alternativeText: { type: 'text' },
    caption: { type: 'text' },
    focalPoint: { type: 'json' },
    width: { type: 'integer' },
    height: { type: 'integer' },
    formats: { type: 'json' },
    hash: { type: 'string' },
    ext: { type: 'string' },
    mime: { type: 'string' },
    size: { type: 'decimal' },
    url: { type: 'text' },
    previewUrl: { type: 'text' },
    provider: { type: 'string' },
    provider_metadata: { type: 'json' },
    folderPath: { type: 'string', private: true, searchable: false },
    related: { type: 'relation', relation: 'morphToMany' },
  },
};

export const userSchema: SchemaFile = {
  attributes: {
    username: { type: 'string' },
    email: { type: 'email' },
    provider: { type: 'string' },
    resetPasswordToken: { type: 'string', private: true, searchable: false },
    confirmationToken: { type: 'string', private: true, searchable: false },
    confirmed: { type: 'boolean' },
    blocked: { type: 'boolean' },
  },
};

export const groupSchema: SchemaFile = {
  attributes: { code: { type: 'string' } },
};
