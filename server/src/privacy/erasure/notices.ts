import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import { parse } from '../../platform/http/request';
import type { DocumentKey } from '../discovery/records';
import { DISCLOSURE_UID, NOTICE_UID } from './models';

/** Somebody who was given data of a record. */
export interface Disclosure {
  readonly id: number;
  readonly contentType: string;
  readonly documentId: string;
  /** An e-mail address or an https address that takes a POST. */
  readonly recipient: string;
  readonly purpose: string;
  readonly at: string;
}

const disclosureInput = z.strictObject({
  contentType: z.string().min(1).max(191),
  documentId: z.string().min(1).max(191),
  recipient: z.union([z.email(), z.url({ protocol: /^https$/ })]).pipe(z.string().max(191)),
  purpose: z.string().regex(/\S/).max(1_000),
});

/** Who got what, and who must be told that it is erased (Art. 15(1)(c) and 19 GDPR). */
export interface Disclosures {
  /** Notes that data of a record was passed on. @throws ValidationError */
  record(input: unknown, by: string): Promise<Disclosure>;
  /** Recipients of a record's data, oldest first. */
  of(document: DocumentKey): Promise<Disclosure[]>;
  /** Everybody who was given data of these records. */
  recipientsOf(documents: readonly DocumentKey[]): Promise<string[]>;
  /** Notes whom to tell of an erasure, in the open transaction; once for each plan and recipient. */
  plan(planId: number, reference: string, documents: readonly DocumentKey[]): Promise<void>;
  /** Tells those who have not been told; how many are still left. */
  send(): Promise<number>;
}

interface NoticeRow {
  id: number;
  reference: string;
  recipient: string;
  records: string;
  attempts: number;
}

const MOST_ATTEMPTS = 20;
const AT_ONCE = 200;
const TIMEOUT_MS = 10_000;

interface EmailService {
  send(message: { to: string; subject: string; text: string }): Promise<unknown>;
}

const toDisclosure = (row: Disclosure): Disclosure => ({
  id: row.id,
  contentType: row.contentType,
  documentId: row.documentId,
  recipient: row.recipient,
  purpose: row.purpose,
  at: new Date(row.at).toISOString(),
});

/** Tells one recipient, by mail or by POST. @throws what goes wrong */
const tell = async (
  strapi: Core.Strapi,
  { recipient, reference, records }: NoticeRow
): Promise<void> => {
  if (!recipient.startsWith('https:')) {
    const email = strapi.plugin('email').service<EmailService>('email');
    await email.send({
      to: recipient,
      subject: `Erasure of personal data (${reference})`,
      text: `Personal data that you received from us was erased under Art. 17 GDPR. Please erase your copies (Art. 19 GDPR).\n\nRecords: ${records}`,
    });
    return;
  }
  const answer = await fetch(recipient, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'erasure', reference, records: JSON.parse(records) as unknown }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  });
  if (!answer.ok) throw new errors.ApplicationError(`The recipient answered ${answer.status}`);
};

/** Creates what delivers notices, as often as it takes. */
const createSend = ({ strapi }: { strapi: Core.Strapi }, audit: Audit): Disclosures['send'] => {
  const notices = () => strapi.db.query(NOTICE_UID);
  const sendOne = async (row: NoticeRow): Promise<boolean> => {
    try {
      await tell(strapi, row);
    } catch (error) {
      strapi.log.warn(`[custodian] notice ${row.id} (Art. 19) not delivered: ${String(error)}`);
      await notices().update({ where: { id: row.id }, data: { attempts: row.attempts + 1 } });
      return false;
    }
    await strapi.db.transaction(async () => {
      await notices().update({
        where: { id: row.id },
        data: { state: 'sent', sentAt: new Date(), attempts: row.attempts + 1 },
      });
      await audit.record({ type: 'erasure.notified', details: { reference: row.reference } });
    });
    return true;
  };
  return async () => {
    const where = { state: 'pending', attempts: { $lt: MOST_ATTEMPTS } };
    const rows = await notices().findMany({ where, orderBy: { id: 'asc' }, limit: 100 });
    let left = 0;
    for (const row of rows as NoticeRow[]) if (!(await sendOne(row))) left += 1;
    return left;
  };
};

/** Creates the service; calls expect system scope. */
export const createDisclosures = (
  { strapi }: { strapi: Core.Strapi },
  audit: Audit
): Disclosures => {
  const disclosures = () => strapi.db.query(DISCLOSURE_UID);
  const notices = () => strapi.db.query(NOTICE_UID);

  /** Disclosures of many records, in few statements: a transaction is open. */
  async function* ofAll(documents: readonly DocumentKey[]): AsyncGenerator<Disclosure> {
    const byType = new Map<string, string[]>();
    for (const { uid, documentId } of documents)
      byType.set(uid, [...(byType.get(uid) ?? []), documentId]);
    for (const [contentType, ids] of byType)
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const where = { contentType, documentId: { $in: ids.slice(at, at + AT_ONCE) } };
        yield* (await disclosures().findMany({ where, orderBy: { id: 'asc' } })) as Disclosure[];
      }
  }

  return {
    send: createSend({ strapi }, audit),
    async record(input, by) {
      const data = parse(disclosureInput, input);
      const row: unknown = await disclosures().create({
        data: { ...data, at: new Date(), byPrincipal: by },
      });
      return toDisclosure(row as Disclosure);
    },
    async of({ uid, documentId }) {
      const where = { contentType: uid, documentId };
      const rows = await disclosures().findMany({ where, orderBy: { id: 'asc' } });
      return (rows as Disclosure[]).map(toDisclosure);
    },
    async recipientsOf(documents) {
      const found = new Set<string>();
      for await (const { recipient } of ofAll(documents)) found.add(recipient);
      return [...found].sort();
    },
    async plan(planId, reference, documents) {
      const byRecipient = new Map<string, string[]>();
      for await (const { contentType, documentId, recipient } of ofAll(documents)) {
        const records = byRecipient.get(recipient) ?? [];
        byRecipient.set(recipient, [...records, `${contentType} ${documentId}`]);
      }
      for (const [recipient, records] of byRecipient) {
        if (await notices().findOne({ where: { planId, recipient } })) continue;
        await notices().create({
          data: {
            planId,
            reference,
            recipient,
            records: JSON.stringify([...new Set(records)]),
            state: 'pending',
            attempts: 0,
            createdAt: new Date(),
          },
        });
      }
    },
  };
};
