import type { Core } from '@strapi/strapi';
import { POLICIES } from '../support/scenario';

const CONTACT = 'api::contact.contact';
const DEAL = 'api::deal.deal';

/** Contacts are people; their deals, in this benchmark, are about nobody else. */
export const POLICY = {
  ...POLICIES.governed,
  privacy: {
    contentTypes: {
      [CONTACT]: {
        subject: true,
        attributes: {
          email: { classification: 'identifier', identifier: 'email' },
          phone: { classification: 'identifier', identifier: 'phone' },
          firstName: { classification: 'personal' },
          lastName: { classification: 'personal' },
          birthDate: { classification: 'personal' },
          notes: { classification: 'personal' },
          address: { classification: 'personal' },
        },
      },
      [DEAL]: { subjectPaths: { contacts: 'owner' } },
    },
  },
};

/** Somebody with a record, and a request to be erased. */
export interface Person {
  readonly email: string;
  readonly documentId: string;
}

/** Row ids of the nth contact of the data set, draft and published. */
const rowsOf = (index: number): readonly [number, number] => [index * 2 - 1, index * 2];

const rename = async (strapi: Core.Strapi, index: number, email: string): Promise<Person> => {
  const { connection } = strapi.db;
  const rows = rowsOf(index);
  await connection('contacts').whereIn('id', rows).update({ email });
  const [row] = await connection<{ id: number; document_id: string }>('contacts')
    .where('id', rows[0])
    .select('document_id');
  // Whatever the data set has linked to them.
  await connection('deals_contacts_lnk').whereIn('contact_id', rows).delete();
  return { email, documentId: row?.document_id ?? '' };
};

/** A contact (22 cells) that so many accounts' names mention. */
export const seedMentioned = async (
  strapi: Core.Strapi,
  index: number,
  mentions: number
): Promise<Person> => {
  const person = await rename(strapi, index, `mentioned.${index}@example.test`);
  await strapi.db
    .connection('accounts')
    .whereBetween('id', [index * mentions, index * mentions + mentions - 1])
    .update({ name: `Ask ${person.email}` });
  return person;
};

const BATCH = 100;

/** A contact with so many deals of its own. */
export const seedBusy = async (
  strapi: Core.Strapi,
  index: number,
  deals: number
): Promise<Person> => {
  const person = await rename(strapi, index, `busy.${index}@example.test`);
  const first = 1_000_000 + index * 100_000;
  const ids = Array.from({ length: deals }, (_, at) => first + at);
  const { connection } = strapi.db;
  await connection.batchInsert(
    'deals',
    ids.map((id) => ({
      id,
      document_id: `b${String(id).padStart(23, '0')}`,
      title: `Offer for ${person.email}`,
      amount: 100,
      stage: 'open',
      published_at: new Date(),
    })),
    BATCH
  );
  await connection.batchInsert(
    'deals_contacts_lnk',
    ids.flatMap((deal_id) => rowsOf(index).map((contact_id) => ({ contact_id, deal_id }))),
    BATCH
  );
  return person;
};

/** The person's request, as the desk hands it on. */
export const requestOf = ({ email, documentId }: Person, id: number) => ({
  id,
  reference: `DSR-${id}`,
  kind: 'erasure' as const,
  identifiers: [{ kind: 'email' as const, value: email }],
  name: null,
  roots: [{ contentType: CONTACT, documentId }],
  ambiguous: false,
  locale: 'en',
});
