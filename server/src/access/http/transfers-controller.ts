import { z } from '@strapi/utils';
import type { Context } from 'koa';
import { allOf } from '../../platform/sql';
import { dataOf, parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { FindUnreachable } from '../owners/unreachable';
import { isOwnTransfer, parseTransfer, type Transfers } from '../owners/transfers';
import type { RecordRights } from '../rights/record-rights';
import type { Sessions } from '../rights/session';
import { callerOf, taskRequired } from './caller';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly sessions: Sessions;
  readonly rights: RecordRights;
  readonly transfers: Transfers;
  readonly findUnreachable: FindUnreachable;
}

/** Lets a caller on the content API transfer what others own, and end their access. */
const TRANSFER = 'transfer-records';

const limitQuery = z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(100) });

/** Giving away what somebody owns, and finding what nobody can reach. */
export const createTransfersController = (input: Dependencies) => {
  const { scopes, sessions, rights, transfers, findUnreachable } = input;
  return {
    /** Admin API: the permission decides, all records of the leaver are given. */
    async create(ctx: Context) {
      const body = dataOf(ctx.request.body);
      ctx.body = { data: await scopes.runAsSystem(() => transfers.transfer(body, null)), meta: {} };
    },

    /** Content API: what callers own themselves, or with the task what they may share. */
    async createOwn(ctx: Context) {
      const actor = callerOf(scopes);
      const body = dataOf(ctx.request.body);
      if (!sessions.tasks(actor).has(TRANSFER) && !isOwnTransfer(parseTransfer(body), actor))
        throw taskRequired('Transferring what others own needs a task', TRANSFER);
      const within =
        (uid: string) => (context: Parameters<ReturnType<RecordRights['covered']>>[0]) =>
          allOf([
            rights.covered(actor, uid, 'share')(context),
            rights.covered(actor, uid, 'update')(context),
          ]);
      const report = await scopes.runAsSystem(() => transfers.transfer(body, within));
      ctx.body = { data: report, meta: {} };
    },

    async unreachable(ctx: Context) {
      const { limit } = parse(limitQuery, ctx.query, ['query']);
      ctx.body = { data: await scopes.runAsSystem(() => findUnreachable(limit)), meta: {} };
    },
  };
};
