import { createHash } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import { iso } from '../../access/validity';
import { parse } from '../../platform/http/request';
import type { DocumentKey } from '../discovery/records';
import { mayCall } from '../outgoing';
import { DISCLOSURE_UID, NOTICE_UID } from './models';
import { createSend } from './notice-delivery';

/** Somebody who was given data of a record. */
export interface Disclosure {
  readonly id: number;
  readonly contentType: string;
  readonly documentId: string;
  /** An e-mail address, or an address that takes a POST. */
  readonly recipient: string;
  readonly purpose: string;
  readonly at: string;
  /** Principal that wrote it down. */
  readonly by: string | null;
}

/** Records of one type that are asked for at once. */
const AT_ONCE = 200;

const disclosureInput = z.strictObject({
  contentType: z.string().min(1).max(191),
  documentId: z.string().min(1).max(191),
  recipient: z.union([z.email(), z.url({ protocol: /^https?$/ })]).pipe(z.string().max(191)),
  purpose: z.string().regex(/\S/).max(1_000),
});

/** What recipients are told of (Art. 19 GDPR), and that a restriction is over. */
export const NOTICE_KINDS = [
  'erasure',
  'rectification',
  'restriction',
  'restriction-lifted',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** `sent`: handed over. `acknowledged`: the recipient has said so. `failed`: tried often enough. */
export type NoticeState = 'pending' | 'sent' | 'acknowledged' | 'failed';

/** One recipient to be told one thing: a task with a receipt. */
export interface Notice {
  readonly id: number;
  readonly kind: NoticeKind;
  /** The request it came from. */
  readonly reference: string;
  readonly recipient: string;
  readonly records: readonly string[];
  readonly state: NoticeState;
  readonly attempts: number;
  readonly createdAt: string;
  readonly sentAt: string | null;
  /** What proves that it arrived: the answer's status, a message's id, the words of a clerk. */
  readonly receipt: string | null;
  readonly acknowledgedAt: string | null;
}

/** What happened to which records. */
export interface Occasion {
  readonly kind: NoticeKind;
  readonly reference: string;
  readonly documents: readonly DocumentKey[];
  /** What makes it one occasion: a second call for the same one tells nobody twice. */
  readonly occasion: string;
  readonly planId?: number;
}

/** Who got what, and who must be told of what became of it (Art. 15(1)(c) and 19 GDPR). */
export interface Disclosures {
  /**
   * Notes that data of a record was passed on.
   * @throws ValidationError, `RECIPIENT_NOT_ALLOWED` for an address that `privacy.recipients` does not name
   */
  record(input: unknown, by: string): Promise<Disclosure>;
  /** Recipients of a record's data, oldest first. */
  of(document: DocumentKey): Promise<Disclosure[]>;
  /** Disclosures by conditions, for lists. */
  find(query: { where: object; orderBy?: object; limit?: number }): Promise<Disclosure[]>;
  /** Everybody who was given data of these records. */
  recipientsOf(documents: readonly DocumentKey[]): Promise<string[]>;
  /** Notes whom to tell of an erasure, in the open transaction; once for each plan and recipient. */
  plan(planId: number, reference: string, documents: readonly DocumentKey[]): Promise<void>;
  /** Notes whom to tell, in the open transaction; how many that are. */
  notify(occasion: Occasion): Promise<number>;
  /** Tells those who have not been told; how many are still left. */
  send(): Promise<number>;
  /** Notices by conditions, for lists. */
  notices(query: { where: object; orderBy?: object; limit?: number }): Promise<Notice[]>;
  /** Tries again what was given up. @throws NotFoundError, ApplicationError `WRONG_STATE` */
  retry(id: number): Promise<Notice>;
  /** Notes what the recipient has answered. @throws NotFoundError, ApplicationError `WRONG_STATE` */
  acknowledge(id: number, receipt: string): Promise<Notice>;
}

/** A notice as it is stored. */
export type NoticeRow = Omit<Notice, 'records'> & { records: string };

const toDisclosure = (row: Disclosure & { byPrincipal: string | null }): Disclosure => ({
  id: row.id,
  contentType: row.contentType,
  documentId: row.documentId,
  recipient: row.recipient,
  purpose: row.purpose,
  at: new Date(row.at).toISOString(),
  by: row.byPrincipal,
});

const toNotice = ({ records, createdAt, sentAt, acknowledgedAt, ...row }: NoticeRow): Notice => ({
  id: row.id,
  kind: row.kind,
  reference: row.reference,
  recipient: row.recipient,
  records: JSON.parse(records) as string[],
  state: row.state,
  attempts: row.attempts,
  createdAt: new Date(createdAt).toISOString(),
  sentAt: iso(sentAt),
  receipt: row.receipt,
  acknowledgedAt: iso(acknowledgedAt),
});

/** What was disclosed of which records. */
const createRegister = ({ strapi }: { strapi: Core.Strapi }, allowed: () => readonly string[]) => {
  const disclosures = () => strapi.db.query(DISCLOSURE_UID);
  type Row = Disclosure & { byPrincipal: string | null };
  const find: Disclosures['find'] = async (query) =>
    ((await disclosures().findMany(query)) as Row[]).map(toDisclosure);
  const of: Disclosures['of'] = ({ uid, documentId }) =>
    find({ where: { contentType: uid, documentId }, orderBy: { id: 'asc' } });

  /** Disclosures of many records, in few statements: a transaction is open. */
  async function* ofAll(documents: readonly DocumentKey[]): AsyncGenerator<Disclosure> {
    const byType = new Map<string, string[]>();
    for (const { uid, documentId } of documents)
      byType.set(uid, [...(byType.get(uid) ?? []), documentId]);
    for (const [contentType, ids] of byType)
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const where = { contentType, documentId: { $in: ids.slice(at, at + AT_ONCE) } };
        yield* await find({ where, orderBy: { id: 'asc' } });
      }
  }

  return {
    find,
    of,
    async record(input: unknown, by: string) {
      const data = parse(disclosureInput, input);
      if (/^https?:/.test(data.recipient) && !mayCall(data.recipient, allowed()))
        throw new errors.ValidationError('privacy.recipients does not name this address', {
          code: 'RECIPIENT_NOT_ALLOWED',
          path: ['recipient'],
        });
      const row: unknown = await disclosures().create({
        data: { ...data, at: new Date(), byPrincipal: by },
      });
      return toDisclosure(row as Row);
    },
    /** The records of each recipient. */
    async byRecipient(documents: readonly DocumentKey[]): Promise<Map<string, Set<string>>> {
      const found = new Map<string, Set<string>>();
      for await (const { contentType, documentId, recipient } of ofAll(documents)) {
        const records = found.get(recipient) ?? new Set();
        found.set(recipient, records.add(`${contentType} ${documentId}`));
      }
      return found;
    },
  };
};

