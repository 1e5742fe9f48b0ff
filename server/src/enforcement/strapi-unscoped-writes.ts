import type { Core, Modules } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import type { Governance } from './governance';
import { denied, isWrite, rightsNeeded, type RecordKeeper } from './write-boundary';

interface Context {
  readonly uid: string;
  readonly action: string;
  readonly params: unknown;
}

/**
 * Looks after writes that no view restricts, of the system and of super admins whom the policy lets
 * see the tables. A restriction holds for super admins too, who can lift it, on the record; and what
 * is kept beside a record goes with it, whoever deletes it.
 * Touches: `strapi.documents.use` (public).
 */
export const guardUnscopedWrites = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance,
  keeper: RecordKeeper
): void => {
  const refuseRestricted = async ({ uid, action, params }: Context): Promise<void> => {
    const actor = scopes.actor();
    const { documentId } = params as { documentId?: string };
    if (!actor || !documentId || !isWrite(action)) return;
    for (const right of rightsNeeded(action, false))
      if (right !== 'read' && (await keeper.isRestricted(actor, uid, documentId, right)))
        throw denied('RESTRICTED', action, uid);
  };

  const forgetDeleted = async ({ uid, params }: Context): Promise<void> => {
    const { documentId } = params as { documentId?: string };
    if (!documentId || (await strapi.db.query(uid).count({ where: { documentId } })) > 0) return;
    await keeper.forget(uid, documentId);
  };

  const guard = async (context: Context, next: () => Promise<unknown>): Promise<unknown> => {
    const { uid, action } = context;
    const isOpen = isWrite(action) && keeper.governs(uid) && !governance.governsType(uid);
    if (!isOpen) return next();
    return strapi.db.transaction(async () => {
      await refuseRestricted(context);
      const result = await next();
      if (action === 'delete') await scopes.runAsSystem(() => forgetDeleted(context));
      return result;
    });
  };
  strapi.documents.use(guard as Modules.Documents.Middleware.Middleware);
};
