import { bareModel, datetime, index, name, text } from '../../platform/bare-model';

export const MAIL_UID = 'plugin::custodian.mail';

export const MAIL_TABLES = { mails: 'custodian_mails' } as const;

/** Letters on their way. `sealed` (recipient and values, encrypted) goes once a letter is sent. */
const mail = bareModel(
  MAIL_UID,
  MAIL_TABLES.mails,
  {
    requestId: { type: 'integer' },
    template: name(),
    locale: name(),
    sealed: text(),
    state: name(),
    createdAt: datetime(),
    sentAt: datetime(),
  },
  [index(MAIL_TABLES.mails, 'request', ['request_id'])]
);

/** The models to register with Strapi before the database starts. */
export const MAIL_MODELS = [mail];
