import { errors, z } from '@strapi/utils';
import type { Context } from 'koa';
import type { CanaryResult } from '../../enforcement/self-test';
import type { ScopeStore } from '../../platform/scope';
import { dataOf, flag, parse, positiveInteger } from '../../platform/http/request';
import type { CompareDocument } from '../policy/comparison';
import type { ActivePolicy, PolicyStore } from '../policy/store';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly policies: PolicyStore;
  readonly compare: CompareDocument;
  readonly selfTest: () => Promise<CanaryResult[]>;
}

const updateQuery = z.object({
  dryRun: flag.default(false),
  /** The version the document was made from: nothing is activated if another one is in force. */
  basedOn: positiveInteger.optional(),
});
const versionParams = z.object({ version: positiveInteger });

/** What is read (`{ version, document }`) can be sent back as it is; so can the document alone. */
const documentOf = (body: unknown): unknown => {
  const data = dataOf(body);
  if (typeof data !== 'object' || data === null) return data;
  return 'document' in data ? data.document : data;
};

const answer = (active: ActivePolicy) => ({ data: active, meta: { version: active.version } });

/** Reads, validates, compares and activates the policy document (`/custodian/policy`). */
export const createPolicyController = ({ scopes, policies, compare, selfTest }: Dependencies) => {
  const caller = () => scopes.actor()?.principal ?? 'system';

  return {
    async find(ctx: Context) {
      const active = await scopes.runAsSystem(() => policies.active());
      if (!active) throw new errors.NotFoundError('No policy is in force', { code: 'NO_POLICY' });
      ctx.body = answer(active);
    },

    async update(ctx: Context) {
      const by = caller();
      const document = documentOf(ctx.request.body);
      const { dryRun, basedOn } = parse(updateQuery, ctx.query, ['query']);
      if (dryRun) {
        const comparison = await scopes.runAsSystem(() => compare(document));
        ctx.body = { data: comparison, meta: { version: comparison.version, dryRun: true } };
        return;
      }
      ctx.body = answer(
        await scopes.runAsSystem(() => policies.activate(document, { by, basedOn }))
      );
    },

    async versions(ctx: Context) {
      ctx.body = { data: await scopes.runAsSystem(() => policies.versions()), meta: {} };
    },

    async findVersion(ctx: Context) {
      const { version } = parse(versionParams, ctx.params);
      ctx.body = { data: await scopes.runAsSystem(() => policies.version(version)), meta: {} };
    },

    async activate(ctx: Context) {
      const by = caller();
      const { version } = parse(versionParams, ctx.params);
      ctx.body = answer(await scopes.runAsSystem(() => policies.reactivate(version, { by })));
    },

    async selfTest(ctx: Context) {
      const results = await scopes.runAsSystem(() => selfTest());
      ctx.body = { data: results, meta: { ok: results.every((result) => result.ok) } };
    },
  };
};
