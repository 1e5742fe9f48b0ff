import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Context } from 'koa';
import type { ScopeStore } from '../platform/scope';
import type { AttachTarget, FileGuard } from './file-guard';
import { FILE_UID } from './table-catalogue';
import { isWrite } from './write-boundary';

type Method = (...parameters: never[]) => Promise<unknown>;
type Part = Record<string, unknown>;

interface Registry {
  extend(uid: string, extend: (part: Part) => Part): unknown;
}

interface QueryParams {
  readonly where?: object;
  readonly data?: unknown;
}

type EntityMethod = (uid: string, params?: QueryParams, ...rest: unknown[]) => Promise<unknown>;

/** Puts a question about the first parameter before a method of Strapi's upload plugin. */
const before = (part: Part, name: string, ask: (first: never) => Promise<unknown>): Part => {
  const original = part[name] as ((...parameters: unknown[]) => Promise<unknown>) | undefined;
  if (!original) throw new Error(`Strapi's upload plugin has no '${name}' any more`);
  return {
    ...part,
    [name]: async (...parameters: unknown[]) => {
      await ask(parameters[0] as never);
      return original(...parameters);
    },
  };
};

const itemsOf = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value !== 'object' || value === null) return [];
  const { set, connect } = value as { set?: unknown; connect?: unknown };
  if (set === undefined && connect === undefined) return [value];
  return [...itemsOf(set), ...itemsOf(connect)];
};

/** The records that a file's row is to hang on, as `db.query` takes them. */
const targetsIn = (data: unknown): AttachTarget[] => {
  if (typeof data !== 'object' || data === null || !('related' in data)) return [];
  return itemsOf(data.related).map((item) => {
    const { id, __type, __pivot } = item as {
      id?: unknown;
      __type?: unknown;
      __pivot?: { field?: unknown };
    };
    return { ref: __type, refId: id, field: __pivot?.field };
  });
};

/**
 * The file's own rows: whoever writes them, and by which door. What is not there for the caller is
 * left out of the condition, as Strapi's machinery runs as the system afterwards.
 */
const guardRows = (strapi: Core.Strapi, guard: FileGuard): void => {
  const manager = strapi.db.entityManager as unknown as Record<string, EntityMethod>;
  const wrap = (method: string, check: (params: QueryParams) => Promise<QueryParams>): void => {
    const original = manager[method] as EntityMethod;
    manager[method] = async (uid, params, ...rest) => {
      const call = (checked: QueryParams | undefined) =>
        original.call(manager, uid, checked, ...rest);
      if (uid !== FILE_UID || !guard.active()) return call(params);
      return call(await check(params ?? {}));
    };
  };
  const checkData = async ({ data }: QueryParams) => {
    for (const row of Array.isArray(data) ? (data as unknown[]) : [data])
      for (const target of targetsIn(row)) await guard.mayAttach(target);
  };
  const creating = async (params: QueryParams) => {
    await checkData(params);
    return params;
  };
  const changing = async (params: QueryParams) => {
    const ids = await guard.visible(params.where ?? {});
    await guard.mayChange(ids);
    await checkData(params);
    return { ...params, where: { id: { $in: ids } } };
  };
  wrap('create', creating);
  wrap('createMany', creating);
  for (const method of ['update', 'updateMany', 'delete', 'deleteMany']) wrap(method, changing);
};

interface UploadInput {
  readonly data?: AttachTarget;
}

/** Bytes are written and removed before the rows are, so the question comes before both. */
const guardBytes = (services: Registry, guard: FileGuard): void => {
  const change = async (where: object) => {
    if (guard.active()) await guard.mayChange(await guard.visible(where));
  };
  services.extend('plugin::upload.upload', (service) => {
    const attaching = before(service, 'upload', async ({ data }: UploadInput) => {
      if (guard.active() && data?.ref && data.refId && data.field) await guard.mayAttach(data);
    });
    const replacing = before(attaching, 'replace', (id: unknown) => change({ id }));
    return before(replacing, 'remove', async ({ id }: { id: unknown }) => {
      if (!guard.active()) return;
      const ids = await guard.visible({ id });
      if (ids.length === 0) throw new errors.NotFoundError();
      await guard.mayChange(ids);
    });
  });
  services.extend('plugin::upload.file', (service) =>
    // All or nothing: Strapi removes the files of one call side by side.
    before(service, 'deleteByIds', (ids: unknown) => change({ id: { $in: ids ?? [] } }))
  );
};

