import { ACTIVITY_TEXTS, TICKET_TEXTS } from '../data/texts';
import { itemAt } from '../item-at';
import { fill } from '../random';
import { contactsByAccount } from './deals';
import type { Generator } from './dataset';
import type {
  AccountRecord,
  ActivityRecord,
  ContactRecord,
  DealRecord,
  TicketRecord,
} from './types';

const KINDS = ['call', 'mail', 'meeting'] as const;

const STATES = [
  { state: 'open', share: 20 },
  { state: 'pending', share: 15 },
  { state: 'resolved', share: 25 },
  { state: 'closed', share: 40 },
];

const PRIORITIES = [
  { priority: 'low', share: 20 },
  { priority: 'normal', share: 55 },
  { priority: 'high', share: 20 },
  { priority: 'urgent', share: 5 },
];

const valuesOf = (account: AccountRecord, contact: ContactRecord | undefined) => ({
  city: account.city,
  name: contact ? `${contact.fields.firstName} ${contact.fields.lastName}` : account.name,
  email: contact?.fields.email ?? `office@${account.domain}`,
  phone: contact?.fields.phone ?? 'the switchboard',
});

/**
 * Calls, mails and meetings, each of a contact, an account, or both, and one in three of a deal;
 * with one link missing or the other, a record finds its region along either way.
 */
export const generateActivities = (
  { random, ownerIn }: Generator,
  accounts: AccountRecord[],
  contacts: ContactRecord[],
  deals: DealRecord[],
  count: number
): ActivityRecord[] =>
  Array.from({ length: count }, () => {
    const dealIndex = random.chance(0.34) ? random.int(0, deals.length - 1) : null;
    const deal = dealIndex === null ? undefined : deals[dealIndex];
    const contactIndex = deal ? (deal.contacts[0] ?? null) : random.int(0, contacts.length - 1);
    const contact = contactIndex === null ? undefined : contacts[contactIndex];
    const accountIndex = deal?.account ?? contact?.account ?? 0;
    const account = itemAt(accounts, accountIndex);

    const kind = random.pick(KINDS);
    const links = random.int(1, 10);
    return {
      documentId: random.documentId(),
      contact: links === 1 ? null : contactIndex,
      account: links >= 9 && contact ? null : accountIndex,
      deal: dealIndex,
      owner: random.chance(0.7) ? account.owner : ownerIn(account.region),
      kind,
      subject: random.pick(ACTIVITY_TEXTS[kind].subjects),
      body: fill(random.pick(ACTIVITY_TEXTS[kind].bodies), valuesOf(account, contact)),
      at: random.moment(700, -20),
    };
  });

/** Support tickets of accounts, most of them reported by a contact. */
export const generateTickets = (
  { random, ownerIn }: Generator,
  accounts: AccountRecord[],
  contacts: ContactRecord[],
  count: number
): TicketRecord[] => {
  const people = contactsByAccount(contacts);
  const nextState = random.weighted(STATES, ({ share }) => share);
  const nextPriority = random.weighted(PRIORITIES, ({ share }) => share);

  return Array.from({ length: count }, () => {
    const index = random.int(0, accounts.length - 1);
    const account = accounts[index];
    if (!account) throw new Error('Tickets need accounts');
    const reporter = random.chance(0.85) ? random.pick(people.get(index) ?? [0]) : null;
    const contact = reporter === null ? undefined : contacts[reporter];
    const [subject, description] = random.pick(TICKET_TEXTS);
    return {
      documentId: random.documentId(),
      account: index,
      contact: reporter,
      owner: random.chance(0.5) ? account.owner : ownerIn(account.region),
      subject,
      state: nextState().state,
      priority: nextPriority().priority,
      description: fill(description, valuesOf(account, contact)),
      createdAt: random.moment(400, 1),
    };
  });
};
