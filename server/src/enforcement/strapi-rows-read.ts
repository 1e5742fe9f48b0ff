import type { Core } from '@strapi/strapi';

/** Rows of one type, as one statement returned them: with their columns' names, or attributes'. */
export type RowsRead = (uid: string, rows: readonly object[]) => void;

interface QueryBuilder {
  execute(options?: object): Promise<unknown>;
}

interface EntityManager {
  createQueryBuilder(uid: string): QueryBuilder;
}

/**
 * Tells which rows Strapi's query builders return, those of populates included.
 * Touches `entityManager.createQueryBuilder` (@strapi/database entity-manager/index.js), which the
 * entity manager and populates (query/helpers/populate/apply.js) look up at every call, and the
 * builder's `execute`. Guard: integration test `exports.test.ts`.
 */
export const watchRows = (strapi: Core.Strapi, isWatched: () => boolean, read: RowsRead): void => {
  const manager = strapi.db.entityManager as unknown as EntityManager;
  const createQueryBuilder = manager.createQueryBuilder.bind(manager);
  manager.createQueryBuilder = (uid) => {
    const builder = createQueryBuilder(uid);
    if (!isWatched()) return builder;
    const execute = builder.execute.bind(builder);
    builder.execute = async (options) => {
      const result = await execute(options);
      const rows = [result].flat().filter((row) => typeof row === 'object' && row !== null);
      if (rows.length > 0) read(uid, rows);
      return result;
    };
    return builder;
  };
};
