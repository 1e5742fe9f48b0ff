import type { Calls } from './calls';
import type { Paged, RecordKey } from './types';

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
  fields: string[];
  purpose: string;
  status: string;
  expiresAt: string | null;
}

export interface RevealInput extends RecordKey {
  fields: string[];
  purpose: string;
  reason: string | null;
  password?: string;
}

/** Masked fields of one record, shown clear for a time. */
export const createRevealsApi = ({ get, post, remove, dataOf }: Calls) => ({
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
  endReveal: (id: number) => remove(`/reveals/${id}`),
});