interface FolderRow {
  readonly path: string;
}

const inside = (folders: readonly FolderRow[]): object => ({
  $or: folders.flatMap(({ path }) => [
    { folderPath: path },
    { folderPath: { $startsWith: `${path}/` } },
  ]),
});

/**
 * Folders are the same for everybody. Deleting one deletes the files that the caller sees in it; those
 * that it does not see go to the top of the library. Renaming or moving one concerns all files in it.
 */
const guardFolders = (
  strapi: Core.Strapi,
  services: Registry,
  scopes: ScopeStore,
  guard: FileGuard
): void => {
  services.extend('plugin::upload.folder', (service) => {
    const update = service.update as Method;
    const deleteByIds = service.deleteByIds as (ids?: unknown) => Promise<unknown>;
    return {
      ...service,
      update: (...parameters: never[]) => scopes.runAsSystem(() => update(...parameters)),
      async deleteByIds(ids: unknown = []) {
        if (!guard.active()) return deleteByIds(ids);
        const folders = (await strapi.db
          .query('plugin::upload.folder')
          .findMany({ where: { id: { $in: ids } } })) as FolderRow[];
        if (folders.length === 0) return deleteByIds(ids);
        const seen = await guard.visible(inside(folders));
        await guard.mayChange(seen);
        const hidden = (await guard.all(inside(folders))).filter((id) => !seen.includes(id));
        const result = await deleteByIds(ids);
        const data = { folderPath: '/' };
        await scopes.runAsSystem(() =>
          strapi.db.query(FILE_UID).updateMany({ where: { id: { $in: hidden } }, data })
        );
        return result;
      },
    };
  });
};

/** Moving writes tables by hand, which no view lets through: what is allowed then runs as the system. */
const guardMoves = (controllers: Registry, scopes: ScopeStore, guard: FileGuard): void => {
  controllers.extend('plugin::upload.admin-folder-file', (controller) => {
    const moveMany = controller.moveMany as (ctx: Context) => Promise<unknown>;
    return {
      ...controller,
      async moveMany(ctx: Context) {
        if (!guard.active()) return moveMany(ctx);
        const request = ctx.request as unknown as { body: { fileIds?: unknown } };
        if (Array.isArray(request.body.fileIds)) {
          const ids = await guard.visible({ id: { $in: request.body.fileIds as unknown[] } });
          await guard.mayChange(ids);
          request.body = { ...request.body, fileIds: ids };
        }
        return scopes.runAsSystem(() => moveMany(ctx));
      },
    };
  });
};

/** The document service would change a file's row without asking about the records that it hangs on. */
const refuseDocuments = (strapi: Core.Strapi, guard: FileGuard): void => {
  strapi.documents.use(async (context, next) => {
    const { uid, action } = context as { uid: string; action: string };
    if (uid === FILE_UID && isWrite(action) && guard.active())
      throw new errors.PolicyError('Files are written through the upload plugin', {
        code: 'GOVERNED_WRITE',
      });
    return next();
  });
};

/**
 * Makes the media library's writes go through the caller's view. Call in `register`, when the upload
 * plugin's parts exist and no route has been composed of them.
 * Touches: services `upload`, `file`, `folder` and controller `admin-folder-file` of @strapi/upload
 * (server/services, server/controllers), through the registries' public `extend`; methods of
 * `db.entityManager` (@strapi/database entity-manager/index.js); `strapi.documents.use` (public).
 * Guard: integration test `files.test.ts`.
 */
export const guardUploads = (strapi: Core.Strapi, scopes: ScopeStore, guard: FileGuard): void => {
  const services = strapi.get<Registry>('services');
  guardRows(strapi, guard);
  guardBytes(services, guard);
  guardFolders(strapi, services, scopes, guard);
  guardMoves(strapi.get<Registry>('controllers'), scopes, guard);

  refuseDocuments(strapi, guard);
};
