import type { Calls } from './calls';
import type { Paged, RecordKey } from './types';

/** Which fields of a record the user sees masked. */
export interface OwnMasks {
  masked: string[];
  /** Left out of answers altogether. */
  hidden: string[];
  /** Whether the user may write them nevertheless. */
  writable: boolean;
}

/** What the user could reveal of a record. */
export interface RevealOffer {
  fields: string[];
  /** Any text will do where there are none. */
  purposes: string[];
  /** The longest that a reveal lasts. */
  minutes: number;
}

export interface Reveal extends RecordKey {
  id: number;
  principal: string;
  fields: string[];
  purpose: string;
  reason: string | null;
  status: string;
  expiresAt: string | null;
  endedAt: string | null;
}

export interface RevealInput extends RecordKey {
  fields: string[];
  purpose: string;
  reason: string | null;
  password?: string;
}

/** Masked fields of one record, shown clear for a time. */
export const createRevealsApi = ({ get, post, remove, dataOf }: Calls) => ({
  ownMasks: ({ contentType, documentId }: RecordKey) =>
    dataOf<OwnMasks>(`/me/masked/${contentType}/${documentId}`),
  revealOffer: ({ contentType, documentId }: RecordKey) =>
    dataOf<RevealOffer>(`/reveals/offer/${contentType}/${documentId}`),
  reveals: ({ contentType, documentId }: RecordKey) =>
    get<Paged<Reveal[]>>('/reveals', {
      filters: {
        contentType,
        documentId,
        endedAt: { $null: true },
        expiresAt: { $gt: new Date().toISOString() },
      },
    }),
  reveal: (input: RevealInput) => post<Reveal>('/reveals', input),
  ownReveals: () =>
    get<Paged<Reveal[]>>('/reveals', { sort: 'id:desc', pagination: { page: 1, pageSize: 20 } }),
  /** Those of others that the user may decide about. */
  pendingReveals: () => dataOf<Reveal[]>('/reveals/pending'),
  approveReveal: (id: number) => post<Reveal>(`/reveals/${id}/approve`, {}),
  endReveal: (id: number) => remove(`/reveals/${id}`),
});
