import type { Core, Modules } from '@strapi/strapi';
import type { Audit } from '../audit/audit';
import { hasEntries } from './strapi-document-rows';
import type { RecordKeeper } from './write-boundary';

interface Context {
  readonly uid: string;
  readonly action: string;
  readonly params: { readonly documentId?: string; readonly locale?: unknown };
}

/**
 * Records that records of governed types were deleted, whoever did it, in the transaction that deletes
 * them. Registered behind the write boundary, and so inside of its transaction.
 * Touches: `strapi.documents.use` (public).
 */
export const recordDeletions = (strapi: Core.Strapi, keeper: RecordKeeper, audit: Audit): void => {
  const watch = async ({ uid, action, params }: Context, next: () => Promise<unknown>) => {
    if (action !== 'delete' || !keeper.governs(uid)) return next();
    return strapi.db.transaction(async () => {
      const result = await next();
      const { documentId, locale } = params;
      const rows = hasEntries(result) ? result.entries.length : 0;
      // Nothing there, nothing deleted.
      if (rows === 0) return result;
      const details = { rows, ...(typeof locale === 'string' ? { locale } : {}) };
      await audit.record({
        type: 'record.deleted',
        contentType: uid,
        details,
        ...(documentId === undefined ? {} : { documentId }),
      });
      return result;
    });
  };
  strapi.documents.use(watch as unknown as Modules.Documents.Middleware.Middleware);
};
