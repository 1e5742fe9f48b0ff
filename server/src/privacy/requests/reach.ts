import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { isGovernable } from '../../access/policy/schema-model';
import type { RecordKey, RecordRights } from '../../access/rights/record-rights';
import type { Sessions } from '../../access/rights/session';
import type { Audit } from '../../audit/audit';
import type { Actor } from '../../platform/actor';

/** How far somebody reaches who answers data subjects: what is beyond does not exist. */
export interface Reach {
  /** Whether nothing is beyond somebody's reach. */
  seesAll(actor: Actor): boolean;
  /** Whether a record is there and within somebody's memberships, restricted or not. */
  reaches(actor: Actor, record: RecordKey): Promise<boolean>;
  /** Those of the records that are within reach, in their order. */
  within<T extends RecordKey>(actor: Actor, records: readonly T[]): Promise<T[]>;
  /** @throws NotFoundError as if there were no such record; the attempt is recorded */
  requireRecord(actor: Actor, record: RecordKey): Promise<void>;
}

/** What it is made of. */
export interface ReachParts {
  readonly strapi: Core.Strapi;
  readonly sessions: Sessions;
  readonly rights: RecordRights;
  readonly audit: Audit;
}

/** Creates the questions; calls expect system scope. */
export const createReach = ({ strapi, sessions, rights, audit }: ReachParts): Reach => {
  const reaches: Reach['reaches'] = async (actor, record) => {
    const { contentType } = record;
    if (!isGovernable(contentType) || !strapi.db.metadata.has(contentType)) return false;
    // Restriction hides records from everyday work; those who answer the request are its exception.
    const handler = { ...actor };
    sessions.attach(handler, { ...sessions.of(actor), restricting: false });
    return rights.sees(handler, record);
  };

  return {
    seesAll: (actor) => sessions.unrestricted(actor),
    reaches,
    async within(actor, records) {
      const reached: (typeof records)[number][] = [];
      for (const record of records) if (await reaches(actor, record)) reached.push(record);
      return reached;
    },
    async requireRecord(actor, record) {
      if (await reaches(actor, record)) return;
      const { contentType, documentId } = record;
      const details = { code: 'BEYOND_REACH' };
      await audit.recordRefusal({ type: 'access.denied', contentType, documentId, details });
      throw new errors.NotFoundError('Record not found', { code: 'NOT_FOUND' });
    },
  };
};
