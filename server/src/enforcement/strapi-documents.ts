import type { Core, Modules, UID } from '@strapi/strapi';
import type { Right } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import type { Governance } from './governance';
import {
  createDocumentRows,
  hasEntries,
  type Call,
  type CallParams,
  type DocumentRows,
} from './strapi-document-rows';
import { denied, isWrite, rightsAfter, rightsNeeded, type RecordKeeper } from './write-boundary';

type Next = () => Promise<unknown>;

interface Boundary {
  /** Says whether the target is there for the caller. @throws PolicyError (403) if it may not */
  authorise(call: Call): Promise<'missing' | 'allowed'>;
  /** Stamps and re-checks what was written. @throws PolicyError (403), which rolls everything back */
  settle(call: Call, result: unknown): Promise<void>;
}

const createBoundary = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  keeper: RecordKeeper,
  rows: DocumentRows
): Boundary => {
  const publishes = ({ uid, params }: Call): boolean => {
    const model = strapi.getModel(uid as UID.ContentType);
    return params.status === 'published' && model.options?.draftAndPublish === true;
  };

  const isSingleType = (uid: string): boolean =>
    strapi.getModel(uid as UID.ContentType).kind === 'singleType';

  const demand = async (call: Call, documentId: string, right: Right, code: string) => {
    if (!(await rows.withinRight(call, documentId, right)))
      throw denied(code, call.action, call.uid);
  };

  const documentIdOf = ({ action, params }: Call, result: unknown): string | undefined =>
    action === 'create' || action === 'clone'
      ? (result as { documentId?: string } | null)?.documentId
      : params.documentId;

  const keep = async ({ uid, action, actor }: Call, documentId: string): Promise<void> => {
    if (action === 'create' || action === 'clone') await keeper.stamp(actor, uid, documentId);
    if (action === 'delete' && (await rows.count(uid, documentId)) === 0)
      await keeper.forget(uid, documentId);
  };

  return {
    async authorise(call) {
      const { uid, action, actor, params } = call;
      if (action === 'create') {
        if (!keeper.mayCreate(actor, uid)) throw denied('CREATE_DENIED', action, uid);
        // Strapi creates a single type that it does not find, hidden or not: there must not be two.
        if (isSingleType(uid) && (await scopes.runAsSystem(() => rows.count(uid))) > 0)
          throw denied('CREATE_DENIED', action, uid);
        return 'allowed';
      }
      const documentId = params.documentId ?? '';
      if ((await rows.count(uid, documentId)) === 0) return 'missing';
      for (const right of rightsNeeded(action, publishes(call)))
        await demand(call, documentId, right, `${right.toUpperCase()}_DENIED`);
      return 'allowed';
    },
    async settle(call, result) {
      const documentId = documentIdOf(call, result);
      if (!documentId) return;
      await scopes.runAsSystem(() => keep(call, documentId));
      for (const right of rightsAfter(call.action, publishes(call)))
        await demand(
          call,
          documentId,
          right,
          right === 'publish' ? 'PUBLISH_DENIED' : 'OUT_OF_SCOPE'
        );
    },
  };
};

/**
 * The write boundary: one middleware around the document service, registered first and so outermost
 * (architecture, "The one idea"). A write by an actor runs in one transaction: the target must be in
 * the caller's view and within the right; Strapi's own machinery then runs as system, because under
 * a view it would drop hidden relations; the result is stamped, must still be within the caller's
 * reach, and is read again as the caller.
 * Touches: `strapi.documents.use` (public). Guard: self-test canary `document-update`.
 */
export const guardDocuments = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance,
  keeper: RecordKeeper
): void => {
  const rows = createDocumentRows(strapi, scopes, governance);
  const boundary = createBoundary(strapi, scopes, keeper, rows);

  const write = (call: Call, next: Next): Promise<unknown> =>
    strapi.db.transaction(async () => {
      // Under the caller's view Strapi itself answers as it does for a record that is not there.
      if ((await boundary.authorise(call)) === 'missing') return next();
      const before = call.action === 'delete' ? await rows.beforeDelete(call) : [];
      const result = await scopes.runAsSystem(next);
      await boundary.settle(call, result);
      if (call.action !== 'delete' || !hasEntries(result)) return rows.asSeenBy(call, result);
      const deleted = new Set(result.entries.map((row) => row.id));
      return { ...result, entries: before.filter((row) => deleted.has(row.id)) };
    });

  const writeBeside = async (call: Call, next: Next): Promise<unknown> => {
    const result = await scopes.runAsSystem(next);
    // Not governed itself: only what is populated beside it depends on who asks.
    if (!call.params.populate || call.action === 'delete') return result;
    return rows.asSeenBy(call, result);
  };

  const guard = (context: { uid: string; action: string; params: unknown }, next: Next) => {
    const { uid, action } = context;
    const actor = scopes.actor();
    if (!actor || !isWrite(action) || !governance.touches(uid)) return next();
    const call: Call = { uid, action, actor, params: context.params as CallParams };
    return governance.governsType(uid) ? write(call, next) : writeBeside(call, next);
  };

  strapi.documents.use(guard as Modules.Documents.Middleware.Middleware);
};
