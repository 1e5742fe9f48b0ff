import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { callerOf } from '../../access/http/caller';
import type { Actor } from '../../platform/actor';
import { flag, parse, positiveInteger } from '../../platform/http/request';
import type { Audit } from '../../audit/audit';
import type { ScopeStore } from '../../platform/scope';
import type { ErasureServices } from '../erasure/erasure-services';
import { countFindings, inPlace, UNDECIDED } from '../plan/findings';
import type { PrivacyRequest } from '../requests/request-table';
import type { RequestServices } from '../requests/request-services';
import type { Subjects } from '../subjects/subjects';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly audit: Audit;
  readonly privacy: {
    readonly requests: Pick<RequestServices, 'table' | 'handlers'>;
    readonly erasures: ErasureServices;
    readonly subjects: Pick<Subjects, 'lookup'>;
  };
}

const params = z.object({ id: positiveInteger });
const itemParams = z.object({ id: positiveInteger, item: positiveInteger });
const page = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** A place, as the findings name it. */
  place: z.string().min(1).max(200).optional(),
  undecided: flag.default(false),
});

/** Shows somebody else's value to who handles the request; the look is written down, not the value. */
const createLook =
  ({ audit, privacy: { requests, erasures } }: Dependencies) =>
  async ({ id, reference }: PrivacyRequest, actor: Actor, item: number) => {
    requests.handlers.requireTask(actor, 'handle-requests');
    const found = await erasures.thirdParties.look(id, item);
    const details = { reference, label: found.label };
    await audit.record({ type: 'package.value-viewed', details });
    return found;
  };

/** What an erasure will do, and what proves that it was done. */
export const createProofController = (dependencies: Dependencies) => {
  const { scopes, privacy } = dependencies;
  const { requests, erasures, subjects } = privacy;
  const look = createLook(dependencies);

  /** Runs work on a request that the caller may deal with. @throws NotFoundError beyond its reach */
  const within = async <T>(
    ctx: Context,
    work: (request: PrivacyRequest, actor: Actor) => Promise<T>
  ): Promise<T> => {
    const actor = callerOf(scopes);
    const { id } = parse(params, ctx.params);
    return scopes.runAsSystem(async () => {
      requests.handlers.requireAnyTask(actor);
      const request = await requests.table.byId(id);
      await requests.handlers.requireReach(actor, request);
      return work(request, actor);
    });
  };

  return {
    /** The dry run of a request's plan, by position; values are masked. */
    async items(ctx: Context) {
      const { after, limit, place, undecided } = parse(page, ctx.query);
      const filter = { ...(place && inPlace(place)), ...(undecided && UNDECIDED) };
      const lines = await within(ctx, ({ id }) =>
        erasures.erasure.diff(id, after, limit, false, filter)
      );
      ctx.body = { data: lines, meta: { after: lines.at(-1)?.item.seq ?? after } };
    },

    /** What a request's plan is about, place by place, and how far it has been carried out. */
    async findings(ctx: Context) {
      const data = await within(ctx, async ({ id }) => {
        const plan = await erasures.plans.of(id);
        return plan && countFindings(erasures.plans.all(plan.id));
      });
      ctx.body = { data, meta: {} };
    },

    /** The records that carry what the person is known by: where it is open whose they are, a clerk names them. */
    async candidates(ctx: Context) {
      const data = await within(ctx, async (request) => {
        const requester = requests.table.requesterOf(request);
        return (await subjects.lookup(requester?.identifiers ?? [])).records;
      });
      ctx.body = { data, meta: {} };
    },

    /** The package of a request: until when, and how often, it can still be fetched. */
    async package(ctx: Context) {
      const data = await within(ctx, ({ id }) => erasures.vault.of(id));
      ctx.body = { data, meta: {} };
    },

    /** What stands where the review shows two letters. */
    async thirdParty(ctx: Context) {
      const { item } = parse(itemParams, ctx.params);
      const data = await within(ctx, (request, actor) => look(request, actor, item));
      ctx.body = { data, meta: {} };
    },

    /** The certificates of a request, oldest first. */
    async certificates(ctx: Context) {
      const data = await within(ctx, ({ id }) => erasures.certificates.of(id));
      ctx.body = { data, meta: {} };
    },

    /** The public keys that certificates and manifests verify with, as a JSON Web Key Set. */
    keys(ctx: Context) {
      ctx.body = erasures.keyring.publicKeys();
    },
  };
};
