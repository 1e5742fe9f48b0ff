import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor, Right } from '../../platform/actor';
import type { Reach } from './rights';

/** How many rows of a type somebody reaches, roughly, of how many. */
export interface Estimate {
  /** Counted up to a limit; at the limit it means "at least". */
  readonly visible: number;
  readonly total: number;
}

/** Knows roughly how much actors see. A wrong or missing answer costs time, never correctness. */
export interface Estimates {
  /** The estimate, or null while there is none; asking for one has it made in the background. */
  of(actor: Actor, uid: string, right: Right, reach: Reach): Estimate | null;
  /** Makes no further estimates: the database is about to close. */
  stop(): void;
}

/** Counts what an actor reaches; runs later than the request, in a scope of its own. */
export type CountReach = (actor: Actor, uid: string, right: Right) => Promise<Estimate>;

interface Entry {
  estimate: Estimate | null;
  takenAt: number;
}

const FRESH_FOR_MS = 10 * 60_000;
const MAX_ENTRIES = 5_000;

const keyOf = (actor: Actor, uid: string, right: Right, reach: Reach): string =>
  [uid, right, actor.principal, ...reach.groups].join('|');

/**
 * Creates the estimates. One is made at a time, so that they never crowd out requests; those that
 * are stale stay in use until the next is there.
 */
export const createEstimates = (
  count: CountReach,
  onError: (error: unknown) => void,
  clock: () => number = Date.now
): Estimates => {
  // Taken outside any request: background work must not inherit a request's caller, nor the
  // transaction it may be in.
  const outsideRequests = AsyncLocalStorage.snapshot();
  const entries = new Map<string, Entry>();
  let queue: Promise<unknown> = Promise.resolve();
  const state = { stopped: false };

  // Asked again after the count: it may have been stopped meanwhile.
  const isStopped = (): boolean => state.stopped;

  const refresh = (key: string, work: () => Promise<Estimate>): void => {
    const entry: Entry = { estimate: entries.get(key)?.estimate ?? null, takenAt: clock() };
    if (entries.size >= MAX_ENTRIES) entries.clear();
    entries.set(key, entry);
    const run = async (): Promise<void> => {
      if (isStopped()) return;
      try {
        entry.estimate = await work();
      } catch (error) {
        if (!isStopped()) onError(error);
      }
    };
    queue = queue.then(() => outsideRequests(run));
  };

  return {
    of(actor, uid, right, reach) {
      const key = keyOf(actor, uid, right, reach);
      const known = entries.get(key);
      if (!isStopped() && (!known || clock() - known.takenAt > FRESH_FOR_MS))
        refresh(key, () => count(actor, uid, right));
      return known?.estimate ?? null;
    },
    stop() {
      state.stopped = true;
    },
  };
};
