import { joinTransaction } from '../../platform/transaction';
import { daysLeft } from './deadlines';
import type { Letters } from './letters';
import { REQUEST_REMINDER_UID, REQUEST_TABLES } from './models';
import type { RequestParts } from './parts';
import type { PrivacyRequest } from './request-table';

/** Days before the deadline on which somebody is reminded. */
export const REMINDER_DAYS = [14, 7, 3, 1] as const;

/** Creates what reminds of a request's deadline, and escalates when it has passed: each once. */
export const createReminders = (
  { strapi, transitions, calendar, settings }: RequestParts,
  letters: Letters
) => {
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
    if ((await strapi.db.query(REQUEST_REMINDER_UID).count({ where })) > 0) return false;
    const insert = strapi.db
      .getConnection(REQUEST_TABLES.requestReminders)
      .insert({ request_id: requestId, mark, at: new Date() });
    await joinTransaction({ strapi }, insert);
    await insert;
    return true;
  };

  return async (request: PrivacyRequest, now: Date): Promise<void> => {
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
};
