import type { Core } from '@strapi/strapi';
import type { Jobs } from '../jobs/jobs';
import type { Keyring } from '../proof/keyring';
import { MAIL_UID } from './models';
import { renderLetter, type LetterOverrides } from './render';
import type { MailTemplate } from './words';

/** A letter to somebody. */
export interface NewMail {
  readonly requestId: number;
  readonly to: string;
  readonly template: MailTemplate;
  /** BCP 47. */
  readonly locale: string;
  readonly values: Readonly<Record<string, string>>;
}

/** How letters are written and sent. */
export interface MailSettings {
  /** `log` writes letters to the log: for development only, they contain addresses and secrets. */
  readonly delivery: 'auto' | 'send' | 'log';
  readonly from?: string | undefined;
  readonly templates: LetterOverrides;
  readonly authority: string | undefined;
}

/** A letter as the desk lists it. */
export interface MailView {
  readonly template: MailTemplate;
  readonly state: 'queued' | 'sent' | 'failed';
  readonly createdAt: string;
  readonly sentAt: string | null;
}

/** Letters, sent after the transaction in which they were written. */
export interface Outbox {
  /** Puts a letter into the outbox, in the transaction that is open. */
  add(mail: NewMail): Promise<void>;
  of(requestId: number): Promise<MailView[]>;
  /** Forgets what is still encrypted in letters of a request. */
  forget(requestId: number): Promise<void>;
}

interface MailRow {
  id: number;
  requestId: number;
  template: MailTemplate;
  locale: string;
  sealed: string | null;
  state: MailView['state'];
  createdAt: string;
  sentAt: string | null;
}

interface EmailService {
  send(mail: object): Promise<unknown>;
}

const SEND_MAIL = 'mail.send';

/** What Strapi falls back to without a provider of the project's choice. */
const DEFAULT_PROVIDER = 'sendmail';

/** Without a provider nobody gets mail in development; the log is where one looks then. */
const goesToLog = (strapi: Core.Strapi, delivery: MailSettings['delivery']): boolean => {
  if (delivery !== 'auto') return delivery === 'log';
  const provider = strapi.config.get<string>('plugin::email.provider', DEFAULT_PROVIDER);
  return process.env.NODE_ENV !== 'production' && provider === DEFAULT_PROVIDER;
};

const contextOf = (requestId: number): string => `mail ${requestId}`;

/** Writes a letter from its row, and hands it to Strapi's mail provider. */
const createDelivery = (
  { strapi }: { strapi: Core.Strapi },
  keyring: Pick<Keyring, 'open'>,
  settings: () => Promise<MailSettings>
) => {
  return async (row: MailRow, sealed: string): Promise<void> => {
    const content = keyring.open(sealed, contextOf(row.requestId)) as Pick<
      NewMail,
      'to' | 'values'
    >;
    const { delivery, from, templates, authority } = await settings();
    const letter = renderLetter({
      template: row.template,
      locale: row.locale,
      values: content.values,
      overrides: templates,
      authority,
    });
    if (goesToLog(strapi, delivery)) {
      strapi.log.info(
        `[custodian] mail to ${content.to}\nSubject: ${letter.subject}\n\n${letter.text}`
      );
      return;
    }
    const email = strapi.plugin('email').service<EmailService>('email');
    await email.send({ to: content.to, ...(from === undefined ? {} : { from }), ...letter });
  };
};

/** Creates the outbox, and defines the job that empties it. @param keyring encrypts letters at rest */
export const createOutbox = (
  { strapi }: { strapi: Core.Strapi },
  jobs: Jobs,
  keyring: Pick<Keyring, 'seal' | 'open'>,
  settings: () => Promise<MailSettings>
): Outbox => {
  const table = () => strapi.db.query(MAIL_UID);

  const deliver = createDelivery({ strapi }, keyring, settings);

  jobs.define(
    SEND_MAIL,
    async ({ job, step }) => {
      const id = Number(job.payload.mail);
      const row = (await table().findOne({ where: { id } })) as MailRow | null;
      if (!row?.sealed || row.state === 'sent') return;
      // Before the mark: a crash in between sends it twice, the other way round not at all.
      await deliver(row, row.sealed);
      await step('sent', async () => {
        const data = { state: 'sent', sentAt: new Date(), sealed: null };
        await table().update({ where: { id }, data });
      });
    },
    {
      onFailed: async ({ payload }) => {
        await table().update({ where: { id: Number(payload.mail) }, data: { state: 'failed' } });
      },
    }
  );

  return {
    async add({ requestId, to, template, locale, values }) {
      const data = {
        requestId,
        template,
        locale,
        sealed: keyring.seal({ to, values }, contextOf(requestId)),
        state: 'queued',
        createdAt: new Date(),
        sentAt: null,
      };
      const { id } = (await table().create({ data })) as { id: number };
      await jobs.enqueue({ kind: SEND_MAIL, payload: { mail: id } });
    },
    async of(requestId) {
      const rows = (await table().findMany({
        where: { requestId },
        orderBy: { id: 'asc' },
      })) as MailRow[];
      return rows.map(({ template, state, createdAt, sentAt }) => ({
        template,
        state,
        createdAt: new Date(createdAt).toISOString(),
        sentAt: sentAt === null ? null : new Date(sentAt).toISOString(),
      }));
    },
    async forget(requestId) {
      await table().updateMany({ where: { requestId }, data: { sealed: null } });
    },
  };
};
