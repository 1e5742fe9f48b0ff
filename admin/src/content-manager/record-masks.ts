import { useCallback, useSyncExternalStore } from 'react';

import { useApi, type Api } from '../api/client';
import type { OwnMasks, Reveal, RevealOffer } from '../api/reveals';
import type { RecordKey } from '../api/types';
import { useCan } from '../permissions';

/** What the user sees masked of one record, and has revealed of it. */
export interface RecordMasks {
  readonly masks: OwnMasks | null;
  /** null where the user may reveal nothing. */
  readonly offer: RevealOffer | null;
  readonly open: readonly Reveal[];
}

interface Entry {
  state: RecordMasks | null;
  readonly listeners: Set<() => void>;
  load: () => void;
  timer?: ReturnType<typeof setTimeout>;
  round: number;
}

const NONE: RecordMasks = { masks: null, offer: null, open: [] };
const A_MOMENT = 1_000;

/** Many inputs of one form ask about the same record; it is asked about once. */
const entries = new Map<string, Entry>();

const keyOf = ({ contentType, documentId }: RecordKey): string => `${contentType} ${documentId}`;

const read = async (api: Api, record: RecordKey, mayReveal: boolean): Promise<RecordMasks> => {
  const [masks, offer, open] = await Promise.all([
    api.ownMasks(record),
    mayReveal ? api.revealOffer(record) : null,
    mayReveal ? api.reveals(record).then(({ data }) => data) : [],
  ]);
  return { masks, offer, open };
};

/** When the first reveal ends, the record is masked again: it is asked about anew then. */
const wakeAtEnd = (entry: Entry, open: readonly Reveal[]): void => {
  clearTimeout(entry.timer);
  const ends = open.map(({ expiresAt }) => Date.parse(expiresAt ?? '')).filter(Number.isFinite);
  if (ends.length === 0) return;
  const wait = Math.max(0, Math.min(...ends) - Date.now()) + A_MOMENT;
  entry.timer = setTimeout(() => entry.load(), wait);
};

const createEntry = (api: Api, record: RecordKey, mayReveal: boolean): Entry => {
  const entry: Entry = { state: null, listeners: new Set(), round: 0, load: () => undefined };
  entry.load = () => {
    const round = (entry.round += 1);
    const take = (state: RecordMasks) => {
      if (round !== entry.round) return;
      entry.state = state;
      wakeAtEnd(entry, state.open);
      entry.listeners.forEach((tell) => tell());
    };
    read(api, record, mayReveal).then(take, () => take(NONE));
  };
  return entry;
};

/** Asks about a record again, for all who show something of it. */
export const reloadMasks = (record: RecordKey): void => entries.get(keyOf(record))?.load();

/** What is masked of a record; null until that is known, and where nothing is asked. */
export const useRecordMasks = (record: RecordKey | null): RecordMasks | null => {
  const api = useApi();
  const can = useCan();
  const key = record && keyOf(record);
  const mayReveal = can('reveals');

  const subscribe = useCallback(
    (tell: () => void) => {
      if (record === null || key === null) return () => undefined;
      const entry = entries.get(key) ?? createEntry(api, record, mayReveal);
      if (!entries.has(key)) {
        entries.set(key, entry);
        entry.load();
      }
      entry.listeners.add(tell);
      return () => {
        entry.listeners.delete(tell);
        if (entry.listeners.size > 0) return;
        clearTimeout(entry.timer);
        entries.delete(key);
      };
      // The key stands for the record, and rights last for as long as the page does.
    },
    [key]
  );
  return useSyncExternalStore(subscribe, () =>
    key === null ? null : (entries.get(key)?.state ?? null)
  );
};
