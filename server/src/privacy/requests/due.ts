import { OPEN_STATES } from './states';
import type { RequestTable } from './request-table';

const DAY_MS = 86_400_000;

/** Open requests by how long their deadline is away; each is in one of the counts. */
export interface DueCounts {
  readonly late: number;
  readonly within7Days: number;
  readonly within30Days: number;
  readonly later: number;
}

/** Creates the count; expects system scope. */
export const createCountDue =
  (table: Pick<RequestTable, 'count'>) =>
  async (now: Date): Promise<DueCounts> => {
    const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS);
    const open = (dueAt: object) => table.count({ state: { $in: [...OPEN_STATES] }, dueAt });
    return {
      late: await open({ $lt: now }),
      within7Days: await open({ $gte: now, $lt: inDays(7) }),
      within30Days: await open({ $gte: inDays(7), $lt: inDays(30) }),
      later: await open({ $gte: inDays(30) }),
    };
  };

export type CountDue = ReturnType<typeof createCountDue>;
