'use strict';

const region = {
  type: 'relation',
  relation: 'manyToOne',
  target: 'plugin::custodian.group',
};

module.exports = {
  kind: 'collectionType',
  collectionName: 'tickets',
  info: { singularName: 'ticket', pluralName: 'tickets', displayName: 'Ticket' },
  options: { draftAndPublish: true },
  attributes: {
    title: { type: 'string', required: true },
    priority: { type: 'enumeration', enum: ['low', 'normal', 'high'] },
    openedAt: { type: 'datetime' },
    effort: { type: 'integer' },
    // A foreign key on the ticket's own table instead of a link table.
    account: {
      type: 'relation',
      relation: 'manyToOne',
      target: 'api::account.account',
      inversedBy: 'tickets',
      useJoinTable: false,
    },
    deal: {
      type: 'relation',
      relation: 'oneToOne',
      target: 'api::deal.deal',
      mappedBy: 'ticket',
    },
    // Versions at both ends, and one counterpart only.
    contact: {
      type: 'relation',
      relation: 'oneToOne',
      target: 'api::contact.contact',
      inversedBy: 'ticket',
    },
    // The target only exists while the plugin does.
    ...(process.env.CUSTODIAN === 'off' ? {} : { region }),
  },
};
