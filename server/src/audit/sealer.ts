import type { Core } from '@strapi/strapi';
import type { AppKeys } from './app-keys';
import { endOf, type Chain, type ChainState } from './chain';
import { signPosition, type Checkpoint, type SigningKey } from './checkpoint';
import { digestOf, hasMac, linkHash } from './entry';
import type { StoredEntry } from './entry-rows';
import type { Link, LogTables } from './log-tables';
import { oneAtATime } from './one-at-a-time';
import type { SigningKeys } from './signing-keys';

/** Gives entries their places in the chain, after they were committed. */
export interface Sealer {
  /**
   * Seals every entry that is committed when it is called. In an open transaction it does nothing:
   * what is not committed yet must not be in the chain.
   */
  seal(): Promise<void>;
}

/** What the sealer is made of. */
export interface SealerParts {
  readonly strapi: Core.Strapi;
  readonly tables: LogTables;
  readonly chain: Chain;
  readonly keys: SigningKeys;
  readonly appKeys: AppKeys;
  /** Called in the transaction that seals, with what it seals. */
  readonly onSeal?: (sealed: readonly StoredEntry[]) => Promise<void>;
}

/** How many entries one turn links. A turn is one short transaction. */
const BATCH = 500;

/** The places of entries behind the end of the chain. */
export const linksAfter = (
  end: { readonly seq: number; readonly hash: string },
  entries: readonly Pick<StoredEntry, 'id' | 'digest'>[]
): Link[] => {
  let { seq, hash } = end;
  return entries.map(({ id, digest }) => {
    seq += 1;
    hash = linkHash(hash, seq, id, digest);
    return { id, seq, hash };
  });
};

/** What became of one turn. */
interface Turn {
  /** Whether more entries may be waiting. */
  readonly isFull: boolean;
  readonly head: Checkpoint | null;
}

/** Keeps entries that this application wrote; the others are marked, and get no place. */
const createSorter =
  ({ strapi, tables, appKeys }: SealerParts) =>
  async (waiting: readonly StoredEntry[]): Promise<StoredEntry[]> => {
    const isOurs = (entry: StoredEntry): boolean =>
      digestOf(entry) === entry.digest && hasMac(appKeys.all('entry'), entry.digest, entry.mac);
    const refused = waiting.filter((entry) => !isOurs(entry)).map(({ id }) => id);
    if (refused.length === 0) return [...waiting];
    await tables.refuse(refused);
    strapi.log.error(
      `[custodian] audit entries that this application did not write: ${refused.join(', ')}`
    );
    return waiting.filter(({ id }) => !refused.includes(id));
  };

/**
 * Creates the sealer. Entries are taken by having no place, not by a number that was reached: on
 * PostgreSQL a lower id may be committed later, and a rolled back one leaves a gap that means nothing.
 * The chain's own numbers have no gaps, and two nodes never give the same one: a turn holds the lock
 * of the chain's row until it is committed, and the number is unique in the database besides.
 */
export const createSealer = (parts: SealerParts): Sealer => {
  const { strapi, tables, chain, keys, onSeal } = parts;
  const sort = createSorter(parts);

  /** Signing on top of an end that nobody here has signed would make it good. */
  const assertGood = async ({ head }: ChainState): Promise<void> => {
    if (!head) return;
    if (head.seq < (chain.furthest()?.seq ?? 0) || !(await keys.trusts(head)))
      throw new Error('The end of the audit log has been changed; nothing is added behind it');
  };

  const link = async (state: ChainState, key: SigningKey): Promise<Turn> => {
    await assertGood(state);
    const waiting = await tables.unsealed(BATCH);
    const isFull = waiting.length === BATCH;
    const ours = await sort(waiting);
    const links = linksAfter(endOf(state), ours);
    const last = links.at(-1);
    if (!last) return { isFull, head: state.head };
    await tables.seal(links);
    await onSeal?.(ours);
    const { seq, hash } = last;
    const at = new Date().toISOString();
    const head = signPosition({ kind: 'head', log: state.logId, seq, hash, at }, key);
    await chain.move({ head });
    return { isFull, head };
  };

  const batch = async (): Promise<boolean> => {
    // Outside of the turn: it may need one of its own.
    const key = await keys.current();
    const { isFull, head } = await chain.inTurn((state) => link(state, key));
    // Not before it is committed.
    if (head) chain.met(head);
    return isFull;
  };

  const sealAll = oneAtATime(async () => {
    // Looking first spares an idle node the lock.
    while ((await tables.unsealed(1)).length > 0 && (await batch()));
  });

  return { seal: () => (strapi.db.inTransaction() ? Promise.resolve() : sealAll()) };
};
