import type { RecordKey } from '../../access/rights/record-rights';
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
}

const KIND = 'art-18';

interface MarkRow extends RecordKey {
  readonly id: number;
}

const codeOf = (error: unknown): unknown =>
  (error as { details?: { code?: unknown } } | null)?.details?.code;

/** Creates the service; calls expect system scope and an open transaction. */
export const createRestricting = (
  { strapi, restrictions, transitions }: RequestParts,
  letters: Letters
): Restricting => {
  const marks = () => strapi.db.query(REQUEST_MARK_UID);

  /** False for a record that has gone, or whose type nobody governs. */
  const mark = async (request: PrivacyRequest, record: RecordKey): Promise<boolean> => {
    const { contentType, documentId } = record;
    try {
      const inForce = await restrictions.of(record);
      // A restriction of somebody else's stays theirs to lift.
      if (inForce.some(({ kind }) => kind === KIND)) return true;
      await restrictions.set(record, { kind: KIND, reason: `Request ${request.reference}` });
    } catch (error) {
      if (codeOf(error) === 'NOT_GOVERNED' || codeOf(error) === 'NOT_FOUND') return false;
      throw error;
    }
    await marks().create({
      data: { requestId: request.id, contentType, documentId, at: new Date() },
    });
    return true;
  };

  return {
    async restrict(request, records) {
      let restricted = 0;
      for (const record of records) if (await mark(request, record)) restricted += 1;
      return { restricted, notEnforceable: records.length - restricted };
    },
    async lift(request, reason) {
      const rows = (await marks().findMany({ where: { requestId: request.id } })) as MarkRow[];
      if (rows.length === 0) return request;
      await letters.send(request, 'restriction-lifted', { reason });
      const lifted = await transitions.note(request, 'lift-restriction', {
        note: reason,
        data: { restricted: false },
        details: { records: rows.length },
      });
      for (const { contentType, documentId } of rows)
        await restrictions.lift({ contentType, documentId }, KIND).catch((error: unknown) => {
          if (codeOf(error) !== 'NOT_FOUND') throw error;
        });
      await marks().deleteMany({ where: { requestId: request.id } });
      return lifted;
    },
  };
};
