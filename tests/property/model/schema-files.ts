import accountSchema from '../../app/src/api/account/content-types/account/schema.json';
import activitySchema from '../../app/src/api/activity/content-types/activity/schema.json';
import contactSchema from '../../app/src/api/contact/content-types/contact/schema.json';
import dealSchema from '../../app/src/api/deal/content-types/deal/schema.json';
import productSchema from '../../app/src/api/product/content-types/product/schema.json';
import tagSchema from '../../app/src/api/tag/content-types/tag/schema.json';
import linkSchema from '../../app/src/components/blocks/link.json';
import quoteSchema from '../../app/src/components/blocks/quote.json';
import addressSchema from '../../app/src/components/shared/address.json';
import phoneSchema from '../../app/src/components/shared/phone.json';
import positionSchema from '../../app/src/components/shared/position.json';
import { fileSchema, groupSchema, ticketSchema, userSchema } from './foreign-schemas';
import type { Uid } from './types';

/** The parts of a Strapi schema file that the model reads. */
export interface SchemaFile {
  options?: { draftAndPublish?: boolean };
  pluginOptions?: { i18n?: { localized: boolean } };
  attributes: Record<string, SchemaAttribute>;
}

export interface SchemaAttribute {
  type: string;
  private?: boolean;
  searchable?: boolean;
  relation?: string;
  target?: string;
  inversedBy?: string;
  mappedBy?: string;
  morphBy?: string;
  useJoinTable?: boolean;
  component?: string;
  repeatable?: boolean;
  multiple?: boolean;
}

/** Schemas of the fixture app's types, and of those that they lead to. */
export const SCHEMA_FILES: Record<Uid, SchemaFile> = {
  'api::account.account': accountSchema,
  'api::activity.activity': activitySchema,
  'api::contact.contact': contactSchema,
  'api::deal.deal': dealSchema,
  'api::product.product': productSchema,
  'api::tag.tag': tagSchema,
  'api::ticket.ticket': ticketSchema,
  'blocks.link': linkSchema,
  'blocks.quote': quoteSchema,
  'shared.address': addressSchema,
  'shared.phone': phoneSchema,
  'shared.position': positionSchema,
  'plugin::upload.file': fileSchema,
  'plugin::users-permissions.user': userSchema,
  'plugin::custodian.group': groupSchema,
};
