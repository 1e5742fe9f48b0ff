import { Readable } from 'node:stream';
import { errors } from '@strapi/utils';
import type { Context } from 'koa';
import type { PrivateAnswers } from '../../platform/http/private-answers';
import type { ScopeStore } from '../../platform/scope';
import type { RateLimits } from '../requests/limits';
import type { Vault } from './vault';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly answers: PrivateAnswers;
  readonly privacy: { readonly vault: Vault; readonly limits: RateLimits };
}

/** Nobody guesses 256 bits; the limit keeps whoever tries from keeping the database busy. */
const LIMIT = { max: 60, minutes: 60 };
/** The length of 256 bits in base64url. */
const TOKEN = /^[\w-]{43}$/;

/** Hands packages out (`/api/custodian/packages/:token`). */
export const createPackagesController = ({ scopes, answers, privacy }: Dependencies) => ({
  /** Whatever is wrong with a link looks the same. @throws NotFoundError, RateLimitError */
  async findOne(ctx: Context) {
    answers.mark();
    const token = String((ctx.params as { token?: unknown }).token);
    const found = await scopes.runAsSystem(async () => {
      await privacy.limits.count('package', ctx.request.ip, LIMIT);
      return TOKEN.test(token) ? privacy.vault.fetch(token) : null;
    });
    if (!found) throw new errors.NotFoundError('Package not found', { code: 'NOT_FOUND' });
    ctx.type = 'application/zip';
    ctx.attachment(found.name);
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'no-referrer');
    // The stream reads the database after this handler has returned: still as the system.
    const body = found.body[Symbol.asyncIterator]();
    ctx.body = Readable.from({
      [Symbol.asyncIterator]: () => ({ next: () => scopes.runAsSystem(() => body.next()) }),
    });
  },
});
