import type { Core, Modules } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import type { ScopeStore } from '../../platform/scope';
import { isGovernable } from '../../access/policy/schema-model';
import type { Annotations } from '../annotations/annotations';
import type { DocumentKey } from '../discovery/records';
import type { Keep } from '../plan/retention';

/** What the guard works with. */
export interface DeletionGuardInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly audit: Audit;
  readonly annotations: Pick<Annotations, 'current'>;
  readonly holdOn: (document: DocumentKey) => Promise<Keep | null>;
  /** Whether it is an erasure that deletes. */
  readonly erasing: () => boolean;
}

interface Context {
  readonly uid: string;
  readonly action: string;
  readonly params: unknown;
}

/**
 * Deleting a record with personal data past the erasure proves nothing and reaches only the record:
 * it is noted, whoever does it, and refused while the record is under legal hold.
 * @throws PolicyError `LEGAL_HOLD`
 */
export const guardDeletions = (input: DeletionGuardInput): void => {
  const { strapi, scopes, audit, annotations, holdOn, erasing } = input;

  const guard = async ({ uid, action, params }: Context, next: () => Promise<unknown>) => {
    const { documentId } = params as { documentId?: unknown };
    const isDelete = action === 'delete' && !erasing() && isGovernable(uid);
    if (!isDelete || typeof documentId !== 'string') return next();
    if (!(await scopes.runAsSystem(() => annotations.current())).contentTypes.has(uid))
      return next();
    return strapi.db.transaction(async () => {
      if (await scopes.runAsSystem(() => holdOn({ uid, documentId })))
        throw new errors.PolicyError('This record is under legal hold', {
          code: 'LEGAL_HOLD',
          contentType: uid,
        });
      const result = await next();
      const event = { type: 'erasure.bypassed', contentType: uid, documentId } as const;
      await scopes.runAsSystem(() => audit.record(event));
      return result;
    });
  };

  strapi.documents.use(guard as Modules.Documents.Middleware.Middleware);
};
