import type { Core, Modules } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import type { LeftFiles } from './left-files';
import { isWrite, type RecordKeeper } from './write-boundary';

interface Context {
  readonly uid: string;
  readonly action: string;
  readonly params: unknown;
}

/**
 * Lists the files of a governed record before a write that may take them away, whoever writes: a file
 * that hangs on nothing any more would otherwise be everybody's.
 * Touches: `strapi.documents.use` (public). Guard: integration test `files.test.ts`.
 */
export const rememberFiles = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  keeper: RecordKeeper,
  files: LeftFiles
): void => {
  const remember = async ({ uid, action, params }: Context, next: () => Promise<unknown>) => {
    const { documentId } = params as { documentId?: unknown };
    const loses = isWrite(action) && action !== 'create' && action !== 'clone';
    const concerns = loses && keeper.governs(uid) && files.holds(uid);
    if (!concerns || typeof documentId !== 'string') return next();
    return strapi.db.transaction(async () => {
      await scopes.runAsSystem(() => files.mark(uid, documentId));
      return next();
    });
  };
  strapi.documents.use(remember as Modules.Documents.Middleware.Middleware);
};
