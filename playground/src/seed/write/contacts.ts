import type { ContactRecord, Dataset } from '../generate/types';
import { itemAt } from '../item-at';
import type { BulkWriter } from './bulk-writer';
import { createPlaces, stamps } from './entries';

const CONTACT = 'api::contact.contact';

/** The row ids of a contact: its draft, and its published version where there is one. */
export interface ContactRows {
  draft: number;
  published: number | null;
}

/** The rows of the contact at that index, the draft first. */
export const contactRowsAt = (contacts: ContactRows[], index: number): number[] => {
  const { draft, published } = itemAt(contacts, index);
  return published === null ? [draft] : [draft, published];
};

type Version = 'draft' | 'published';

/**
 * A contact is stored as Strapi stores a document with drafts: one row per version, each with its
 * own components, file link and account link; a draft changed since holds the newer values.
 */
export const writeContacts = (
  writer: BulkWriter,
  { contacts }: Dataset,
  rows: { accounts: number[]; photos: number[] }
): ContactRows[] => {
  const placeAtAccount = createPlaces();

  const writeVersion = (contact: ContactRecord, version: Version, place: number): number => {
    const { documentId, createdAt, publishedAt, fields, address, timeline, photo } = contact;
    const changed = version === 'draft' ? contact.draft : null;
    const id = writer.entry(CONTACT, {
      ...stamps(documentId, createdAt, version === 'draft' ? null : publishedAt),
      ...fields,
      ...changed?.fields,
      updatedAt: changed?.updatedAt ?? createdAt,
    });

    writer.component([CONTACT, 'address', id], 'shared.address', address, null);
    timeline.forEach(({ component, values }, index) => {
      writer.component([CONTACT, 'timeline', id], component, values, index + 1);
    });
    if (photo !== null) writer.media([CONTACT, 'photo', id], itemAt(rows.photos, photo));

    const account = itemAt(rows.accounts, changed?.account ?? contact.account);
    writer.link([CONTACT, 'account', id], account, { inverseOrder: place });
    return id;
  };

  return contacts.map((contact) => {
    const place = placeAtAccount(contact.account);
    const draftAccount = contact.draft?.account ?? contact.account;
    const moved = draftAccount !== contact.account;
    const draftPlace = moved ? placeAtAccount(draftAccount) : place;
    return {
      draft: writeVersion(contact, 'draft', draftPlace),
      published: contact.publishedAt ? writeVersion(contact, 'published', place) : null,
    };
  });
};
