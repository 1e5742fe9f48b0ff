import type { Dataset } from '../generate/types';
import type { BulkWriter } from './bulk-writer';
import { writeContacts } from './contacts';
import { writeActivities, writeDeals, writeTickets } from './linked-rows';
import { writeAccounts, writePhotos, writeProducts } from './single-rows';

const MODELS = [
  'api::account.account',
  'api::contact.contact',
  'api::deal.deal',
  'api::activity.activity',
  'api::ticket.ticket',
  'api::product.product',
  'plugin::upload.file',
  'shared.address',
  'crm.milestone',
  'crm.meeting-note',
  'crm.reference',
];

/** Writes the whole data set through the writer; the caller holds the transaction. */
export const writeCrm = async (writer: BulkWriter, dataset: Dataset): Promise<void> => {
  await writer.open(...MODELS);

  const accounts = writeAccounts(writer, dataset);
  await writer.flush('accounts');

  const photos = writePhotos(writer, dataset);
  const contacts = writeContacts(writer, dataset, { accounts, photos });
  await writer.flush('contacts');

  const deals = writeDeals(writer, dataset, { accounts, contacts });
  await writer.flush('deals');

  const rows = { accounts, contacts, deals };
  writeActivities(writer, dataset, rows);
  await writer.flush('activities');

  writeTickets(writer, dataset, rows);
  await writer.flush('tickets');

  writeProducts(writer, dataset);
  await writer.flush('products');
};