/** The tasks of telling somebody something. */
const createTasks = ({ strapi }: { strapi: Core.Strapi }, audit: Audit) => {
  const notices = () => strapi.db.query(NOTICE_UID);

  const byId = async (id: number): Promise<Notice> => {
    const row = (await notices().findOne({ where: { id } })) as NoticeRow | null;
    if (!row) throw new errors.NotFoundError('Notice not found', { code: 'NOT_FOUND' });
    return toNotice(row);
  };

  const move = async (id: number, from: readonly NoticeState[], data: object): Promise<Notice> =>
    strapi.db.transaction(async () => {
      const notice = await byId(id);
      const where = { id, state: { $in: [...from] } };
      if ((await notices().updateMany({ where, data })).count === 0)
        throw new errors.ApplicationError(`Not possible while the notice is ${notice.state}`, {
          code: 'WRONG_STATE',
          path: [],
          state: notice.state,
        });
      return byId(id);
    });

  return {
    notices: async (query: object) =>
      ((await notices().findMany(query)) as NoticeRow[]).map(toNotice),
    retry: (id: number) => move(id, ['failed', 'pending'], { state: 'pending', attempts: 0 }),
    acknowledge: async (id: number, receipt: string): Promise<Notice> =>
      strapi.db.transaction(async () => {
        const data = { state: 'acknowledged', receipt, acknowledgedAt: new Date() };
        const notice = await move(id, ['pending', 'sent', 'failed'], data);
        const { kind, reference } = notice;
        await audit.record({ type: 'erasure.acknowledged', details: { kind, reference, id } });
        return notice;
      }),
  };
};

/** Creates the service; calls expect system scope. @param allowed where notices may be posted to */
export const createDisclosures = (
  { strapi }: { strapi: Core.Strapi },
  audit: Audit,
  allowed: () => readonly string[]
): Disclosures => {
  const notices = () => strapi.db.query(NOTICE_UID);
  const register = createRegister({ strapi }, allowed);

  const notify: Disclosures['notify'] = async ({
    kind,
    reference,
    documents,
    occasion,
    planId,
  }) => {
    const told = await register.byRecipient(documents);
    for (const [recipient, records] of told) {
      const key = createHash('sha256').update(`${kind}\n${occasion}\n${recipient}`).digest('hex');
      if (await notices().findOne({ where: { key } })) continue;
      await notices().create({
        data: {
          key,
          kind,
          planId: planId ?? null,
          reference,
          recipient,
          records: JSON.stringify([...records]),
          state: 'pending',
          attempts: 0,
          createdAt: new Date(),
        },
      });
    }
    return told.size;
  };

  return {
    record: (input, by) => register.record(input, by),
    find: register.find,
    of: register.of,
    ...createTasks({ strapi }, audit),
    send: createSend({ strapi }, audit, allowed),
    notify,
    recipientsOf: async (documents) => [...(await register.byRecipient(documents)).keys()].sort(),
    async plan(planId, reference, documents) {
      await notify({ kind: 'erasure', reference, documents, planId, occasion: `plan ${planId}` });
    },
  };
};
