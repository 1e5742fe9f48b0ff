import type { Words } from '../words';

/** English. */
export const en: Words = {
  kinds: {
    access: 'access to your personal data',
    portability: 'a copy of your personal data to take with you',
    rectification: 'correction of your personal data',
    erasure: 'erasure of your personal data',
    restriction: 'restriction of processing',
    objection: 'objection to processing',
    'consent-withdrawal': 'withdrawal of consent',
    'ccpa-know': 'knowing what personal information we hold',
    'ccpa-delete': 'deletion of your personal information',
    'ccpa-opt-out': 'opting out of sale and sharing',
  },
  grounds: {
    'identity-not-established': 'we could not establish that you are the person concerned',
    unfounded: 'the request is manifestly unfounded',
    excessive: 'the request is excessive',
    'rights-of-others': 'it would affect the rights of other people',
    'freedom-of-expression': 'freedom of expression and information outweighs it',
    'legal-obligation': 'the law obliges us to keep the data',
    'public-interest': 'the data is needed for reasons of public interest',
    'legal-claims': 'the data is needed for legal claims',
    'compelling-grounds': 'we have compelling legitimate grounds',
    'not-applicable': 'the right does not apply to this data',
  },
  restrictionOver: 'the reason for the restriction no longer exists',
  page: {
    title: 'Confirm your request',
    question: 'Somebody asked us, giving your address, for {{kind}}. Was that you?',
    button: 'Yes, this is my request',
  },
  letters: {
    verify: {
      subject: 'Please confirm your request {{reference}}',
      text: 'Hello,\n\nsomebody asked us, giving this address, for {{kind}}.\n\nIf that was you, please confirm within {{hours}} hours:\n{{link}}\n\nIf it was not you, you need not do anything: nothing happens without this confirmation.\n\n{{controller}}',
    },
    verified: {
      subject: 'Your request {{reference}}',
      text: 'Hello {{name}},\n\nwe have received your request for {{kind}} on {{receivedOn}}. You will have our answer by {{dueOn}}.\n\nYou can follow it, and withdraw it as long as it is not carried out, with the reference {{reference}} and this secret, which you should keep to yourself:\n{{token}}\n\n{{controller}}',
    },
    'identity-needed': {
      subject: 'Your request {{reference}}: we need to be sure who you are',
      text: 'Hello {{name}},\n\nbefore we can go on with your request for {{kind}}, we need to be sure that it comes from you:\n\n{{reason}}\n\nUntil we hear from you the time for our answer stands still.\n\n{{controller}}',
    },
    extended: {
      subject: 'Your request {{reference}}: we need more time',
      text: 'Hello {{name}},\n\nwe need more time for your request for {{kind}}, for this reason:\n\n{{reason}}\n\nYou will have our answer by {{dueOn}}. {{complaint}}\n\n{{controller}}',
    },
    rejected: {
      subject: 'Your request {{reference}}',
      text: 'Hello {{name}},\n\nwe cannot follow your request for {{kind}}, because {{ground}}:\n\n{{reason}}\n\n{{complaint}}\n\n{{controller}}',
    },
    completed: {
      subject: 'Your request {{reference}} is done',
      text: 'Hello {{name}},\n\nwe have carried out your request for {{kind}}.\n\n{{outcome}}\n\n{{controller}}',
    },
    'completed-partially': {
      subject: 'Your request {{reference}} is done in part',
      text: 'Hello {{name}},\n\nwe have carried out your request for {{kind}}, except for data that the law obliges us to keep for a time. It goes by itself when that time is over.\n\n{{outcome}}\n\n{{complaint}}\n\n{{controller}}',
    },
    withdrawn: {
      subject: 'Your request {{reference}} is withdrawn',
      text: 'Hello {{name}},\n\nyour request for {{kind}} has been withdrawn. Nothing more happens.\n\n{{controller}}',
    },
    restricted: {
      subject: 'Your request {{reference}}: processing is restricted',
      text: 'Hello {{name}},\n\nfrom now on your personal data is only stored, until your request for {{kind}} is decided. We tell you before that ends.\n\n{{controller}}',
    },
    'restriction-lifted': {
      subject: 'Your request {{reference}}: the restriction is about to end',
      text: 'Hello {{name}},\n\nwe are about to lift the restriction of processing of your personal data, for this reason:\n\n{{reason}}\n\n{{complaint}}\n\n{{controller}}',
    },
    reminder: {
      subject: 'Request {{reference}}: {{days}} day(s) left',
      text: 'The request {{reference}} ({{kind}}) must be answered by {{dueOn}}: {{days}} day(s) left.',
    },
    overdue: {
      subject: 'Request {{reference}} is overdue',
      text: 'The request {{reference}} ({{kind}}) should have been answered by {{dueOn}}.',
    },
  },
};
