import { DateTime } from 'luxon';
import { dueAt } from './deadlines';
import type { Letters } from './letters';
import { REQUEST_EVENT_UID } from './models';
import type { RequestParts } from './parts';
import type { Processing } from './processing';
import { createReminders } from './reminders';
import type { PrivacyRequest } from './request-table';
import { CLOSED_STATES, OPEN_STATES } from './states';
import type { Withdrawal } from './withdrawal';

const UPKEEP_JOB = 'requests.upkeep';
const EVERY_MS = 10 * 60_000;
const PAGE = 100;

/** What time does to requests. */
export interface RequestUpkeep {
  /** Reminds, escalates, lets go and forgets whatever is due at an instant. */
  run(now: Date): Promise<void>;
}

/** Goes through requests page by page; one that fails does not keep the others from their turn. */
const createEach = ({ strapi, table }: RequestParts) => {
  return async (where: object, work: (request: PrivacyRequest) => Promise<unknown>) => {
    for (let after = 0; ;) {
      const query = { where: { $and: [where, { id: { $gt: after } }] }, orderBy: { id: 'asc' } };
      const page = await table.find({ ...query, limit: PAGE });
      for (const request of page)
        await work(request).catch((error: unknown) => {
          const reason = error instanceof Error ? error.name : 'unknown';
          strapi.log.warn(`[custodian] upkeep of request ${request.reference}: ${reason}`);
        });
      if (page.length < PAGE) return;
      after = page.at(-1)?.id ?? after;
    }
  };
};

/** Creates the service, and defines the job that runs it; calls expect system scope. */
export const createRequestUpkeep = (
  parts: RequestParts,
  letters: Letters,
  processing: Processing,
  withdrawal: Pick<Withdrawal, 'forget'>
): RequestUpkeep => {
  const { strapi, jobs, transitions, limits, calendar, settings } = parts;

  const remind = createReminders(parts, letters);

  /** A holiday that was added moves deadlines that are still open. */
  const recount = async (request: PrivacyRequest, now: Date): Promise<PrivacyRequest> => {
    const extended = request.extendedAt !== null;
    const due = dueAt({ ...request, extended }, calendar(), now);
    if (due.getTime() === request.dueAt.getTime()) return request;
    return transitions.note(request, 'recount', { data: { dueAt: due } });
  };

  const isSuspended = ({ suspensions }: PrivacyRequest) =>
    suspensions.some(({ to }) => to === null);

  const each = createEach(parts);

  const forget = (request: PrivacyRequest) =>
    strapi.db.transaction(async () => {
      await transitions.note(request, 'forget', { data: { sealed: null, cleanedAt: new Date() } });
      const notes = strapi.db.query(REQUEST_EVENT_UID);
      await notes.updateMany({ where: { requestId: request.id }, data: { sealedNote: null } });
      await withdrawal.forget(request);
    });

  const run: RequestUpkeep['run'] = async (now) => {
    const { expireDays, keepMonths } = settings().requests;
    const before = (span: { days?: number; months?: number }) =>
      DateTime.fromJSDate(now).minus(span).toJSDate();
    await each({ state: { $in: [...OPEN_STATES] } }, async (request) => {
      const isUnheard = request.state === 'received' && request.channel === 'form';
      // Nobody has to act on a form that nobody has confirmed, nor while the clock stands still.
      if (!isUnheard && !isSuspended(request)) await remind(await recount(request, now), now);
    });
    const unproven = { state: { $in: ['received', 'identity_pending'] } };
    await each({ ...unproven, stateSince: { $lt: before({ days: expireDays }) } }, (request) =>
      transitions.move(request, 'expire')
    );
    const kept = { state: 'partially_completed', nextDueAt: { $lte: now } };
    await each(kept, (request) => processing.resume(request));
    const over = { state: { $in: [...CLOSED_STATES] }, cleanedAt: { $null: true } };
    await each({ ...over, closedAt: { $lt: before({ months: keepMonths }) } }, forget);
    await limits.prune(now);
  };

  jobs.define(UPKEEP_JOB, () => run(new Date()), { everyMs: EVERY_MS });
  return { run };
};
