import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { checkpointSchema, type Checkpoint } from './checkpoint';
import { genesisOf } from './entry';
import type { LogTables } from './log-tables';

/** The state of the chain. */
export interface ChainState {
  readonly logId: string;
  /** The signed end of the chain; null before the first entry is sealed. */
  readonly head: Checkpoint | null;
  /** The signed place up to which retention has removed entries; null if it never has. */
  readonly anchor: Checkpoint | null;
}

/** The one row that says where the chain ends. */
export interface Chain {
  /** Begins the log if there is none. Safe on any number of nodes at once. */
  begin(): Promise<void>;
  /** @throws UnreadableChainError · Error before {@link begin} */
  state(): Promise<ChainState>;
  /** The furthest end that this process has met: the log must not end before it. */
  furthest(): Checkpoint | null;
  /**
   * Runs work in a transaction in which nobody else, on any node, may append to the chain. Who writes
   * entries does not wait for it.
   */
  inTurn<T>(work: (state: ChainState) => Promise<T>): Promise<T>;
  /** Takes note of an end that was found to be good. */
  met(head: Checkpoint): void;
  /** Moves the end, or the beginning. Only in turn. */
  move(to: Partial<Pick<ChainState, 'head' | 'anchor'>>): Promise<void>;
}

/** Where a chain's entries begin: at the anchor, or at the hash that only this log begins with. */
export const startOf = ({ logId, anchor }: ChainState): { seq: number; hash: string } =>
  anchor ?? { seq: 0, hash: genesisOf(logId) };

/** Where a chain ends. */
export const endOf = (state: ChainState): { seq: number; hash: string } =>
  state.head ?? startOf(state);

const NAME = { name: 'main' };

interface ChainRow {
  log_id: string;
  head: string | null;
  anchor: string | null;
}

/** The chain's row holds what this code never wrote: an attacker has been there, or a faulty disk. */
export class UnreadableChainError extends Error {}

const toCheckpoint = (text: string | null): Checkpoint | null => {
  if (text === null) return null;
  try {
    return checkpointSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UnreadableChainError('The end of the audit log is unreadable', { cause });
  }
};

/** Creates the access to the chain's row. */
export const createChain = ({ strapi }: { strapi: Core.Strapi }, tables: LogTables): Chain => {
  let furthest: Checkpoint | null = null;
  const row = () => tables.on('chain').where(NAME);

  const state = async (): Promise<ChainState> => {
    const [found] = await tables.run<ChainRow[]>(row().select('log_id', 'head', 'anchor'));
    if (!found) throw new Error('The audit log has not begun');
    const head = toCheckpoint(found.head);
    return { logId: found.log_id, head, anchor: toCheckpoint(found.anchor) };
  };

  return {
    state,
    furthest: () => furthest,
    met(head) {
      if (!furthest || head.seq > furthest.seq) furthest = head;
    },
    async begin() {
      const first = { ...NAME, log_id: randomBytes(16).toString('hex'), turn: 0 };
      await tables.run(tables.on('chain').insert(first).onConflict('name').ignore());
    },
    async inTurn(work) {
      return strapi.db.transaction(async () => {
        // A write first: it takes the lock on every database, and what is read afterwards is new.
        await tables.run(row().increment('turn', 1));
        return work(await state());
      });
    },
    async move(to) {
      const texts = Object.entries(to).map(([end, at]) => [end, JSON.stringify(at)] as const);
      await tables.run(row().update(Object.fromEntries(texts)));
    },
  };
};
