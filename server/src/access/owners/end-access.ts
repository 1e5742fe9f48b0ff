import type { Core } from '@strapi/strapi';
import type { Audit } from '../../audit/audit';
import { MEMBERSHIP_UID, SHARE_UID } from '../models';
import { openUntil } from '../validity';

/** What was ended, or would be. */
export interface EndedAccess {
  readonly memberships: number;
  /** Shares made out to the principal itself. */
  readonly shares: number;
  /** Reveals in force, and those that wait for approval. */
  readonly reveals: number;
  /** Shares the principal made for others, which stay: the records' new owner decides. */
  readonly sharesGiven: number;
}

/** Ends all memberships and shares of a leaver at once, in one transaction. Expects system scope. */
export type EndAccess = (
  principal: string,
  options: { readonly dryRun: boolean }
) => Promise<EndedAccess>;

/** Ends what has been revealed to somebody; only counts it in a dry run. */
export type EndReveals = (principal: string, now: Date, dryRun: boolean) => Promise<number>;

interface MembershipRow {
  id: number;
  groupCode: string;
  profileCode: string;
  validFrom: string | Date | null;
}

interface ShareRow {
  id: number;
  contentType: string;
  documentId: string;
}

/** Creates the service. */
export const createEndAccess = (
  { strapi }: { strapi: Core.Strapi },
  audit: Audit,
  endReveals: EndReveals
): EndAccess => {
  const memberships = () => strapi.db.query(MEMBERSHIP_UID);
  const shares = () => strapi.db.query(SHARE_UID);

  const endMembership = async (row: MembershipRow, principal: string, now: Date) => {
    // One that has not begun never will: it has no time to end at.
    const isFuture = row.validFrom !== null && new Date(row.validFrom) >= now;
    const where = { id: row.id };
    await (isFuture
      ? memberships().delete({ where })
      : memberships().update({ where, data: { validTo: now } }));
    const details = { principal, group: row.groupCode, profile: row.profileCode };
    await audit.record({ type: 'membership.ended', details });
  };

  const endShare = async ({ id, contentType, documentId }: ShareRow, principal: string) => {
    await shares().delete({ where: { id } });
    await audit.record({
      type: 'share.ended',
      contentType,
      documentId,
      details: { share: id, principal },
    });
  };

  return async (principal, { dryRun }) =>
    strapi.db.transaction(async () => {
      const now = new Date();
      const held = (await memberships().findMany({
        where: { principal, ...openUntil('validTo', now) },
      })) as MembershipRow[];
      const received = (await shares().findMany({
        where: { principal, ...openUntil('expiresAt', now) },
      })) as ShareRow[];
      const sharesGiven = await shares().count({
        where: { createdByPrincipal: principal, ...openUntil('expiresAt', now) },
      });
      if (!dryRun) {
        for (const row of held) await endMembership(row, principal, now);
        for (const row of received) await endShare(row, principal);
      }
      const reveals = await endReveals(principal, now, dryRun);
      return { memberships: held.length, shares: received.length, reveals, sharesGiven };
    });
};
