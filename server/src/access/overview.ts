import type { Core } from '@strapi/strapi';
import { MEMBERSHIP_UID, RESTRICTION_UID, SHARE_UID } from './models';
import type { PolicyStore } from './policy/store';
import { RESTRICTION_KINDS } from './restrictions/restriction-sql';
import { openUntil } from './validity';

/** Figures of what is in force now. Instants are ISO 8601. */
export interface Overview {
  readonly policy: {
    readonly version: number;
    readonly createdAt: string;
    readonly createdBy: string | null;
    readonly groups: number;
    readonly profiles: number;
    readonly contentTypes: number;
  } | null;
  readonly memberships: number;
  readonly shares: { readonly open: number; readonly expiringSoon: number };
  readonly restrictions: Readonly<Record<(typeof RESTRICTION_KINDS)[number], number>>;
}

const DAY = 86_400_000;
/** Shares that end within these days are about to expire. */
export const EXPIRING_DAYS = 7;

/** Counts what is in force. Expects system scope. */
export const createOverview = ({ strapi }: { strapi: Core.Strapi }, policies: PolicyStore) => {
  const countOf = (uid: string, where: object): Promise<number> =>
    strapi.db.query(uid).count({ where });

  const policyOf = async (): Promise<Overview['policy']> => {
    const active = await policies.active();
    if (!active) return null;
    const { version, createdAt, createdBy, document } = active;
    return {
      version,
      createdAt: createdAt.toISOString(),
      createdBy,
      groups: document.groups.length,
      profiles: document.profiles.length,
      contentTypes: Object.keys(document.contentTypes).length,
    };
  };

  return async (now = new Date()): Promise<Overview> => {
    const soon = new Date(now.getTime() + EXPIRING_DAYS * DAY);
    const restrictions: Partial<Record<(typeof RESTRICTION_KINDS)[number], number>> = {};
    for (const kind of RESTRICTION_KINDS)
      restrictions[kind] = await countOf(RESTRICTION_UID, { kind, ...openUntil('expiresAt', now) });
    return {
      policy: await policyOf(),
      memberships: await countOf(MEMBERSHIP_UID, {
        $and: [
          { $or: [{ validFrom: { $null: true } }, { validFrom: { $lte: now } }] },
          openUntil('validTo', now),
        ],
      }),
      shares: {
        open: await countOf(SHARE_UID, openUntil('expiresAt', now)),
        expiringSoon: await countOf(SHARE_UID, { expiresAt: { $gt: now, $lte: soon } }),
      },
      restrictions: restrictions as Overview['restrictions'],
    };
  };
};

/** The figures of the overview page. */
export type ReadOverview = ReturnType<typeof createOverview>;
