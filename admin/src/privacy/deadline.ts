/** How urgent a deadline is. */
export type Urgency = 'late' | 'soon' | 'near' | 'fine';

/** Days before the end from which on somebody should look. */
const SOON = 3;
const NEAR = 7;

const startOfDay = (instant: Date): number =>
  Date.UTC(instant.getFullYear(), instant.getMonth(), instant.getDate());

const DAY = 86_400_000;

/** Days of the calendar from now until the deadline's; negative once it has passed. Pure. */
export const daysUntil = (dueAt: string, now: Date): number =>
  Math.round((startOfDay(new Date(dueAt)) - startOfDay(now)) / DAY);

/** How urgent a deadline is now. It has passed at its very moment, not only the day after. Pure. */
export const urgencyOf = (dueAt: string, now: Date): Urgency => {
  if (new Date(dueAt) < now) return 'late';
  const days = daysUntil(dueAt, now);
  if (days <= SOON) return 'soon';
  return days <= NEAR ? 'near' : 'fine';
};
