import { iso } from '../../access/validity';

/** The task of those who may reveal. */
export const REVEAL_TASK = 'reveal';
/** The task of those who may approve the reveals of others. */
export const APPROVE_TASK = 'approve-reveals';

/** How long a request for approval stays open. */
export const PENDING_HOURS = 24;

/** How a reveal came to its end. */
export type Ending = 'revoked' | 'expired' | 'rejected' | 'refused' | 'access-ended';

/** A reveal as the database holds it. */
export interface RevealRow {
  readonly id: number;
  readonly principal: string;
  readonly contentType: string;
  readonly documentId: string;
  readonly purpose: string;
  readonly reason: string | null;
  readonly minutes: number;
  readonly requestedAt: string | Date;
  readonly grantedAt: string | Date | null;
  readonly approvedBy: string | null;
  readonly expiresAt: string | Date;
  readonly endedAt: string | Date | null;
  readonly endedBy: string | null;
  readonly ending: Ending | null;
}

/** A reveal as the API shows it. Instants are ISO 8601. */
export interface Reveal {
  readonly id: number;
  readonly principal: string;
  readonly contentType: string;
  readonly documentId: string;
  readonly fields: readonly string[];
  readonly purpose: string;
  readonly reason: string | null;
  /** `pending`: nothing is shown before somebody else approves. */
  readonly status: 'pending' | 'active' | Ending;
  readonly requestedAt: string | null;
  /** Until when the fields are shown; of a pending reveal, until when it can be approved. */
  readonly expiresAt: string | null;
  readonly approvedBy: string | null;
  readonly endedAt: string | null;
}

const statusOf = (row: RevealRow, now: Date): Reveal['status'] => {
  if (row.ending) return row.ending;
  if (new Date(row.expiresAt) <= now) return 'expired';
  return row.grantedAt ? 'active' : 'pending';
};

/** A row as the API shows it. Pure. */
export const toReveal = (row: RevealRow, fields: readonly string[], now: Date): Reveal => ({
  id: row.id,
  principal: row.principal,
  contentType: row.contentType,
  documentId: row.documentId,
  fields: [...fields].sort(),
  purpose: row.purpose,
  reason: row.reason,
  status: statusOf(row, now),
  requestedAt: iso(row.requestedAt),
  expiresAt: iso(row.expiresAt),
  approvedBy: row.approvedBy,
  endedAt: iso(row.endedAt) ?? (new Date(row.expiresAt) <= now ? iso(row.expiresAt) : null),
});
