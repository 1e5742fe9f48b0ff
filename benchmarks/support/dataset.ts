import { COUNTRY_SHARES } from './scenario';

type Row = Record<string, unknown>;

/** Takes rows of a table, in the order in which the tables may be filled. */
export type WriteRows = (table: string, rows: readonly Row[]) => Promise<void>;

const FIRST_NAMES = ['Anna', 'Bruno', 'Chen', 'Dilek', 'Emeka', 'Freya', 'Goran', 'Hana'];
const LAST_NAMES = [
  ...['Almeida', 'Bergman', 'Castro', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Haddad'],
  ...['Ito', 'Jansen', 'Kowalski', 'Larsen', 'Moreau', 'Novak', 'Okafor', 'Petrov'],
];
const JOBS = ['Buyer', 'Director', 'Engineer', 'Accountant', 'Assistant'];
const STAGES = ['open', 'won', 'lost'];
const INDUSTRIES = ['energy', 'water', 'retail'];
const NOTE = 'Prefers a call in the morning; met at the fair, asked for the new price list.';

const CONTACTS_PER_ACCOUNT = 5;
const CONTACTS_PER_DEAL = 10;
const OWNERS = 200;
const CHUNK = 5_000;

/** Marsaglia's xorshift: the same data on every run and engine. */
const createRandom = (seed: number) => {
  let state = seed;
  return (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};

const createPicker = () => {
  const random = createRandom(20_260_101);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const country = (): string => {
    let left = random() * 100;
    for (const [code, percent] of COUNTRY_SHARES) {
      left -= percent;
      if (left < 0) return code;
    }
    return 'US';
  };
  return { pick, country, integer: (limit: number) => Math.floor(random() * limit) };
};

const documentIdOf = (kind: string, index: number) => `${kind}${String(index).padStart(23, '0')}`;

const stamps = (documentId: string, index: number) => {
  const at = new Date(Date.UTC(2025, 0, 1) + index * 60_000);
  return { document_id: documentId, created_at: at, updated_at: at, published_at: at };
};

/** Calls `write` with chunks of what `rowOf` gives for 1 … count. */
const inChunks = async (
  count: number,
  rowsOf: (index: number) => Readonly<Record<string, readonly Row[]>>,
  write: WriteRows
): Promise<void> => {
  for (let start = 1; start <= count; start += CHUNK) {
    const chunk: Record<string, Row[]> = {};
    for (let index = start; index < Math.min(start + CHUNK, count + 1); index += 1) {
      for (const [table, rows] of Object.entries(rowsOf(index)))
        (chunk[table] ??= []).push(...rows);
    }
    for (const [table, rows] of Object.entries(chunk)) await write(table, rows);
  }
};

/** Who created a record, as the plugin stamps it. */
const placementOf = (uid: string, documentId: string, owner: number) => ({
  content_type: uid,
  document_id: documentId,
  owner_principal: `user:${owner}`,
  group_code: null,
});

type Picker = ReturnType<typeof createPicker>;

/** Draft and published row of one contact: each with its own links and its own address. */
const contactRows = (
  index: number,
  { pick, integer }: Picker,
  links: { account: number; country: string; deal: number }
) => {
  const documentId = documentIdOf('c', index);
  const [first_name, last_name] = [pick(FIRST_NAMES), pick(LAST_NAMES)];
  const fields = {
    ...stamps(documentId, index),
    first_name,
    last_name,
    job_title: pick(JOBS),
    email: `${first_name}.${last_name}.${index}@example.test`.toLowerCase(),
    phone: `+46 70 ${1_000_000 + index}`,
    birth_date: `19${50 + integer(50)}-0${1 + integer(9)}-1${integer(10)}`,
    credit_limit: integer(50_000),
    notes: `${NOTE} (${index})`,
  };
  const { country, account: account_id, deal: deal_id } = links;
  const address = { street: `Street ${integer(200)}`, city: pick(LAST_NAMES), country };
  const component = { component_type: 'shared.address', field: 'address', order: null };
  // The draft row has an odd id, its published twin the next one.
  const [draft, published] = [index * 2 - 1, index * 2];
  const ids = [draft, published];
  return {
    contacts: [
      { ...fields, id: draft, published_at: null },
      { ...fields, id: published },
    ],
    components_shared_addresses: ids.map((id) => ({ ...address, id })),
    contacts_cmps: ids.map((id) => ({ ...component, entity_id: id, cmp_id: id })),
    contacts_account_lnk: ids.map((id) => ({ contact_id: id, account_id, contact_ord: id })),
    deals_contacts_lnk: ids.map((id) => ({
      contact_id: id,
      deal_id,
      contact_ord: id,
      deal_ord: 1,
    })),
    custodian_placements: [placementOf('api::contact.contact', documentId, 1 + integer(OWNERS))],
  };
};

const accountRows = (index: number, { pick, integer }: Picker, country: string) => {
  const documentId = documentIdOf('a', index);
  const fields = { name: `${pick(LAST_NAMES)} ${index}`, industry: pick(INDUSTRIES), country };
  return {
    accounts: [{ id: index, ...stamps(documentId, index), ...fields }],
    custodian_placements: [placementOf('api::account.account', documentId, 1 + integer(OWNERS))],
  };
};

const dealRows = (index: number, { pick, integer }: Picker) => {
  const fields = { title: `Deal ${index}`, amount: integer(100_000), stage: pick(STAGES) };
  return { deals: [{ id: index, ...stamps(documentIdOf('d', index), index), ...fields }] };
};

/**
 * Writes accounts, contacts and deals in bulk, in the form Strapi itself stores them. Row ids are
 * given by hand; PostgreSQL's sequences are left behind, for nothing is created afterwards.
 */
export const writeDataset = async (contacts: number, write: WriteRows): Promise<void> => {
  const picker = createPicker();
  const accounts = Math.ceil(contacts / CONTACTS_PER_ACCOUNT);
  const deals = Math.ceil(contacts / CONTACTS_PER_DEAL);
  const countries = Array.from({ length: accounts }, picker.country);
  const countryOf = (account: number) => countries[account - 1] ?? '';

  await inChunks(accounts, (index) => accountRows(index, picker, countryOf(index)), write);
  await inChunks(deals, (index) => dealRows(index, picker), write);
  await inChunks(
    contacts,
    (index) => {
      const account = 1 + picker.integer(accounts);
      const deal = 1 + picker.integer(deals);
      return contactRows(index, picker, { account, deal, country: countryOf(account) });
    },
    write
  );
};
