import type { Core } from '@strapi/strapi';
import type { Audit } from '../../audit/audit';
import { namesOnly } from '../jobs/failures';
import { post } from '../outgoing';
import { NOTICE_UID } from './models';
import type { Disclosures, NoticeKind, NoticeRow } from './notices';

const MOST_ATTEMPTS = 20;

interface EmailService {
  send(message: { to: string; subject: string; text: string }): Promise<unknown>;
}

/** What a mail says, by kind: subject, and what is asked for. */
const WORDS: Readonly<Record<NoticeKind, readonly [subject: string, text: string]>> = {
  erasure: [
    'Erasure of personal data',
    'Personal data that you received from us was erased under Art. 17 GDPR. Please erase your copies (Art. 19 GDPR).',
  ],
  rectification: [
    'Rectification of personal data',
    'Personal data that you received from us was corrected under Art. 16 GDPR. Please correct your copies (Art. 19 GDPR).',
  ],
  restriction: [
    'Restriction of processing',
    'The processing of personal data that you received from us is restricted under Art. 18 GDPR. Please restrict your copies (Art. 19 GDPR).',
  ],
  'restriction-lifted': [
    'End of a restriction of processing',
    'The restriction of processing of personal data that you received from us is over.',
  ],
};

/** Tells one recipient, by mail or by POST. @returns the receipt @throws what goes wrong */
const tell = async (
  strapi: Core.Strapi,
  { kind, recipient, reference, records }: NoticeRow,
  allowed: readonly string[]
): Promise<string> => {
  if (/^https?:/.test(recipient)) {
    const message = { type: kind, reference, records: JSON.parse(records) as unknown };
    return `HTTP ${await post(recipient, JSON.stringify(message), { allowed })}`;
  }
  const [subject, text] = WORDS[kind];
  const email = strapi.plugin('email').service<EmailService>('email');
  const sent = await email.send({
    to: recipient,
    subject: `${subject} (${reference})`,
    text: `${text}\n\nRecords: ${records}\n\nPlease answer this mail once it is done.`,
  });
  const { messageId } = (sent ?? {}) as { messageId?: unknown };
  return typeof messageId === 'string' ? messageId.slice(0, 191) : 'handed to the mail provider';
};

/** Creates what delivers notices, as often as it takes. @param allowed where they may be posted to */
export const createSend = (
  { strapi }: { strapi: Core.Strapi },
  audit: Audit,
  allowed: () => readonly string[]
): Disclosures['send'] => {
  const notices = () => strapi.db.query(NOTICE_UID);

  const failed = async ({ id, attempts }: NoticeRow, error: unknown): Promise<void> => {
    strapi.log.warn(`[custodian] notice ${id} (Art. 19) not delivered: ${namesOnly(error)}`);
    const isOver = attempts + 1 >= MOST_ATTEMPTS;
    const data = { attempts: attempts + 1, ...(isOver ? { state: 'failed' } : {}) };
    await notices().update({ where: { id }, data });
  };

  const sendOne = async (row: NoticeRow): Promise<boolean> => {
    const { id, kind, reference, attempts } = row;
    try {
      const receipt = await tell(strapi, row, allowed());
      await strapi.db.transaction(async () => {
        const data = { state: 'sent', sentAt: new Date(), attempts: attempts + 1, receipt };
        await notices().update({ where: { id }, data });
        await audit.record({ type: 'erasure.notified', details: { reference, kind } });
      });
      return true;
    } catch (error) {
      await failed(row, error);
      return false;
    }
  };
  return async () => {
    const where = { state: 'pending' };
    const rows = await notices().findMany({ where, orderBy: { id: 'asc' }, limit: 100 });
    let left = 0;
    for (const row of rows as NoticeRow[]) if (!(await sendOne(row))) left += 1;
    return left;
  };
};
