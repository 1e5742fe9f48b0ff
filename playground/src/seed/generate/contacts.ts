import { COUNTRIES } from '../data/countries';
import type { Country } from '../data/country';
import { JOB_TITLES, NOTES } from '../data/texts';
import { itemAt } from '../item-at';
import { fill } from '../random';
import type { Generator } from './dataset';
import { createTimelines } from './timelines';
import type { AccountRecord, ContactFields, ContactRecord } from './types';

const byCode = new Map(COUNTRIES.map((country) => [country.code, country]));

const countryOf = (account: AccountRecord): Country => {
  const country = byCode.get(account.country);
  if (!country) throw new Error(`No data for country ${account.country}`);
  return country;
};

/** Mail addresses at the account's domain; a namesake gets a number. */
const createMails = () => {
  const uses = new Map<string, number>();
  return (mailName: string, domain: string) => {
    const mail = `${mailName}@${domain}`;
    const use = (uses.get(mail) ?? 0) + 1;
    uses.set(mail, use);
    return use === 1 ? mail : `${mailName}${use}@${domain}`;
  };
};

const createFields = ({ random, names }: Generator) => {
  const mailOf = createMails();
  const phoneIn = ({ dial, mobile }: Country) => `${dial} ${random.pattern(mobile)}`;

  const fieldsAt = (account: AccountRecord, country: Country): ContactFields => {
    const { first, last, mailName } = names(country.names);
    const phone = phoneIn(country);
    const note = random.chance(0.4) ? random.pick(NOTES) : null;
    return {
      firstName: first,
      lastName: last,
      email: mailOf(mailName, account.domain),
      phone,
      birthDate: random.date(25_000, 7_300),
      creditLimit: random.int(0, 500) * 500,
      notes: note && fill(note, { city: account.city, phone, name: `${first} ${last}` }),
      jobTitle: random.pick(JOB_TITLES),
    };
  };

  /** What was changed after publishing. */
  const changesIn = (country: Country) => ({
    jobTitle: random.pick(JOB_TITLES),
    phone: phoneIn(country),
  });

  return { fieldsAt, changesIn };
};

const createAddresses =
  ({ random, fakers }: Generator) =>
  (country: Country) => {
    const city = random.pick(Object.keys(country.cities));
    const postcode = random.pattern(country.cities[city] ?? '');
    const street = fakers(country.names).location.streetAddress();
    return { street, postcode, city, country: country.code };
  };

/** Contacts of the accounts: people whose names, numbers and addresses fit the account's country. */
export const generateContacts = (
  generator: Generator,
  accounts: AccountRecord[],
  { count, photos }: { count: number; photos: number }
): ContactRecord[] => {
  const { random, ownerIn } = generator;
  const { fieldsAt, changesIn } = createFields(generator);
  const addressIn = createAddresses(generator);
  const timelineOf = createTimelines(generator);
  const onePhotoIn = Math.ceil(count / photos);

  return Array.from({ length: count }, (_, index) => {
    // The first round gives every account a contact, the rest fall where they may.
    const home = index < accounts.length ? index : random.int(0, accounts.length - 1);
    const account = itemAt(accounts, home);
    const country = countryOf(account);
    const createdAt = random.moment(1200, 70);
    const isPublished = !random.chance(0.08);
    const isChanged = isPublished && random.chance(0.12);
    return {
      documentId: random.documentId(),
      account: home,
      owner: random.chance(0.75) ? account.owner : ownerIn(account.region),
      fields: fieldsAt(account, country),
      address: addressIn(country),
      timeline: timelineOf(account),
      photo: index % onePhotoIn === 0 ? index / onePhotoIn : null,
      createdAt,
      publishedAt: isPublished ? new Date(createdAt.getTime() + 3_600_000) : null,
      draft: !isChanged
        ? null
        : {
            fields: changesIn(country),
            // Now and then somebody has moved on to another company.
            account: random.chance(0.08) ? random.int(0, accounts.length - 1) : home,
            updatedAt: random.moment(60, 1),
          },
    };
  });
};
