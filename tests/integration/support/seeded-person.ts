import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import type { AuditServices } from '../../../server/src/audit/audit-services';
import { auditOf } from './audit';
import { seedFiles, uploadBytes, type UploadedFile } from './seeded-files';
import * as types from './seeded-schema';

/**
 * How a cell is to be found. `certain`: by a relation or because it is the person's own record.
 * `shared`: by a relation, in a text that is others' too. `probable`: by an identifier in a text.
 * `name`: by nothing but a name, so somebody has to say so.
 * `kept`: a rule keeps it. `payload`: the audit log's own, which no plan lists.
 */
export type How = 'certain' | 'shared' | 'probable' | 'name' | 'kept' | 'payload';

/** Where the seed has put something, how often, and how it is to be found. */
export interface SeededPlace {
  /** `<table>.<column>` */
  readonly at: string;
  /** A word that stands nowhere else. */
  readonly token: string;
  readonly cells: number;
  readonly how: How;
}

/** A person who is everywhere, and the map of where. */
export interface SeededPerson {
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly phone: string;
  readonly customer: string;
  readonly documentId: string;
  readonly map: readonly SeededPlace[];
  readonly files: Awaited<ReturnType<typeof seedFiles>>;
}

/** Somebody's words: what is the person's, and a word for each place, noted in the map. */
interface Words {
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly phone: string;
  readonly customer: string;
  readonly map: SeededPlace[];
  put(at: string, cells: number, how: How): string;
  own(at: string, cells: number, token: string): string;
}

