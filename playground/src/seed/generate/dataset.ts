import { createLocaleFakers } from '../data/locale-fakers';
import { createColleagues, representativesByGroup, type Colleague } from '../people/colleagues';
import type { Login } from '../project-files';
import { createRandom, type Random } from '../random';
import { generateAccounts } from './accounts';
import { generateActivities, generateTickets } from './activities';
import { generateContacts } from './contacts';
import { generateDeals } from './deals';
import { createPersonNames, type PersonNames } from './names';
import { generatePhotos } from './photos';
import { generateProducts } from './products';
import type { Dataset } from './types';

const SEED = 20_251_101;

/** How many of each; the links between them are drawn at random. */
export const SIZES = {
  accounts: 2_000,
  contacts: 10_000,
  deals: 15_000,
  activities: 30_000,
  tickets: 2_000,
  photos: 50,
};

/**
 * The same in another measure, for tries that need not take long: 0.02 is a fiftieth of everything.
 * @throws when it is no number above zero
 */
export const scaleSizes = (scale: number): typeof SIZES => {
  if (!(scale > 0)) throw new Error('PLAYGROUND_SCALE must be a number above zero');
  const scaled = Object.entries(SIZES).map(([name, size]) => [name, Math.ceil(size * scale)]);
  return Object.fromEntries(scaled) as typeof SIZES;
};

/** What every generator draws from. */
export interface Generator {
  random: Random;
  fakers: ReturnType<typeof createLocaleFakers>;
  names: PersonNames;
  regionOf: (country: string) => string;
  /** a representative of that region, by index among the colleagues */
  ownerIn: (region: string) => number;
}

/**
 * The colleagues and all records of the CRM, made up anew: the same log-ins and policy give the
 * same result every time, down to the document ids. Nothing is read from the database.
 */
export const createDataset = (
  logins: Login[],
  regionOf: Generator['regionOf'],
  sizes = SIZES
): { colleagues: Colleague[]; dataset: Dataset } => {
  const random = createRandom(SEED);
  const fakers = createLocaleFakers(SEED);
  const names = createPersonNames(random, fakers);
  const colleagues = createColleagues(logins, names);
  const representatives = representativesByGroup(colleagues);

  const ownerIn = (region: string) => random.pick(representatives.get(region) ?? []);
  const generator: Generator = { random, fakers, names, regionOf, ownerIn };

  const accounts = generateAccounts(generator, sizes.accounts);
  const contacts = generateContacts(generator, accounts, {
    count: sizes.contacts,
    photos: sizes.photos,
  });
  const deals = generateDeals(generator, accounts, contacts, sizes.deals);
  const activities = generateActivities(generator, accounts, contacts, deals, sizes.activities);
  const tickets = generateTickets(generator, accounts, contacts, sizes.tickets);
  const products = generateProducts(generator);
  const photos = generatePhotos(generator, sizes.photos);
  return {
    colleagues,
    dataset: { accounts, contacts, deals, activities, tickets, products, photos },
  };
};
