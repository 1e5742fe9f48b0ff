import { DateTime } from 'luxon';
import { mailLocale, oneLine, wordsFor } from '../mail/render';
import type { MailTemplate } from '../mail/words';
import type { RequestParts } from './parts';
import type { PrivacyRequest } from './request-table';

/** Letters to whoever made a request. */
export interface Letters {
  /**
   * Puts a letter into the outbox, in the transaction that is open. Somebody without an address gets
   * it by post: the desk sees that nothing was sent. @returns whether a letter goes by mail
   */
  send(
    request: PrivacyRequest,
    template: MailTemplate,
    values?: Readonly<Record<string, string>>
  ): Promise<boolean>;
  /** A note to those who handle requests. */
  notify(
    request: PrivacyRequest,
    to: string,
    template: MailTemplate,
    values?: Readonly<Record<string, string>>
  ): Promise<void>;
}

/** Creates the letters. */
export const createLetters = ({
  outbox,
  table,
  calendar,
  settings,
}: Pick<RequestParts, 'outbox' | 'table' | 'calendar' | 'settings'>): Letters => {
  const dateIn = (instant: Date, locale: string): string =>
    DateTime.fromJSDate(instant, { zone: calendar().zone })
      .setLocale(mailLocale(locale))
      .toLocaleString(DateTime.DATE_FULL);

  const common = (request: PrivacyRequest, locale: string) => ({
    reference: request.reference,
    kind: wordsFor(locale).kinds[request.kind],
    receivedOn: dateIn(request.receivedAt, locale),
    dueOn: dateIn(request.dueAt, locale),
    controller: settings().controller ?? '',
  });

  return {
    async send(request, template, values = {}) {
      // A controller answers the people whose requests it sends.
      if (request.channel === 'opendsr') return false;
      const requester = table.requesterOf(request);
      const to = requester?.identifiers.find(({ kind }) => kind === 'email')?.value;
      if (to === undefined) return false;
      const { id: requestId, locale } = request;
      // Before an address is proven a letter carries no word of whoever typed it in.
      const name = template === 'verify' ? '' : oneLine(requester?.name ?? '');
      const all = { ...common(request, locale), name, outcome: '', ...values };
      await outbox.add({ requestId, to, template, locale, values: all });
      return true;
    },
    async notify(request, to, template, values = {}) {
      const all = { ...common(request, 'en'), ...values };
      await outbox.add({ requestId: request.id, to, template, locale: 'en', values: all });
    },
  };
};
