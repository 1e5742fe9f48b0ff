import { createHash, randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { REQUEST_TOKEN_UID } from './models';

/** `verify` proves an address once; `follow` shows and withdraws a request. */
export type TokenPurpose = 'verify' | 'follow';

/** How a token was received. */
export type TokenOutcome = 'accepted' | 'refused' | 'locked';

/** Secrets of requesters: 256 bits of chance, kept as digests only. */
export interface RequestTokens {
  /** Makes a token that holds until then; earlier ones of the purpose hold no longer. */
  issue(requestId: number, purpose: TokenPurpose, expiresAt: Date | null): Promise<string>;
  /** Whether the token holds. It stays valid. */
  holds(requestId: number, purpose: TokenPurpose, token: string): Promise<boolean>;
  /** Uses a token up. A wrong one counts; after {@link MOST_FAILURES} the right one is refused too. */
  consume(requestId: number, purpose: TokenPurpose, token: string): Promise<TokenOutcome>;
  /** Ends all tokens of a request. */
  revoke(requestId: number, purpose?: TokenPurpose): Promise<void>;
}

export const MOST_FAILURES = 5;
const TOKEN_BYTES = 32;

/** Chance needs no salt: nobody can try 2^256 of them. */
const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

interface TokenRow {
  id: number;
  hash: string;
  failures: number;
}

/** Creates the tokens; calls expect system scope. */
export const createRequestTokens = ({ strapi }: { strapi: Core.Strapi }): RequestTokens => {
  const table = () => strapi.db.query(REQUEST_TOKEN_UID);
  const current = async (requestId: number, purpose: TokenPurpose): Promise<TokenRow | null> =>
    (await table().findOne({
      where: {
        requestId,
        purpose,
        usedAt: { $null: true },
        $or: [{ expiresAt: { $null: true } }, { expiresAt: { $gt: new Date() } }],
      },
      orderBy: { id: 'desc' },
    })) as TokenRow | null;

  /** By their ids: on MySQL, deleting what is not there locks out everybody who adds something beside it. */
  const remove = async (where: object): Promise<void> => {
    const rows = (await table().findMany({ where, select: ['id'] })) as { id: number }[];
    if (rows.length > 0)
      await table().deleteMany({ where: { id: { $in: rows.map(({ id }) => id) } } });
  };

  const countFailure = ({ id, failures }: TokenRow) =>
    table().updateMany({ where: { id, failures }, data: { failures: failures + 1 } });

  return {
    async issue(requestId, purpose, expiresAt) {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      await remove({ requestId, purpose });
      await table().create({
        data: { requestId, purpose, hash: digestOf(token), expiresAt, usedAt: null, failures: 0 },
      });
      return token;
    },
    async holds(requestId, purpose, token) {
      // Digests are compared: how long that takes says nothing about the token.
      return (await current(requestId, purpose))?.hash === digestOf(token);
    },
    async consume(requestId, purpose, token) {
      const row = await current(requestId, purpose);
      if (!row) return 'refused';
      if (row.failures >= MOST_FAILURES) return 'locked';
      if (row.hash !== digestOf(token)) {
        await countFailure(row);
        return row.failures + 1 >= MOST_FAILURES ? 'locked' : 'refused';
      }
      const where = { id: row.id, usedAt: { $null: true } };
      const { count } = await table().updateMany({ where, data: { usedAt: new Date() } });
      return count === 1 ? 'accepted' : 'refused';
    },
    async revoke(requestId, purpose) {
      await remove({ requestId, ...(purpose ? { purpose } : {}) });
    },
  };
};
