import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { ScopeStore } from '../platform/scope';
import { COPY_TYPES, type CopyType } from './copies';
import type { Governance } from './governance';
import { denied } from './write-boundary';

type Data = Record<string, unknown>;

/** Decides what an actor may write of rows that speak about governed records. */
export interface CopyGuard {
  /**
   * Checks the records that new rows speak about.
   * @throws NotFoundError for a record the actor does not see, PolicyError (403) beyond its right
   */
  authorise(uid: string, rows: readonly Data[]): Promise<void>;
  /** Ids of the rows that a condition finds in the actor's view, each checked like a new one. */
  reachable(uid: string, where: unknown, changes: Data): Promise<unknown[]>;
}

/**
 * Creates the guard. Nobody may plan the publication of a record that they do not see, and have it
 * carried out by the scheduler, which is the system. Uses `db.query` only.
 */
export const createCopyGuard = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance
): CopyGuard => {
  const check = async ({ type, document, right }: CopyType, row: Data): Promise<void> => {
    const [uid, documentId] = [row[type], row[document]];
    if (typeof uid !== 'string' || !governance.governsType(uid)) return;
    const count = () => strapi.db.query(uid).count({ where: { documentId } });
    if ((await count()) === 0) throw new errors.NotFoundError('Document not found');
    const all = await scopes.runAsSystem(count);
    if ((await governance.withRight(right, count)) !== all)
      throw denied(`${right.toUpperCase()}_DENIED`, right, uid);
  };

  const authorise: CopyGuard['authorise'] = async (uid, rows) => {
    const copy = COPY_TYPES[uid];
    for (const row of copy ? rows : []) if (copy) await check(copy, row);
  };

  return {
    authorise,
    async reachable(uid, where, changes) {
      const rows = (await strapi.db.query(uid).findMany({ where: where as never })) as Data[];
      await authorise(uid, rows);
      await authorise(
        uid,
        rows.map((row) => ({ ...row, ...changes }))
      );
      return rows.map(({ id }) => id);
    },
  };
};

interface History {
  restoreVersion(versionId: unknown): Promise<unknown>;
}

/**
 * A version of history is restored only as the content type that the caller was asked about: Strapi
 * checks the permission on the type that the request names, and writes the one the version names.
 * Touches: `restoreVersion` of the service `history` (content-manager history/services/history.js),
 * which exists only with a licence for it.
 */
export const guardHistory = (strapi: Core.Strapi): void => {
  const history = strapi.service('plugin::content-manager.history') as unknown as
    History | undefined;
  if (!history?.restoreVersion) return;
  const restoreVersion = history.restoreVersion.bind(history);
  history.restoreVersion = async (versionId) => {
    const body = strapi.requestContext.get()?.request.body as { contentType?: unknown } | undefined;
    const version = (await strapi.db
      .query('plugin::content-manager.history-version')
      .findOne({ where: { id: versionId } as never })) as Data | null;
    const isOther = body?.contentType !== undefined && body.contentType !== version?.contentType;
    if (!version || isOther) throw new errors.NotFoundError('Version not found');
    return restoreVersion(versionId);
  };
};
