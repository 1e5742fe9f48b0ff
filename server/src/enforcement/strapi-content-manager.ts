import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { ScopeStore } from '../platform/scope';
import type { AccessRule } from './access-rule';
import type { Governance } from './governance';

/** The task that deleting several governed records at once needs. */
export const BULK_DELETE_TASK = 'bulk-delete';

interface DocumentManager {
  deleteMany(documentIds: string[], uid: string, options?: object): Promise<unknown>;
}

interface Preview {
  getPreviewUrl(uid: string, params: { documentId?: string }): Promise<unknown>;
}

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly governance: Governance;
  readonly rule: AccessRule;
}

const guardBulkDelete = (
  manager: DocumentManager,
  { scopes, governance, rule }: Dependencies
): void => {
  const deleteMany = manager.deleteMany.bind(manager);
  manager.deleteMany = async (documentIds, uid, options) => {
    const actor = scopes.actor();
    // The controller has left out what the caller does not see: that must not count.
    const isBulk = new Set(documentIds).size > 1;
    if (actor && isBulk && governance.governsType(uid) && !rule.holdsTask(actor, BULK_DELETE_TASK))
      throw new errors.PolicyError('You may not delete several records at once', {
        code: 'TASK_REQUIRED',
        task: BULK_DELETE_TASK,
        contentType: uid,
      });
    return deleteMany(documentIds, uid, options);
  };
};

const guardPreview = (strapi: Core.Strapi, preview: Preview, governance: Governance): void => {
  const getPreviewUrl = preview.getPreviewUrl.bind(preview);
  preview.getPreviewUrl = async (uid, params) => {
    const { documentId } = params;
    if (governance.governsType(uid)) {
      const where = documentId === undefined ? {} : { documentId };
      if ((await strapi.db.query(uid).count({ where })) === 0)
        throw new errors.NotFoundError('Document not found');
    }
    return getPreviewUrl(uid, params);
  };
};

/**
 * Guards what the content manager does besides reading and writing documents. Deleting several
 * records at once needs a task. A preview's handler, which is the project's, is only asked about
 * records that the caller sees; about others the answer is 404, as about none.
 * Touches: `deleteMany` of the service `document-manager` and `getPreviewUrl` of `preview`
 * (content-manager services/document-manager.js, preview/services/preview.js), looked up by their
 * controllers at call time. Guard: integration test `content-manager-doors.test.ts`.
 */
export const guardContentManager = (strapi: Core.Strapi, dependencies: Dependencies): void => {
  const plugin = strapi.plugin('content-manager');
  guardBulkDelete(plugin.service<DocumentManager>('document-manager'), dependencies);
  guardPreview(strapi, plugin.service<Preview>('preview'), dependencies.governance);
};
