import type { RecordKey } from '../../access/rights/record-rights';
import type { EndingRestriction } from '../../access/restrictions/restrictions';
import { wordsFor } from '../mail/render';
import type { Letters } from './letters';
import { REQUEST_MARK_UID } from './models';
import type { RequestParts } from './parts';
import type { PrivacyRequest } from './request-table';

/** Art. 18 GDPR: what a request restricts, from its verification on. */
export interface Restricting {
  /**
   * Marks the person's records, in the transaction that is open. Records of types that no policy
   * governs cannot be restricted: they are counted, and the desk shows how many.
   */
  restrict(
    request: PrivacyRequest,
    records: readonly RecordKey[]
  ): Promise<{ readonly restricted: number; readonly notEnforceable: number }>;
  /** Tells the person, then lifts what the request has restricted (Art. 18(3)). Nothing if there is none. */
  lift(request: PrivacyRequest, reason: string): Promise<PrivacyRequest>;
  /**
   * Tells whoever asked for a restriction that somebody ends it past the request, before it ends
   * (Art. 18(3)). In the transaction that ends it.
   */
  ending(ending: EndingRestriction): Promise<void>;
}

const KIND = 'art-18';

interface MarkRow extends RecordKey {
  readonly id: number;
  readonly requestId: number;
  /** The restriction was there before: it is somebody else's to lift. */
  readonly borrowed: boolean;
}

const codeOf = (error: unknown): unknown =>
  (error as { details?: { code?: unknown } } | null)?.details?.code;

/** Which requests a restriction serves. */
const createMarks = ({ strapi }: Pick<RequestParts, 'strapi'>) => {
  const marks = () => strapi.db.query(REQUEST_MARK_UID);
  const find = (where: object) => marks().findMany({ where }) as Promise<MarkRow[]>;
  return {
    ofRequest: (requestId: number) => find({ requestId }),
    ofRecord: ({ contentType, documentId }: RecordKey) => find({ contentType, documentId }),
    add: ({ contentType, documentId }: RecordKey, requestId: number, borrowed: boolean) =>
      marks().create({ data: { requestId, contentType, documentId, borrowed, at: new Date() } }),
    own: ({ id }: MarkRow) => marks().update({ where: { id }, data: { borrowed: false } }),
    remove: (rows: readonly MarkRow[]) =>
      marks().deleteMany({ where: { id: { $in: rows.map(({ id }) => id) } } }),
  };
};

/** Puts restrictions on records, or joins those there are. */
const createMark =
  ({ restrictions }: RequestParts, marks: ReturnType<typeof createMarks>) =>
  /** False for a record that has gone, or whose type nobody governs. */
  async (request: PrivacyRequest, record: RecordKey): Promise<boolean> => {
    try {
      const known = (await restrictions.of(record)).find(({ kind }) => kind === KIND);
      const reason = known?.reason ?? `Request ${request.reference}`;
      // One that would end by the clock would end without a word to the person.
      if (!known || known.expiresAt !== null)
        await restrictions.set(record, { kind: KIND, reason });
      await marks.add(record, request.id, known !== undefined);
      return true;
    } catch (error) {
      if (codeOf(error) === 'NOT_GOVERNED' || codeOf(error) === 'NOT_FOUND') return false;
      throw error;
    }
  };

/** Ends restrictions, with notice. */
const createLift = (
  { restrictions, transitions, notices }: RequestParts,
  marks: ReturnType<typeof createMarks>,
  letters: Letters
): Restricting['lift'] => {
  /** One that another request needs as well becomes that one's. */
  const liftOne = async (record: RecordKey): Promise<void> => {
    const [other] = await marks.ofRecord(record);
    if (other) await marks.own(other);
    else
      await restrictions.lift(record, KIND).catch((error: unknown) => {
        if (codeOf(error) !== 'NOT_FOUND') throw error;
      });
  };

  return async (request, reason) => {
    const rows = await marks.ofRequest(request.id);
    const own = rows.filter(({ borrowed }) => !borrowed);
    if (own.length === 0) return request;
    await letters.send(request, 'restriction-lifted', { reason });
    const lifted = await transitions.note(request, 'lift-restriction', {
      note: reason,
      data: { restricted: own.length < rows.length },
      details: { records: own.length },
    });
    await marks.remove(own);
    for (const row of own) await liftOne(row);
    await notices.tell(lifted, 'restriction-lifted', own);
    return lifted;
  };
};

/** Creates the service; calls expect system scope and an open transaction. */
export const createRestricting = (parts: RequestParts, letters: Letters): Restricting => {
  const { table, transitions, notices } = parts;
  const marks = createMarks(parts);
  const mark = createMark(parts, marks);

  return {
    async restrict(request, records) {
      const restricted: RecordKey[] = [];
      for (const record of records) if (await mark(request, record)) restricted.push(record);
      await notices.tell(request, 'restriction', restricted);
      return {
        restricted: restricted.length,
        notEnforceable: records.length - restricted.length,
      };
    },
    lift: createLift(parts, marks, letters),
    async ending({ restriction, reason, at }) {
      if (restriction.kind !== KIND) return;
      const rows = await marks.ofRecord(restriction);
      for (const row of rows) {
        const request = await table.byId(row.requestId);
        const why = reason ?? wordsFor(request.locale).restrictionOver;
        const end = at === null ? '' : ` (${at.toISOString()})`;
        await letters.send(request, 'restriction-lifted', { reason: `${why}${end}` });
        // A restriction that was given an end is still there until then.
        const left = at === null ? (await marks.ofRequest(request.id)).length - 1 : 1;
        await transitions.note(request, 'lift-restriction', {
          ...(reason === null ? {} : { note: reason }),
          data: { restricted: left > 0 },
          details: { records: 1, byHand: true, endsAt: at?.toISOString() ?? null },
        });
        if (at === null) await marks.remove([row]);
        await notices.tell(request, 'restriction-lifted', [restriction]);
      }
    },
  };
};
