import { errors } from '@strapi/utils';
import type { Audit } from './audit';
import { endOf, startOf, type Chain, type ChainState } from './chain';
import { signPosition } from './checkpoint';
import { PRUNED } from './findings';
import type { LogTables } from './log-tables';
import type { Sealer } from './sealer';
import type { SigningKeys } from './signing-keys';
import type { Verifier } from './verify';

/** What retention has removed. */
export interface Pruned {
  readonly removed: number;
  /** The last place that is gone; null if nothing was old enough. */
  readonly upTo: number | null;
}

/** Ends the life of old entries. */
export interface Retention {
  /**
   * Removes the beginning of the chain up to the last entry before which all are older than an
   * instant. What stays still verifies: it begins at a signed anchor, and an entry tells what was
   * removed and with which hash it ended.
   * @throws ApplicationError if the log does not verify: retention must not tidy up after a forger
   */
  prune(options: { readonly before: Date }): Promise<Pruned>;
}

/** What retention is made of. */
export interface RetentionParts {
  readonly tables: LogTables;
  readonly chain: Chain;
  readonly keys: SigningKeys;
  readonly sealer: Sealer;
  readonly verifier: Verifier;
  readonly audit: Audit;
}

const NOTHING: Pruned = { removed: 0, upTo: null };

/** Creates the service. */
export const createRetention = (parts: RetentionParts): Retention => {
  const { tables, chain, keys, sealer, verifier, audit } = parts;

  /** The last place of the chain's beginning in which everything is older. */
  const endOfOld = async (state: ChainState, before: string): Promise<number> => {
    const [row] = await tables.run<{ first: number | string | null }[]>(
      tables.on('entries').whereNotNull('seq').where('at', '>=', before).min({ first: 'seq' })
    );
    const first = row?.first ?? null;
    return first === null ? endOf(state).seq : Number(first) - 1;
  };

  const remove = async (upTo: number): Promise<number> => {
    const old = () => tables.on('entries').whereNotNull('seq').where('seq', '<=', upTo);
    const commitments = () => old().select('commitment');
    await tables.run(tables.on('payloads').whereIn('commitment', commitments()).delete());
    await tables.run(tables.on('subjects').whereIn('commitment', commitments()).delete());
    return tables.run<number>(old().delete());
  };

  return {
    async prune({ before }) {
      await sealer.seal();
      const limit = before.toISOString();
      const now = await chain.state();
      if ((await endOfOld(now, limit)) <= startOf(now).seq) return NOTHING;
      if (!(await verifier.verify()).ok)
        throw new errors.ApplicationError('The audit log does not verify; nothing was removed', {
          code: 'AUDIT_LOG_BROKEN',
        });
      const key = await keys.current();
      return chain.inTurn(async (state) => {
        // Another node may have done it meanwhile.
        const upTo = await endOfOld(state, limit);
        if (upTo <= startOf(state).seq) return NOTHING;
        const [last] = await tables.run<{ hash: string }[]>(
          tables.on('entries').where({ seq: upTo }).select('hash')
        );
        const hash = last?.hash ?? '';
        const removed = await remove(upTo);
        await audit.record({ type: PRUNED, details: { upTo, hash, removed, before: limit } });
        const at = new Date().toISOString();
        const anchor = { kind: 'anchor' as const, log: state.logId, seq: upTo, hash, at };
        await chain.move({ anchor: signPosition(anchor, key) });
        return { removed, upTo };
      });
    },
  };
};
