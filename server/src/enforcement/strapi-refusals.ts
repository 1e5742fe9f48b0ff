import type { Core, Modules } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../audit/audit';
import type { ScopeStore } from '../platform/scope';

interface Context {
  readonly uid: string;
  readonly action: string;
  readonly params: unknown;
}

const documentIdOf = (params: unknown): string | undefined => {
  const value = (params as { documentId?: unknown } | null | undefined)?.documentId;
  return typeof value === 'string' ? value : undefined;
};

/**
 * Records every write that the boundary refuses. Registered before the boundary, and so around it:
 * by then its transaction is rolled back, and the record of the refusal stays.
 * Touches: `strapi.documents.use` (public).
 */
export const recordRefusals = (strapi: Core.Strapi, scopes: ScopeStore, audit: Audit): void => {
  const watch = async ({ uid, action, params }: Context, next: () => Promise<unknown>) => {
    try {
      return await next();
    } catch (error) {
      if (scopes.actor() && error instanceof errors.PolicyError) {
        const { code } = error.details as { code?: string };
        await audit.recordRefusal({
          type: 'access.denied',
          contentType: uid,
          documentId: documentIdOf(params),
          details: { action, code: code ?? null },
        });
      }
      throw error;
    }
  };
  strapi.documents.use(watch as Modules.Documents.Middleware.Middleware);
};
