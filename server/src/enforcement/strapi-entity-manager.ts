import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import { COPY_TYPES } from './copies';
import type { Governance } from './governance';
import type { WrittenRow } from './link-claims';
import type { CheckedWrite, LinkGuard } from './link-guard';
import { isJson, toList, type Json } from './link-shape';
import { createCopyGuard } from './strapi-copies';
import { refused } from './write-boundary';

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

const isLinked = ({ shapes }: LinkGuard, uid: string, data: Json): boolean =>
  Object.keys(data).some((key) => shapes.rows(uid).has(key));

/** The rows that a method writes data to; null stands for a new one. */
const rowsWritten = async (
  strapi: Core.Strapi,
  uid: string,
  method: keyof EntityManager,
  where: unknown
): Promise<readonly (WrittenRow | null)[]> => {
  if (method !== 'update' && method !== 'updateMany') return [null];
  const many = method === 'updateMany' ? {} : { limit: 1 };
  const rows = await strapi.db.query(uid).findMany({ where, ...many });
  return (rows as Partial<WrittenRow>[]).map(({ id, documentId }) => ({
    id: Number(id),
    documentId: documentId ?? null,
  }));
};

/** The data with hidden links kept. @throws as {@link LinkGuard.check} does */
const checkData = async (
  links: LinkGuard,
  actor: Actor,
  uid: string,
  data: Json,
  rows: readonly (WrittenRow | null)[]
): Promise<CheckedWrite> => {
  const reached: CheckedWrite['reached'][number][] = [];
  let written = data;
  for (const row of rows) {
    const source = { uid, locale: null };
    const checked = await links.check({ actor, source, data, row, form: 'rows' });
    // One set of data for many rows cannot spare the hidden links of some.
    if (rows.length > 1 && !isDeepStrictEqual(checked.data, data))
      throw refused('HIDDEN_LINKS', uid, []);
    written = checked.data;
    reached.push(...checked.reached);
  }
  return { data: written, claims: [], reached, broken: [] };
};

/** Writes rows about governed records: only such as the actor sees, and whose records it may so change. */
const createCopyWriter =
  (manager: EntityManager, scopes: ScopeStore, copies: ReturnType<typeof createCopyGuard>) =>
  async (
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

/**
 * Guards `db.query(uid).create/update/delete…` in an actor's scope. On governed types and their
 * refused (no second door beside the document service). On types that are merely linked to governed
 * ones the relations in the data are checked, Strapi's machinery runs as system, because under a view
 * it would drop hidden links, and what is handed back is read again as the caller.
 * Touches: methods of `db.entityManager` (@strapi/database entity-manager/index.js), which
 * repositories look up at call time. Guard: self-test canaries `query-update`, `query-delete`.
 */
export const guardEntityManager = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance,
  links: LinkGuard
): void => {
  const manager = strapi.db.entityManager as unknown as EntityManager;
  const { findOne } = manager;
  const writeCopy = createCopyWriter(manager, scopes, createCopyGuard(strapi, scopes, governance));
  const reread = (uid: string, params: QueryParams | undefined, id: unknown) =>
    findOne.call(manager, uid, {
      where: { id },
      select: params?.select,
      populate: params?.populate,
    });

  const guard = (method: keyof EntityManager) => {
    const original = manager[method];

    const write: EntityMethod = async (uid, params, ...rest) => {
      if (!params?.populate)
        return scopes.runAsSystem(() => original.call(manager, uid, params, ...rest));
      const before = method === 'delete' ? await findOne.call(manager, uid, params) : null;
      const result = await scopes.runAsSystem(() => original.call(manager, uid, params, ...rest));
      if (method === 'delete') return before;
      const id = idOf(result);
      return id === undefined ? result : reread(uid, params, id);
    };

    const writeLinks = (actor: Actor, uid: string, params: QueryParams, rest: unknown[]) =>
      strapi.db.transaction(async () => {
        const rows = await scopes.runAsSystem(() => rowsWritten(strapi, uid, method, params.where));
        const isList = Array.isArray(params.data);
        const checked: CheckedWrite[] = [];
        for (const data of toList(params.data))
          checked.push(await checkData(links, actor, uid, data as Json, rows));
        const data = checked.map((one) => one.data);
        const result = await write(uid, { ...params, data: isList ? data : data[0] }, ...rest);
        await links.settle({ reached: checked.flatMap(({ reached }) => reached), broken: [] });
        return result;
      });

    manager[method] = async (uid, params, ...rest) => {
      const actor = scopes.actor();
      if (!actor || !(governance.touches(uid) || links.concerns(uid)))
        return original.call(manager, uid, params, ...rest);
      if (COPY_TYPES[uid]) return writeCopy(method, original, uid, params);
      // Components of governed records included.
      if (governance.isSensitive(uid)) return refuse(uid);
      const hasLinks = toList(params?.data).some((one) => isJson(one) && isLinked(links, uid, one));
      if (!params || !hasLinks) return write(uid, params, ...rest);
      return writeLinks(actor, uid, params, rest);
    };
  };

  guard('create');
  guard('createMany');
  guard('update');
  guard('updateMany');
  guard('delete');
  guard('deleteMany');
};
