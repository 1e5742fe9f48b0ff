import { isDestructive } from './kinds';
import type { PrivacyRequest } from './request-table';

const HOUR_MS = 3_600_000;

/** From when on an approved request may be carried out; null if nothing is waited for. Pure. */
export const executableFrom = (
  { kind, state, approvedAt }: Pick<PrivacyRequest, 'kind' | 'state' | 'approvedAt'>,
  undoHours: number
): Date | null =>
  state === 'approved' && approvedAt !== null && isDestructive(kind)
    ? new Date(approvedAt.getTime() + undoHours * HOUR_MS)
    : null;
