import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { callerOf } from '../../../access/http/caller';
import type { Actor } from '../../../platform/actor';
import { paginationMeta, parseListQuery, type Columns } from '../../../platform/http/list-query';
import { dataOf, parse, positiveInteger } from '../../../platform/http/request';
import type { ScopeStore } from '../../../platform/scope';
import { wordsFor } from '../../mail/render';
import type { RequestTask } from '../handlers';
import type { PrivacyRequest } from '../request-table';
import type { RequestServices } from '../request-services';
import { REJECTION_GROUNDS } from '../states';
import { listView } from '../views';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly privacy: { readonly requests: RequestServices };
}

const COLUMNS: Columns = {
  id: { attribute: 'id', kind: 'integer' },
  reference: { attribute: 'reference', kind: 'text' },
  kind: { attribute: 'kind', kind: 'text' },
  state: { attribute: 'state', kind: 'text' },
  channel: { attribute: 'channel', kind: 'text' },
  assignee: { attribute: 'assigneePrincipal', kind: 'text' },
  receivedAt: { attribute: 'receivedAt', kind: 'instant' },
  dueAt: { attribute: 'dueAt', kind: 'instant' },
  completedAt: { attribute: 'completedAt', kind: 'instant' },
};

const LONG = 5_000;
const words = z.string().regex(/\S/).max(LONG);
const params = z.object({ id: positiveInteger });
const record = z.strictObject({ contentType: z.string().min(1), documentId: z.string().min(1) });
const empty = z.strictObject({}).nullish();

const BODIES = {
  assign: z.strictObject({ assignee: z.string().nullable().optional() }).default({}),
  verifyIdentity: z.strictObject({
    method: words.max(200).default('clerk'),
    note: words.optional(),
  }),
  reason: z.strictObject({ reason: words }),
  withdraw: z.strictObject({ reason: words.optional() }),
  discover: z.strictObject({ records: z.array(record).min(1).max(1_000).optional() }),
  approve: z.strictObject({ digest: z.string().max(200).optional() }),
  reject: z.strictObject({ ground: z.enum(REJECTION_GROUNDS), reason: words }),
};

/** A governed clerk's list is cut down to what is within reach after it was read. */
const MOST_LISTED = 1_000;

/** A body that may be left out. */
const bodyOf = <T>(ctx: Context, schema: z.ZodType<T>): T =>
  parse(schema, dataOf(ctx.request.body ?? {}));

/** Lists, a page of it, what the actor may deal with. */
const list = async ({ requests }: Dependencies['privacy'], actor: Actor, ctx: Context) => {
  const query = parseListQuery(ctx.query, COLUMNS);
  const { where, orderBy, start, limit } = query;
  const { table, handlers } = requests;
  if (handlers.seesAll(actor)) {
    const rows = await table.find({ where, orderBy, offset: start, limit });
    return { rows, meta: paginationMeta(query, await table.count(where)) };
  }
  const candidates = await table.find({ where, orderBy, limit: MOST_LISTED });
  const reached: PrivacyRequest[] = [];
  for (const request of candidates)
    if (await handlers.mayHandle(actor, request)) reached.push(request);
  return {
    rows: reached.slice(start, start + limit),
    meta: paginationMeta(query, reached.length),
  };
};

type Work = (request: PrivacyRequest, ctx: Context, actor: Actor) => Promise<PrivacyRequest>;

/** Runs an action on a request for somebody with the task, and answers with the request. */
const createAct =
  ({ scopes, privacy: { requests } }: Dependencies) =>
  (task: RequestTask, work: Work) =>
  async (ctx: Context): Promise<void> => {
    const { table, handlers, detail } = requests;
    const actor = callerOf(scopes);
    const { id } = parse(params, ctx.params);
    await scopes.runAsSystem(async () => {
      handlers.requireTask(actor, task);
      const request = await table.byId(id);
      await handlers.requireReach(actor, request);
      ctx.body = { data: await detail(await work(request, ctx, actor)), meta: {} };
    });
  };

/** What can be done with a request, by the last part of its path. */
const createActions = (act: ReturnType<typeof createAct>, requests: RequestServices) => {
  const { desk, processing, approvals, withdrawal } = requests;
  const handle = (work: Work) => act('handle-requests', work);
  return {
    assign: handle((request, ctx, { principal }) => {
      const { assignee = principal } = bodyOf(ctx, BODIES.assign);
      return desk.assign(request, assignee);
    }),
    verifyIdentity: handle((request, ctx) => {
      const { method, note } = bodyOf(ctx, BODIES.verifyIdentity);
      return desk.verifyIdentity(request, note === undefined ? { method } : { method, note });
    }),
    extend: handle((request, ctx) => desk.extend(request, bodyOf(ctx, BODIES.reason).reason)),
    suspend: handle((request, ctx) => desk.suspend(request, bodyOf(ctx, BODIES.reason).reason)),
    discover: handle((request, ctx) =>
      processing.discover(request, bodyOf(ctx, BODIES.discover).records)
    ),
    plan: handle((request, ctx) => processing.decide(request, dataOf(ctx.request.body ?? {}))),
    reject: handle((request, ctx) => {
      const { ground, reason } = bodyOf(ctx, BODIES.reject);
      const groundText = wordsFor(request.locale).grounds[ground];
      return withdrawal.reject(request, { ground, groundText, reason });
    }),
    execute: handle((request, ctx) => {
      bodyOf(ctx, empty);
      return processing.execute(request);
    }),
    retry: handle((request) => processing.retry(request)),
    withdraw: handle((request, ctx) => {
      const { reason } = bodyOf(ctx, BODIES.withdraw);
      return withdrawal.withdraw(
        request,
        reason === undefined ? { by: 'clerk' } : { by: 'clerk', reason }
      );
    }),
    liftRestriction: handle((request, ctx) =>
      requests.liftRestriction(request, bodyOf(ctx, BODIES.reason).reason)
    ),
    approve: act('approve-requests', (request, ctx, { principal }) => {
      const { digest } = bodyOf(ctx, BODIES.approve);
      const user = (ctx.state as { user?: { email?: string } }).user;
      return approvals.approve(request, { principal, email: user?.email ?? null }, digest);
    }),
  };
};

/** The desk (`/custodian/requests`): what clerks and approvers do, each within their reach. */
export const createDeskController = ({ scopes, privacy }: Dependencies) => {
  const { requests } = privacy;
  const { table, handlers, enter, detail } = requests;

  return {
    ...createActions(createAct({ scopes, privacy }), requests),

    async find(ctx: Context) {
      const actor = callerOf(scopes);
      await scopes.runAsSystem(async () => {
        handlers.requireAnyTask(actor);
        const { rows, meta } = await list(privacy, actor, ctx);
        ctx.body = { data: rows.map((row) => listView(table, row)), meta };
      });
    },

    async create(ctx: Context) {
      const actor = callerOf(scopes);
      await scopes.runAsSystem(async () => {
        handlers.requireTask(actor, 'handle-requests');
        const { request, isNew } = await enter(dataOf(ctx.request.body), actor.principal);
        await handlers.requireReach(actor, request);
        ctx.status = isNew ? 201 : 200;
        ctx.body = { data: await detail(request), meta: { duplicate: !isNew } };
      });
    },

    async findOne(ctx: Context) {
      const actor = callerOf(scopes);
      const { id } = parse(params, ctx.params);
      await scopes.runAsSystem(async () => {
        handlers.requireAnyTask(actor);
        const request = await table.byId(id);
        await handlers.requireReach(actor, request);
        ctx.body = { data: await detail(request), meta: {} };
      });
    },
  };
};
