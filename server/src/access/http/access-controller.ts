import { errors, z } from '@strapi/utils';
import type { Context } from 'koa';
import type { Actor } from '../../platform/actor';
import type { ScopeStore } from '../../platform/scope';
import { actionUid } from '../../platform/http/admin-route';
import { parse } from '../../platform/http/request';
import type { Explain } from '../explain/explain';
import { DEPTHS, RECORD_ACTIONS } from '../policy/types';
import type { FindOwnMasks } from '../rights/own-masks';
import type { Reach } from '../rights/rights';
import type { Sessions } from '../rights/session';
import { callerOf, taskRequired } from './caller';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly sessions: Sessions;
  readonly explain: Explain;
  readonly ownMasks: FindOwnMasks;
}

const explainQuery = z.object({
  contentType: z.string().min(1),
  documentId: z.string().min(1),
  action: z.enum(RECORD_ACTIONS).default('read'),
  principal: z.string().min(1).optional(),
});

const recordParams = z.object({ contentType: z.string().min(1), documentId: z.string().min(1) });

const EXPLAIN_OTHERS = 'explain-others';

interface Ability {
  can(action: string): boolean;
}

const describeReach = ({ grants, groups }: Reach) => {
  const widest = grants
    .map(({ depth }) => DEPTHS.indexOf(depth))
    .reduce((a, b) => Math.max(a, b), 0);
  return { depth: DEPTHS[widest], groups };
};

/** All rights of a caller, by content type and action. */
const rightsOf = (sessions: Sessions, actor: Actor) => {
  const { policy } = sessions.of(actor);
  return Object.fromEntries(
    [...(policy?.types.keys() ?? [])].map((uid) => [
      uid,
      Object.fromEntries(
        RECORD_ACTIONS.map((action) => [action, describeReach(sessions.reach(actor, uid, action))])
      ),
    ])
  );
};

/** By content type, the attributes with a field rule, and how deep the caller sees each as it is. */
const maskedOf = (sessions: Sessions, actor: Actor) => {
  const { policy } = sessions.of(actor);
  if (sessions.unrestricted(actor)) return {};
  return Object.fromEntries(
    [...(policy?.types ?? [])]
      .filter(([, { fields }]) => fields.length > 0)
      .map(([uid, { fields }]) => [
        uid,
        fields.map(({ field, strategy }) => ({
          field,
          strategy,
          clear: describeReach(sessions.clearReach(actor, uid, field)),
        })),
      ])
  );
};

const mayExplainOthers = (sessions: Sessions, ctx: Context, actor: Actor): boolean => {
  if (sessions.tasks(actor).has(EXPLAIN_OTHERS)) return true;
  const ability = (ctx.state as { userAbility?: Ability }).userAbility;
  return actor.kind === 'admin' && ability?.can(actionUid('access-explain-others')) === true;
};

/** What callers may do, and why (`/me`, `/explain`), on the admin and the content API. */
export const createAccessController = (input: Dependencies) => {
  const { scopes, sessions, explain, ownMasks } = input;
  return {
    me(ctx: Context) {
      const actor = callerOf(scopes);
      const { version, memberships, closed } = sessions.of(actor);
      ctx.body = {
        data: {
          principal: actor.principal,
          unrestricted: sessions.unrestricted(actor),
          memberships: memberships.map(({ id, group, profile }) => ({ id, group, profile })),
          closed: closed.map(({ membership: { id, group, profile }, why, until }) => ({
            ...{ id, group, profile, why },
            until: until?.toISOString() ?? null,
          })),
          rights: rightsOf(sessions, actor),
          masked: maskedOf(sessions, actor),
          tasks: [...sessions.tasks(actor)],
        },
        meta: { version },
      };
    },

    /** Which fields of one record the caller sees masked. */
    async masked(ctx: Context) {
      const record = parse(recordParams, ctx.params);
      const actor = callerOf(scopes);
      ctx.body = { data: await scopes.runAsSystem(() => ownMasks(actor, record)), meta: {} };
    },

    async explain(ctx: Context) {
      const actor = callerOf(scopes);
      const { principal = actor.principal, ...question } = parse(explainQuery, ctx.query, [
        'query',
      ]);
      const ofOthers = mayExplainOthers(sessions, ctx, actor);
      if (principal !== actor.principal && !ofOthers) {
        throw taskRequired('Explaining the access of others needs a task', EXPLAIN_OTHERS);
      }
      const address = principal === actor.principal ? { address: actor.address } : {};
      const explanation = await scopes.runAsSystem(() =>
        explain({ ...question, ...address, principal })
      );
      // To somebody who may not see the record it does not exist, reasons included.
      if (
        !ofOthers &&
        !(await isVisible(question.contentType, question.documentId, explain, scopes, actor))
      )
        throw new errors.NotFoundError('Record not found', { code: 'NOT_FOUND' });
      ctx.body = { data: explanation, meta: { ...question, principal } };
    },
  };
};

const isVisible = async (
  contentType: string,
  documentId: string,
  explain: Explain,
  scopes: ScopeStore,
  { principal, address }: Actor
): Promise<boolean> => {
  const question = { contentType, documentId, principal, address, action: 'read' as const };
  return (await scopes.runAsSystem(() => explain(question))).allowed;
};
