import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { callerOf } from '../../access/http/caller';
import { parse, positiveInteger } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { ErasureServices } from '../erasure/erasure-services';
import type { RequestServices } from '../requests/request-services';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly privacy: {
    readonly requests: Pick<RequestServices, 'table' | 'handlers'>;
    readonly erasures: ErasureServices;
  };
}

const params = z.object({ id: positiveInteger });
const page = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** What an erasure will do, and what proves that it was done. */
export const createProofController = ({ scopes, privacy }: Dependencies) => {
  const { requests, erasures } = privacy;

  /** Runs work on a request that the caller may deal with. @throws NotFoundError beyond its reach */
  const within = async <T>(ctx: Context, work: (requestId: number) => Promise<T>): Promise<T> => {
    const actor = callerOf(scopes);
    const { id } = parse(params, ctx.params);
    return scopes.runAsSystem(async () => {
      requests.handlers.requireAnyTask(actor);
      const request = await requests.table.byId(id);
      await requests.handlers.requireReach(actor, request);
      return work(request.id);
    });
  };

  return {
    /** The dry run of a request's plan, by position; values are masked. */
    async items(ctx: Context) {
      const { after, limit } = parse(page, ctx.query);
      const lines = await within(ctx, (requestId) =>
        erasures.erasure.diff(requestId, after, limit, false)
      );
      ctx.body = { data: lines, meta: { after: lines.at(-1)?.item.seq ?? after } };
    },

    /** The certificates of a request, oldest first. */
    async certificates(ctx: Context) {
      const data = await within(ctx, (requestId) => erasures.certificates.of(requestId));
      ctx.body = { data, meta: {} };
    },

    /** The public keys that certificates and manifests verify with, as a JSON Web Key Set. */
    keys(ctx: Context) {
      ctx.body = erasures.keyring.publicKeys();
    },
  };
};
