import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import type { Actor } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import { joinTransaction } from '../../platform/transaction';
import type { RevealConfig } from '../config';
import { MASKING_TABLES, REVEAL_UID } from '../models';
import type { RevealRow } from './reveal';

/** What is known of a reveal when it is asked for. */
export interface Wish {
  readonly contentType: string;
  readonly documentId: string;
  readonly purpose: string;
  readonly reason: string | null;
  readonly minutes: number;
}

/** Counts what each principal asks for, granted or not. */
export interface Attempts {
  /**
   * Stores an attempt, as one that was refused until it is granted: a crash or a wrong password leaves
   * it so, and it counts.
   * @throws RateLimitError `RATE_LIMITED` beyond the configured number; that is logged and audited
   */
  begin(actor: Actor, wish: Wish): Promise<RevealRow>;
}

/** What attempts are made of. */
export interface AttemptsInput {
  readonly strapi: Core.Strapi;
  readonly dialect: Dialect;
  readonly audit: Audit;
  readonly settings: () => RevealConfig;
}

const MINUTE = 60_000;

/** Creates the counter; expects system scope. */
export const createAttempts = ({ strapi, dialect, audit, settings }: AttemptsInput): Attempts => {
  const query = () => strapi.db.query(REVEAL_UID);
  /** When this node last raised an alert about a principal: once a window says it all. */
  const alerts = new Map<string, number>();

  /** One attempt at a time, or a burst would count itself short. SQLite has one writer anyway. */
  const takeTurn = async () => {
    const turn = strapi.db.connection
      .from(dialect.table(MASKING_TABLES.keys).name)
      .select('id')
      .forUpdate();
    await joinTransaction({ strapi }, turn);
    await turn;
  };

  const raiseAlert = async ({ principal, now }: Actor, wish: Wish): Promise<void> => {
    const { count, minutes } = settings().limit;
    if ((alerts.get(principal) ?? 0) > now.getTime() - minutes * MINUTE) return;
    alerts.set(principal, now.getTime());
    strapi.log.warn(
      `[custodian] ${principal} asked for more than ${count} reveals within ${minutes} minutes`
    );
    const { contentType, documentId } = wish;
    await audit.record({
      type: 'reveal.alert',
      contentType,
      documentId,
      details: { principal, limit: count, minutes },
    });
  };

  return {
    async begin(actor, wish) {
      const { principal, now } = actor;
      const { count, minutes } = settings().limit;
      const row: unknown = await strapi.db.transaction(async () => {
        await takeTurn();
        const since = new Date(now.getTime() - minutes * MINUTE);
        const made = await query().count({ where: { principal, requestedAt: { $gt: since } } });
        if (made >= count) return null;
        const ended = { endedAt: now, endedBy: principal, ending: 'refused' };
        return query().create({
          data: { ...wish, principal, requestedAt: now, expiresAt: now, ...ended },
        }) as unknown;
      });
      if (row) return row as RevealRow;
      await raiseAlert(actor, wish);
      throw new errors.RateLimitError('Too many reveals; try again later', {
        code: 'RATE_LIMITED',
      });
    },
  };
};