export const word = (): string =>
  [...randomBytes(10)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');

let people = 0;

const createWords = (): Words => {
  people += 1;
  const map: SeededPlace[] = [];
  const add = (at: string, cells: number, how: How, token: string) => {
    map.push({ at, cells, how, token });
    return token;
  };
  return {
    first: `Zu${word()}`,
    last: `Řeh${word()}`,
    email: `${word()}@example.test`,
    phone: `+420605${String(400_000 + people)}`,
    customer: `K-${String(7_000_000 + people * 11)}`,
    map,
    put: (at, cells, how) => add(at, cells, how, `zq${word()}`),
    own: (at, cells, token) => add(at, cells, 'certain', token),
  };
};

/** Rows of a localised type with drafts: two locales, each as draft and published. */
const VERSIONS = 4;

const block = (text: string) => [{ type: 'paragraph', children: [{ type: 'text', text }] }];

const documents = (strapi: Core.Strapi, uid: string) => strapi.documents(uid as never);

export const createDocument = async (strapi: Core.Strapi, uid: string, data: object) =>
  (await documents(strapi, uid).create({ data } as never)) as unknown as {
    id: number;
    documentId: string;
  };

/** Creates a document in two locales, and publishes both. */
const createEverywhere = async (
  strapi: Core.Strapi,
  uid: string,
  data: (locale: string) => object
) => {
  const { id, documentId } = await createDocument(strapi, uid, data('en'));
  await documents(strapi, uid).update({ documentId, locale: 'de', data: data('de') } as never);
  await documents(strapi, uid).publish({ documentId, locale: '*' } as never);
  return { id, documentId };
};

/** A component inside a component inside a zone, and repeatable ones. */
const parts = (words: Words, how: How, said: string) => {
  const put = (table: string) => words.put(`components_seed_${table}`, VERSIONS, how);
  const [heading, note] = [put('cards.heading'), put('cards.note')];
  const [street, city, label] = [put('places.street'), put('places.city'), put('spots.label')];
  const [one, two, zone] = [put('numbers.number'), put('numbers.remark'), put('numbers.remark')];
  return {
    numbers: [{ number: `${said} ${one}` }, { number: '1', remark: `${said} ${two}` }],
    sections: [
      {
        __component: 'seed.card',
        heading: `${said} ${heading}`,
        note: `# ${said}\n\n${note}`,
        places: [{ city: `${said} ${city}` }, { street: `${said} ${street}`, spot: { label: `${said} ${label}`, floor: 2 } }],
      },
      { __component: 'seed.number', number: '2', remark: `${said} ${zone}` },
    ],
  }; // prettier-ignore
};

const personData = (words: Words, links: object) => {
  const put = (column: string) => words.put(`seeded_persons.${column}`, VERSIONS, 'certain');
  const own = (column: string, token: string) =>
    words.own(`seeded_persons.${column}`, VERSIONS, token);
  const [handle, bio, story, extra] = [put('handle'), put('bio'), put('story'), put('extra')];
  const street = words.put('components_seed_places.street', VERSIONS, 'certain');
  const label = words.put('components_seed_spots.label', VERSIONS, 'certain');
  const inside = parts(words, 'certain', 'Mine:');
  const row = {
    firstName: own('first_name', words.first),
    lastName: own('last_name', words.last),
    email: own('email', words.email),
    phone: own('phone', words.phone),
    customer: own('customer', words.customer),
  };
  return (locale: string) => ({
    ...{ ...row, ...links, ...inside, handle, born: '1980-05-17' },
    bio: `**${bio}** ${locale}`,
    story: block(`${story} ${locale}`),
    extra: { deep: [{ note: extra, locale }] },
    home: { street: `${street} ${locale}`, city: 'Brno', spot: { label, floor: 1 } },
  });
};

/** Somebody else's record, in which the person is mentioned in every kind of text. */
const seedMentions = async (strapi: Core.Strapi, words: Words) => {
  const { email, phone, customer } = words;
  const put = (column: string) => words.put(`seeded_firms.${column}`, VERSIONS, 'probable');
  const [about, story, profile] = [put('about'), put('story'), put('profile')];
  const inside = parts(words, 'probable', `c/o <${email}>`);
  await createEverywhere(strapi, types.FIRM, (locale) => ({
    ...{ ...inside, name: `Firm ${word()}` },
    about: `Ask Mr Other or **${email}**. ${about} ${locale}`,
    story: block(`${locale}: ${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)} ${story}`),
    profile: { people: [{ mail: email.toUpperCase(), profile }], [`no ${customer}`]: 3 },
  }));
};

/** Records that lead to the person, by every kind of relation. */
const seedRelated = async (strapi: Core.Strapi, words: Words, person: { id: number; documentId: string }) => {
  const { first, last, email } = words;
  const { documentId, id } = person;
  const morph = { id, __type: types.PERSON };
  const add = (name: string, uid: string, links: object, more: object = {}) =>
    createDocument(strapi, uid, {
      title: words.put(`seeded_${name}s.title`, 1, 'certain'),
      text: words.put(`seeded_${name}s.text`, 1, 'certain'),
      ...{ ...links, ...more },
    });
  await add('visit', types.VISIT, { person: id });
  await add('remark', types.REMARK, { about: morph });
  const street = words.put('components_seed_places.street', 1, 'certain');
  await add('order', types.ORDER, { customer: documentId }, { place: { street } });
  const title = words.put('seeded_invoices.title', 1, 'kept');
  const text = words.put('seeded_invoices.text', 1, 'certain');
  const issuedOn = new Date().toISOString().slice(0, 10);
  await createDocument(strapi, types.INVOICE, { title, text, issuedOn, customer: documentId });

  // Shared with somebody else, who stays.
  const other = await createDocument(strapi, types.PERSON, { firstName: `Other${word()}` });
  for (const number of [1, 2])
    await createDocument(strapi, types.DISPUTE, {
      title: `${number}: ${first} ${last} and Mr Other ${words.put('seeded_disputes.title', 1, 'shared')}`,
      text: `Mr Other wrote to ${email}. ${words.put('seeded_disputes.text', 1, 'probable')}`,
      log: { by: [email, words.put('seeded_disputes.log', 1, 'probable')], to: 'Mr Other' },
      people: [documentId, other.documentId],
    });
  await createDocument(strapi, types.GATHERING, {
    title: `With ${first} ${last} and Mr Other ${words.put('seeded_gatherings.title', 1, 'shared')}`,
    guests: [morph, { id: other.id, __type: types.PERSON }],
  });
  // Linked to nobody: a name is anybody's.
  await createDocument(strapi, types.GATHERING, {
    title: `${last}, ${first} and Mr Other ${words.put('seeded_gatherings.title', 1, 'name')}`,
  });
}; // prettier-ignore

const seedHistory = async (strapi: Core.Strapi, words: Words, documentId: string) => {
  const at = 'strapi_history_versions.data';
  const versions = strapi.db.query('plugin::content-manager.history-version');
  for (let version = 1; version <= 5; version += 1)
    await versions.create({
      data: {
        ...{ contentType: types.PERSON, relatedDocumentId: documentId, status: 'draft' },
        data: { bio: words.put(at, 1, 'certain'), version },
        schema: {},
      },
    });
  await versions.create({
    data: {
      ...{ contentType: types.FIRM, relatedDocumentId: 'f'.repeat(24), status: 'draft' },
      data: { about: `${words.email} ${words.put(at, 1, 'probable')}` },
      schema: {},
    },
  });
};

const seedAudit = async (audit: AuditServices, words: Words, documentId: string) => {
  const at = 'custodian_audit_payloads.payload';
  const note = (mail: string) => ({ note: words.put(at, 1, 'payload'), mail });
  for (let entry = 1; entry <= 3; entry += 1)
    await audit.record({ type: 'access.denied', contentType: types.PERSON, documentId, details: note('') }); // prettier-ignore
  for (let entry = 1; entry <= 2; entry += 1)
    await audit.record({ type: 'access.denied', contentType: types.FIRM, documentId: 'f'.repeat(24), details: note(words.email) }); // prettier-ignore
};

const seedPhoto = async (strapi: Core.Strapi, words: Words): Promise<UploadedFile> => {
  const put = (column: string) => words.put(`files.${column}`, 1, 'certain');
  const name = `portrait ${put('name')}.txt`;
  const info = { caption: put('caption'), alternativeText: put('alternative_text') };
  return uploadBytes(strapi, name, Buffer.from(`${words.first} ${words.last}`), info);
};

/** Puts one person everywhere. Names of people and places are drawn anew each time. */
export async function seedPerson(strapi: Core.Strapi): Promise<SeededPerson> {
  const words = createWords();
  const { email, phone, customer, first, last, map } = words;
  const photo = await seedPhoto(strapi, words);
  const login = await createDocument(strapi, 'plugin::users-permissions.user', {
    username: words.put('up_users.username', 1, 'certain'),
    email: words.own('up_users.email', 1, email),
    password: word(),
    provider: 'local',
  });
  const aside = async (name: string, uid: string) =>
    createDocument(strapi, uid, {
      title: words.put(`seeded_${name}s.title`, 1, 'certain'),
      text: words.put(`seeded_${name}s.text`, 1, 'certain'),
    });
  const [passport, badge] = [await aside('passport', types.PASSPORT), await aside('badge', types.BADGE)];
  const links = { login: login.documentId, photo: photo.id, passport: passport.documentId, badge: badge.id };
  const person = await createEverywhere(strapi, types.PERSON, personData(words, links));
  await seedRelated(strapi, words, person);
  await seedMentions(strapi, words);
  await seedHistory(strapi, words, person.documentId);
  await seedAudit(auditOf(strapi), words, person.documentId);
  const files = await seedFiles(strapi, {
    ...{ email, phone, customer },
    caption: words.put('files.caption', 1, 'probable'),
    alternative: words.put('files.alternative_text', 1, 'probable'),
    folder: words.put('upload_folders.name', 1, 'probable'),
  });
  return { first, last, email, phone, customer, documentId: person.documentId, map, files };
} // prettier-ignore

/** Two people of the same name, and one whose address nearly is the other's. @returns their documents */
export const seedLookalikes = async (
  strapi: Core.Strapi,
  { first: firstName, last: lastName, email }: SeededPerson
): Promise<string[]> => {
  const people = [
    { firstName, lastName, email: `${word()}@example.test` },
    { firstName, lastName, email: `${word()}@example.test`, bio: `${firstName} ${lastName} lives here` },
    { firstName: 'Near', email: `x${email}`, bio: `${email}.au, a.${email}, ${email}s` },
  ]; // prettier-ignore
  const made: string[] = [];
  for (const data of people)
    made.push((await createDocument(strapi, types.PERSON, data)).documentId);
  return made;
};
