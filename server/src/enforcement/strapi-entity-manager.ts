import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { ScopeStore } from '../platform/scope';
import { COPY_TYPES } from './copies';
import type { Governance } from './governance';
import { createCopyGuard } from './strapi-copies';

interface QueryParams {
  where?: unknown;
  data?: unknown;
  select?: unknown;
  populate?: unknown;
}

type EntityMethod = (uid: string, params?: QueryParams, ...rest: unknown[]) => Promise<unknown>;

type EntityManager = Record<
  'findOne' | 'create' | 'createMany' | 'update' | 'updateMany' | 'delete' | 'deleteMany',
  EntityMethod
>;

const rowsOf = (params: QueryParams | undefined): Record<string, unknown>[] => {
  const { data = {} } = params ?? {};
  return (Array.isArray(data) ? data : [data]) as Record<string, unknown>[];
};

const refuse = (uid: string): never => {
  throw new errors.ForbiddenError(
    `Records of ${uid} are governed: in a request they are written through the document service`,
    { code: 'GOVERNED_WRITE' }
  );
};

const idOf = (result: unknown): unknown =>
  typeof result === 'object' && result !== null ? (result as { id?: unknown }).id : undefined;

/**
 * Guards `db.query(uid).create/update/delete…` in an actor's scope. On governed types they are
 * refused (no second door beside the document service). On types that are merely linked to governed
 * ones Strapi's machinery runs as system, because under a view it would drop hidden links, and what
 * is handed back is read again as the caller.
 * Touches: methods of `db.entityManager` (@strapi/database entity-manager/index.js), which
 * repositories look up at call time. Guard: self-test canaries `query-update`, `query-delete`.
 */
export const guardEntityManager = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance
): void => {
  const manager = strapi.db.entityManager as unknown as EntityManager;
  const { findOne } = manager;
  const copies = createCopyGuard(strapi, scopes, governance);
  const reread = (uid: string, params: QueryParams | undefined, id: unknown) =>
    findOne.call(manager, uid, {
      where: { id },
      select: params?.select,
      populate: params?.populate,
    });

  /** Rows about governed records: only such as the actor sees, and whose records it may so change. */
  const writeCopy = async (
    method: keyof EntityManager,
    original: EntityMethod,
    uid: string,
    params: QueryParams | undefined
  ): Promise<unknown> => {
    if (method === 'create' || method === 'createMany') {
      await copies.authorise(uid, rowsOf(params));
      return scopes.runAsSystem(() => original.call(manager, uid, params));
    }
    const [changes = {}] = rowsOf(params);
    const ids = await copies.reachable(uid, params?.where, changes);
    if (ids.length === 0) return method.endsWith('Many') ? { count: 0 } : null;
    const where = method.endsWith('Many') ? { id: { $in: ids } } : { id: ids[0] };
    return scopes.runAsSystem(() => original.call(manager, uid, { ...params, where }));
  };

  const guard = (method: keyof EntityManager) => {
    const original = manager[method];
    manager[method] = async (uid, params, ...rest) => {
      const run = () => original.call(manager, uid, params, ...rest);
      if (!scopes.actor() || !governance.touches(uid)) return run();
      if (governance.governsType(uid)) return refuse(uid);
      if (COPY_TYPES[uid]) return writeCopy(method, original, uid, params);
      if (!params?.populate) return scopes.runAsSystem(run);
      const before = method === 'delete' ? await findOne.call(manager, uid, params) : null;
      const result = await scopes.runAsSystem(run);
      if (method === 'delete') return before;
      const id = idOf(result);
      return id === undefined ? result : reread(uid, params, id);
    };
  };

  guard('create');
  guard('createMany');
  guard('update');
  guard('updateMany');
  guard('delete');
  guard('deleteMany');
};
