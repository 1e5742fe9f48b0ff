import { DateTime } from 'luxon';
import { joinTransaction } from '../../platform/transaction';
import { daysLeft, dueAt } from './deadlines';
import type { Letters } from './letters';
import { REQUEST_EVENT_UID, REQUEST_TABLES } from './models';
import type { RequestParts } from './parts';
import type { Processing } from './processing';
import type { PrivacyRequest } from './request-table';
import { CLOSED_STATES, OPEN_STATES } from './states';
import type { Withdrawal } from './withdrawal';

/** Days before the deadline on which somebody is reminded. */
export const REMINDER_DAYS = [14, 7, 3, 1] as const;

const UPKEEP_JOB = 'requests.upkeep';
const EVERY_MS = 10 * 60_000;
const PAGE = 100;

/** What time does to requests. */
export interface RequestUpkeep {
  /** Reminds, escalates, lets go and forgets whatever is due at an instant. */
  run(now: Date): Promise<void>;
}

/** Creates the service, and defines the job that runs it; calls expect system scope. */
export const createRequestUpkeep = (
  parts: RequestParts,
  letters: Letters,
  processing: Processing,
  withdrawal: Pick<Withdrawal, 'forget'>
): RequestUpkeep => {
  const { strapi, jobs, table, transitions, limits, calendar, settings } = parts;

  /** Whom to remind: whoever it is assigned to, and the officers. */
  const recipients = async ({ assigneePrincipal }: PrivacyRequest): Promise<string[]> => {
    const id = Number(/^admin:(\d+)$/.exec(assigneePrincipal ?? '')?.[1] ?? 0);
    const admin = (id ? await strapi.db.query('admin::user').findOne({ where: { id } }) : null) as {
      email?: string;
    } | null;
    return [...new Set([...(admin?.email ? [admin.email] : []), ...settings().officers])];
  };

  /** True for whoever comes first: the mark is unique, on all nodes and over restarts. */
  const markOnce = async (requestId: number, mark: string): Promise<boolean> => {
    const where = { requestId, mark };
    const reminders = strapi.db.query('plugin::custodian.request-reminder');
    if ((await reminders.count({ where })) > 0) return false;
    const insert = strapi.db
      .getConnection(REQUEST_TABLES.requestReminders)
      .insert({ request_id: requestId, mark, at: new Date() });
    await joinTransaction({ strapi }, insert);
    await insert;
    return true;
  };

  const remind = async (request: PrivacyRequest, now: Date): Promise<void> => {
    const left = daysLeft(request.dueAt, now, calendar().zone);
    const period = request.extendedAt ? 'extended' : 'first';
    const passed = REMINDER_DAYS.filter((days) => left <= days).map(String);
    const marks = left < 0 ? [...passed, 'overdue'] : passed;
    await strapi.db.transaction(async () => {
      let latest: string | null = null;
      for (const mark of marks) if (await markOnce(request.id, `${period}:${mark}`)) latest = mark;
      // A node that was down for days sends the one that counts, not all it has missed.
      if (latest === null) return;
      const template = latest === 'overdue' ? 'overdue' : 'reminder';
      await transitions.note(request, template, { details: { days: left } });
      for (const to of await recipients(request))
        await letters.notify(request, to, template, { days: String(left) });
    });
  };

  /** A holiday that was added moves deadlines that are still open. */
  const recount = async (request: PrivacyRequest, now: Date): Promise<PrivacyRequest> => {
    const extended = request.extendedAt !== null;
    const due = dueAt({ ...request, extended }, calendar(), now);
    if (due.getTime() === request.dueAt.getTime()) return request;
    return transitions.note(request, 'recount', { data: { dueAt: due } });
  };

  const isSuspended = ({ suspensions }: PrivacyRequest) =>
    suspensions.some(({ to }) => to === null);

  const each = async (where: object, work: (request: PrivacyRequest) => Promise<unknown>) => {
    for (let after = 0; ;) {
      const query = { where: { $and: [where, { id: { $gt: after } }] }, orderBy: { id: 'asc' } };
      const page = await table.find({ ...query, limit: PAGE });
      for (const request of page)
        await work(request).catch((error: unknown) => {
          // One that cannot be looked after must not keep the others from it.
          const reason = error instanceof Error ? error.name : 'unknown';
          strapi.log.warn(`[custodian] upkeep of request ${request.reference}: ${reason}`);
        });
      if (page.length < PAGE) return;
      after = page.at(-1)?.id ?? after;
    }
  };

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
