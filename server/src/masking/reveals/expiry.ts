import type { Core } from '@strapi/strapi';
import type { EndReveals } from '../../access/owners/end-access';
import { openUntil } from '../../access/validity';
import type { ScopeStore } from '../../platform/scope';
import type { RevealRows } from './reveal-rows';

const PERIOD = 60_000;

/** Writes down what has already come to its end by itself: what is shown never waits for it. */
export interface Expiry {
  /** Records every reveal that has expired and is not recorded as ended. Any node may do it. */
  sweep(now?: Date): Promise<number>;
  /** Sweeps every minute from now on. */
  start(): void;
  stop(): void;
  /** Ends all reveals of a leaver; counts them only, in a dry run. */
  readonly endAll: EndReveals;
}

/** Creates it. */
export const createExpiry = (
  { strapi }: { strapi: Core.Strapi },
  scopes: ScopeStore,
  rows: RevealRows
): Expiry => {
  let timer: NodeJS.Timeout | null = null;

  const sweep: Expiry['sweep'] = async (now = new Date()) => {
    let ended = 0;
    const over = await rows.all({ endedAt: { $null: true }, expiresAt: { $lte: now } });
    for (const reveal of over)
      if (await rows.end(reveal, 'expired', null, new Date(reveal.expiresAt))) ended += 1;
    return ended;
  };

  const sweepQuietly = (): void => {
    scopes
      .runAsSystem(() => sweep())
      .catch((error: unknown) => {
        strapi.log.error(`[custodian] ends of reveals could not be recorded: ${String(error)}`);
      });
  };

  return {
    sweep,
    start() {
      timer ??= setInterval(sweepQuietly, PERIOD).unref();
    },
    stop() {
      if (timer) clearInterval(timer);
      timer = null;
    },
    async endAll(principal, now, dryRun) {
      const where = { principal, endedAt: { $null: true }, ...openUntil('expiresAt', now) };
      const open = await rows.all(where);
      if (!dryRun) for (const reveal of open) await rows.end(reveal, 'access-ended', null, now);
      return open.length;
    },
  };
};
