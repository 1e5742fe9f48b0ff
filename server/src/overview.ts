import type { Overview } from './access/overview';
import type { Container } from './container';
import type { DueCounts } from './privacy/requests/due';

const DAY_MS = 86_400_000;
/** The chart of what happened begins this many days ago. */
const DAYS = 30;

/** Types of audit entries that say that somebody saw what is masked, or was refused something. */
const REVEALS = ['reveal.granted'];
const DENIALS = ['access.denied', 'reveal.refused'];

/** What happened on one day (UTC). */
export interface ActivityDay {
  readonly day: string;
  readonly reveals: number;
  readonly denials: number;
}

/** What the overview page shows: figures of all domains. */
export interface WholeOverview extends Overview {
  /** The last 30 days, oldest first, without a gap. */
  readonly activity: readonly ActivityDay[];
  readonly requests: DueCounts;
}

type Parts = Pick<Container, 'overview' | 'audit' | 'privacy'>;

const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

const readActivity = async ({ audit }: Parts, now: Date): Promise<ActivityDay[]> => {
  const days = Array.from({ length: DAYS }, (_, at) =>
    dayOf(new Date(now.getTime() - (DAYS - 1 - at) * DAY_MS))
  );
  const since = new Date(`${days[0] ?? dayOf(now)}T00:00:00.000Z`);
  const counts = await audit.countByDay([...REVEALS, ...DENIALS], since);
  const sum = (day: string, types: readonly string[]) =>
    counts
      .filter((one) => one.day === day && types.includes(one.type))
      .reduce((total, { count }) => total + count, 0);
  return days.map((day) => ({ day, reveals: sum(day, REVEALS), denials: sum(day, DENIALS) }));
};

/** Creates the reader of the overview; expects system scope. */
export const createWholeOverview =
  (parts: Parts) =>
  async (now = new Date()): Promise<WholeOverview> => ({
    ...(await parts.overview(now)),
    activity: await readActivity(parts, now),
    requests: await parts.privacy.requests.countDue(now),
  });
