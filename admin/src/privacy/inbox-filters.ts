import {
  CLOSED_STATES,
  OPEN_STATES,
  REQUEST_STATES,
} from '../../../server/src/privacy/requests/states';

/** What the inbox can be cut down to, as the address has it. */
export interface InboxFilters {
  /** One state, or `open` (also when absent), `closed`, `all`. */
  readonly state: string | null;
  readonly kind: string | null;
  /** A principal, or `me`, or `nobody`; absent is anybody. */
  readonly assignee: string | null;
  /** `true`, or absent. */
  readonly overdue: string | null;
}

/** Groups of states that can be asked for by one word. */
export const STATE_GROUPS = ['open', 'closed', 'all'] as const;

/** Orders of the inbox; the first is the order of an address that names none. */
export const SORTS = ['dueAt:asc', 'receivedAt:desc', 'receivedAt:asc', 'kind:asc'] as const;
export type Sort = (typeof SORTS)[number];

/** The order that an address asks for. */
export const readSort = (text: string | null): Sort =>
  SORTS.find((sort) => sort === text) ?? SORTS[0];

/** A page's number as the address has it; the first for anything else. */
export const readPage = (text: string | null): number => {
  const page = Number(text);
  return Number.isInteger(page) && page > 0 ? page : 1;
};

const statesOf = (state: string | null): readonly string[] | null => {
  if (state === 'all') return null;
  if (state === 'closed') return CLOSED_STATES;
  return REQUEST_STATES.some((one) => one === state) ? [String(state)] : OPEN_STATES;
};

const assigneeOf = (assignee: string | null, me: string): object | null => {
  if (assignee === null) return null;
  if (assignee === 'nobody') return { $null: true };
  return { $eq: assignee === 'me' ? me : assignee };
};

/**
 * The conditions for the API.
 * @param me whose inbox it is, as a principal
 * @param now before which what is overdue was due
 */
export const readFilters = (filters: InboxFilters, me: string, now: Date): object => {
  const isOverdue = filters.overdue === 'true';
  // Only what is open can be overdue, whatever else the address says.
  const states = isOverdue && filters.state === 'all' ? OPEN_STATES : statesOf(filters.state);
  const assignee = assigneeOf(filters.assignee, me);
  return {
    ...(states && { state: { $in: [...states] } }),
    ...(filters.kind !== null && { kind: { $eq: filters.kind } }),
    ...(assignee && { assignee }),
    ...(isOverdue && { dueAt: { $lt: now.toISOString() } }),
  };
};
