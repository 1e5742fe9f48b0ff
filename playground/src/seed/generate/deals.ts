import { COUNTRIES } from '../data/countries';
import { DEAL_SUBJECTS } from '../data/texts';
import { itemAt } from '../item-at';
import type { Generator } from './dataset';
import type { AccountRecord, ContactRecord, DealRecord } from './types';

const STAGES = [
  { stage: 'lead', share: 15, closed: false },
  { stage: 'qualified', share: 15, closed: false },
  { stage: 'proposal', share: 15, closed: false },
  { stage: 'negotiation', share: 10, closed: false },
  { stage: 'won', share: 28, closed: true },
  { stage: 'lost', share: 17, closed: true },
];

const currencies = new Map(COUNTRIES.map(({ code, currency }) => [code, currency]));

/** Indexes of the contacts by index of their account. */
export const contactsByAccount = (contacts: ContactRecord[]): Map<number, number[]> => {
  const grouped = new Map<number, number[]>();
  contacts.forEach(({ account }, index) => {
    const known = grouped.get(account);
    if (known) known.push(index);
    else grouped.set(account, [index]);
  });
  return grouped;
};

/** Deals with one to three people of the account; a few bring in somebody from another account. */
export const generateDeals = (
  { random, ownerIn }: Generator,
  accounts: AccountRecord[],
  contacts: ContactRecord[],
  count: number
): DealRecord[] => {
  const people = contactsByAccount(contacts);
  const nextStage = random.weighted(STAGES, ({ share }) => share);

  const peopleOf = (account: number): number[] => {
    const own = people.get(account) ?? [];
    const chosen = new Set(own.length === 0 ? [] : [random.pick(own)]);
    if (random.chance(0.4) && own.length > 0) chosen.add(random.pick(own));
    if (random.chance(0.15) && own.length > 0) chosen.add(random.pick(own));
    if (random.chance(0.02)) chosen.add(random.int(0, contacts.length - 1));
    return [...chosen];
  };

  return Array.from({ length: count }, () => {
    const index = random.int(0, accounts.length - 1);
    const account = itemAt(accounts, index);
    const { stage, closed } = nextStage();
    return {
      documentId: random.documentId(),
      account: index,
      contacts: peopleOf(index),
      owner: random.chance(0.6) ? account.owner : ownerIn(account.region),
      group: random.chance(0.03) ? 'key-accounts' : account.region,
      title: `${random.pick(DEAL_SUBJECTS)}, ${account.name}`,
      stage,
      value: random.int(2, 800) * 250,
      currency: currencies.get(account.country) ?? 'EUR',
      closeDate: closed ? random.date(500, 1) : random.date(-1, -240),
      createdAt: random.moment(900, 2),
    };
  });
};
