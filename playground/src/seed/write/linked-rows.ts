import type { Dataset } from '../generate/types';
import { itemAt } from '../item-at';
import type { BulkWriter } from './bulk-writer';
import { contactRowsAt, type ContactRows } from './contacts';
import { createPlaces, stamps } from './entries';

const DEAL = 'api::deal.deal';
const ACTIVITY = 'api::activity.activity';
const TICKET = 'api::ticket.ticket';

/** Row ids of what is already written, in the order of the data set. */
export interface Rows {
  accounts: number[];
  contacts: ContactRows[];
  deals: number[];
}

/** Links an entry to its account, contact and deal, as far as it has them. */
const createParentLinks = ({ link }: BulkWriter, uid: string, rows: Rows) => {
  const places = { account: createPlaces(), contact: createPlaces(), deal: createPlaces() };
  const targets = {
    account: (index: number) => [itemAt(rows.accounts, index)],
    contact: (index: number) => contactRowsAt(rows.contacts, index),
    deal: (index: number) => [itemAt(rows.deals, index)],
  };
  return (id: number, attribute: keyof typeof places, index: number | null) => {
    if (index === null) return;
    const inverseOrder = places[attribute](index);
    for (const row of targets[attribute](index)) link([uid, attribute, id], row, { inverseOrder });
  };
};

/** The deals' row ids. A deal has no drafts, so it links to both versions of a contact. */
export const writeDeals = (
  writer: BulkWriter,
  { deals }: Dataset,
  rows: Omit<Rows, 'deals'>
): number[] => {
  const linkTo = createParentLinks(writer, DEAL, { ...rows, deals: [] });
  const placeAtContact = createPlaces();
  return deals.map((deal) => {
    const { documentId, createdAt, title, stage, value, currency, closeDate } = deal;
    const values = { title, stage, value, currency, closeDate };
    const id = writer.entry(DEAL, { ...stamps(documentId, createdAt), ...values });
    linkTo(id, 'account', deal.account);
    deal.contacts.forEach((contact, index) => {
      const place = { order: index + 1, inverseOrder: placeAtContact(contact) };
      for (const row of contactRowsAt(rows.contacts, contact)) {
        writer.link([DEAL, 'contacts', id], row, place);
      }
    });
    return id;
  });
};

export const writeActivities = (writer: BulkWriter, { activities }: Dataset, rows: Rows): void => {
  const linkTo = createParentLinks(writer, ACTIVITY, rows);
  for (const activity of activities) {
    const { documentId, kind, subject, body, at } = activity;
    const id = writer.entry(ACTIVITY, { ...stamps(documentId, at), kind, subject, body, at });
    linkTo(id, 'contact', activity.contact);
    linkTo(id, 'account', activity.account);
    linkTo(id, 'deal', activity.deal);
  }
};

export const writeTickets = (writer: BulkWriter, { tickets }: Dataset, rows: Rows): void => {
  const linkTo = createParentLinks(writer, TICKET, rows);
  for (const ticket of tickets) {
    const { documentId, createdAt, subject, state, priority, description } = ticket;
    const values = { subject, state, priority, description };
    const id = writer.entry(TICKET, { ...stamps(documentId, createdAt), ...values });
    linkTo(id, 'account', ticket.account);
    linkTo(id, 'contact', ticket.contact);
  }
};
