import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { joinTransaction } from '../../platform/transaction';
import type { Keyring } from '../proof/keyring';
import { RATE_COUNT_UID, REQUEST_TABLES } from './models';

/** At most so often within so many minutes. */
export interface Limit {
  readonly max: number;
  readonly minutes: number;
}

/** Counts attempts in the database, so that a limit holds on all nodes together. */
export interface RateLimits {
  /**
   * Counts one attempt.
   * @param what whose attempts are counted; kept as a keyed digest
   * @throws RateLimitError with the seconds to wait
   */
  count(scope: string, what: string, limit: Limit): Promise<void>;
  /** Forgets windows that have ended. */
  prune(now: Date): Promise<void>;
}

const MINUTE_MS = 60_000;

/** Creates the limits; calls expect system scope. @param keyring hides whose attempts are counted */
export const createRateLimits = (
  { strapi }: { strapi: Core.Strapi },
  keyring: Pick<Keyring, 'namesOf'>
): RateLimits => {
  const table = () => strapi.db.query(RATE_COUNT_UID);

  /** Adds the window with nothing counted; two at once add it once. */
  const addWindow = async (name: string, endsAt: Date): Promise<void> => {
    const insert = strapi.db
      .getConnection(REQUEST_TABLES.rateCounts)
      .insert({ key: name, count: 0, ends_at: endsAt })
      .onConflict(['key'])
      .ignore();
    await joinTransaction({ strapi }, insert);
    await insert;
  };

  /** One conditional statement per attempt: of two at the limit one passes. */
  const take = async (name: string, max: number): Promise<boolean> => {
    for (;;) {
      const row = (await table().findOne({ where: { key: name } })) as { count: number } | null;
      const count = row?.count ?? max;
      if (count >= max) return false;
      const where = { key: name, count };
      if ((await table().updateMany({ where, data: { count: count + 1 } })).count === 1)
        return true;
    }
  };

  return {
    async count(scope, what, { max, minutes }) {
      const span = minutes * MINUTE_MS;
      const window = Math.floor(Date.now() / span);
      const name = keyring.namesOf(`limit ${scope}`, `${window} ${what}`)[0] ?? '';
      const endsAt = new Date((window + 1) * span);
      await addWindow(name, endsAt);
      if (await take(name, max)) return;
      const retryAfter = Math.max(1, Math.ceil((endsAt.getTime() - Date.now()) / 1_000));
      throw new errors.RateLimitError('Too many requests, please try again later', {
        code: 'RATE_LIMITED',
        retryAfter,
      });
    },
    async prune(now) {
      await table().deleteMany({ where: { endsAt: { $lt: now } } });
    },
  };
};
