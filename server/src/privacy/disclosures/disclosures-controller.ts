import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { callerOf } from '../../access/http/caller';
import type { Actor } from '../../platform/actor';
import {
  paginationMeta,
  parseListQuery,
  type Columns,
  type ListQuery,
} from '../../platform/http/list-query';
import { dataOf, parse, positiveInteger } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { ErasureServices } from '../erasure/erasure-services';
import type { Notice } from '../erasure/notices';
import type { Jobs } from '../jobs/jobs';
import { SEND_NOTICES } from '../requests/recipients';
import type { RequestServices } from '../requests/request-services';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly privacy: {
    readonly jobs: Jobs;
    readonly erasures: Pick<ErasureServices, 'disclosures'>;
    readonly requests: Pick<RequestServices, 'table' | 'handlers'>;
  };
}

const DISCLOSURE_COLUMNS: Columns = {
  id: { attribute: 'id', kind: 'integer' },
  contentType: { attribute: 'contentType', kind: 'text' },
  documentId: { attribute: 'documentId', kind: 'text' },
  recipient: { attribute: 'recipient', kind: 'text' },
  at: { attribute: 'at', kind: 'instant' },
};

const NOTICE_COLUMNS: Columns = {
  id: { attribute: 'id', kind: 'integer' },
  kind: { attribute: 'kind', kind: 'text' },
  reference: { attribute: 'reference', kind: 'text' },
  recipient: { attribute: 'recipient', kind: 'text' },
  state: { attribute: 'state', kind: 'text' },
  createdAt: { attribute: 'createdAt', kind: 'instant' },
  sentAt: { attribute: 'sentAt', kind: 'instant' },
};

/** Lists are cut down to what is within reach after they were read. */
const MOST_LISTED = 1_000;

const params = z.object({ id: positiveInteger });
const acknowledgement = z.strictObject({ receipt: z.string().regex(/\S/).max(1_000) });
const recordPart = z.object({
  contentType: z.string().min(1).max(191),
  documentId: z.string().min(1).max(191),
});

const pageOf = <T>(query: ListQuery, rows: readonly T[]) => ({
  data: rows.slice(query.start, query.start + query.limit),
  meta: paginationMeta(query, rows.length),
});

type Work = (ctx: Context, actor: Actor) => Promise<{ data: unknown; meta?: object }>;

/** Runs work as the system for somebody who answers data subjects. */
const createAct =
  ({ scopes, privacy }: Dependencies) =>
  (work: Work) =>
  async (ctx: Context): Promise<void> => {
    const actor = callerOf(scopes);
    await scopes.runAsSystem(async () => {
      privacy.requests.handlers.requireTask(actor, 'handle-requests');
      const { data, meta = {} } = await work(ctx, actor);
      ctx.body = { data, meta };
    });
  };

/** Disclosures and the notices about them (Art. 15(1)(c), 19 GDPR), within the caller's reach. */
export const createDisclosuresController = ({ scopes, privacy }: Dependencies) => {
  const { jobs, requests } = privacy;
  const { disclosures } = privacy.erasures;
  const { handlers, table } = requests;

  const act = createAct({ scopes, privacy });

  const mayHandle = async (actor: Actor, { reference }: Notice): Promise<boolean> => {
    if (handlers.seesAll(actor)) return true;
    const request = await table.byReference(reference);
    return request !== null && (await handlers.mayHandle(actor, request));
  };

  /** Runs work on a notice within reach. @throws NotFoundError for any other */
  const onNotice = (work: (id: number, ctx: Context) => Promise<Notice>) =>
    act(async (ctx, actor) => {
      const { id } = parse(params, ctx.params);
      const [notice] = await disclosures.notices({ where: { id } });
      if (notice) {
        const request = await table.byReference(notice.reference);
        if (request) await handlers.requireReach(actor, request);
      }
      return { data: await work(notice && (await mayHandle(actor, notice)) ? id : 0, ctx) };
    });

  return {
    find: act(async (ctx, actor) => {
      const query = parseListQuery(ctx.query, DISCLOSURE_COLUMNS);
      const { where, orderBy } = query;
      const rows = await disclosures.find({ where, orderBy, limit: MOST_LISTED });
      return pageOf(query, await handlers.reach.within(actor, rows));
    }),

    create: act(async (ctx, actor) => {
      const input = dataOf(ctx.request.body);
      await handlers.reach.requireRecord(actor, parse(recordPart, input));
      const data = await disclosures.record(input, actor.principal);
      ctx.status = 201;
      return { data };
    }),

    notices: act(async (ctx, actor) => {
      const query = parseListQuery(ctx.query, NOTICE_COLUMNS);
      const { where, orderBy } = query;
      const rows = await disclosures.notices({ where, orderBy, limit: MOST_LISTED });
      const reached: Notice[] = [];
      for (const row of rows) if (await mayHandle(actor, row)) reached.push(row);
      return pageOf(query, reached);
    }),

    retry: onNotice(async (id) => {
      const notice = await disclosures.retry(id);
      await jobs.enqueue({ kind: SEND_NOTICES });
      return notice;
    }),

    acknowledge: onNotice((id, ctx) =>
      disclosures.acknowledge(id, parse(acknowledgement, dataOf(ctx.request.body)).receipt)
    ),
  };
};
