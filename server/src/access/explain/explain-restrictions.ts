import type { Core } from '@strapi/strapi';
import type { Actor, Right } from '../../platform/actor';
import { RESTRICTION_UID } from '../models';
import type { RecordKey } from '../rights/record-rights';
import type { Sessions } from '../rights/session';
import { blockingKinds, READ_RESTRICTED } from '../restrictions/restriction-sql';
import { iso, openUntil } from '../validity';
import { reason, type Reason } from './reasons';

interface RestrictionRow {
  kind: string;
  expiresAt: string | Date | null;
}

/** The restrictions that stand in the way of an action, or of reading, which every action needs. */
export const explainRestrictions = async (
  strapi: Core.Strapi,
  sessions: Sessions,
  actor: Actor,
  { contentType, documentId, action }: RecordKey & { readonly action: Right }
): Promise<Reason[]> => {
  const hasPass = sessions.tasks(actor).has(READ_RESTRICTED);
  const kinds = new Set([
    ...blockingKinds(action, hasPass),
    ...(action === 'create' ? [] : blockingKinds('read', hasPass)),
  ]);
  const found = (await strapi.db.query(RESTRICTION_UID).findMany({
    where: {
      contentType,
      documentId,
      kind: { $in: [...kinds] },
      ...openUntil('expiresAt', actor.now),
    },
    orderBy: { kind: 'asc' },
  })) as RestrictionRow[];
  return found.map(({ kind, expiresAt }) =>
    reason('restriction', {
      kind,
      action,
      expiresAt: iso(expiresAt),
    })
  );
};
