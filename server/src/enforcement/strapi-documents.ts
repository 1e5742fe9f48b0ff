import type { Core, Modules, UID } from '@strapi/strapi';
import type { Right } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import { createCloneLinks } from './clone-links';
import { createCloneMasks } from './clone-masks';
import { createFieldGuard } from './field-guard';
import type { Governance } from './governance';
import type { LinkGuard } from './link-guard';
import { isJson } from './link-shape';
import { createMaskGuard } from './mask-guard';
import {
  createDocumentRows,
  hasEntries,
  type Call,
  type CallParams,
  type DocumentRows,
} from './strapi-document-rows';
import { withoutForeignValues } from './write-errors';
import { createWritePreparation, type PreparedWrite } from './write-preparation';
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

  /**
   * Strapi creates a single type that it does not find. A second document beside a hidden one is
   * refused in the words for a caller who may not create at all, which say nothing about it.
   */
  const isTaken = async (uid: string): Promise<boolean> => {
    if (strapi.getModel(uid as UID.ContentType).kind !== 'singleType') return false;
    return (await scopes.runAsSystem(() => strapi.db.query(uid).count())) > 0;
  };

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
        const isRefused = !keeper.mayCreate(actor, uid) || (await isTaken(uid));
        if (isRefused) throw denied('CREATE_DENIED', action, uid);
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

/** What a middleware of the document service is given. Its params may be replaced. */
interface Context {
  readonly uid: string;
  readonly action: string;
  params: unknown;
}

const idsOf = (result: unknown): number[] =>
  hasEntries(result) ? result.entries.map(({ id }) => Number(id)) : [];

/**
 * The write boundary: one middleware around the document service, registered first and so outermost
 * (architecture, "The one idea"). A write by an actor runs in one transaction: the target must be in
 * the caller's view and within the right, and so must be what the data link to; Strapi's own
 * machinery then runs as system, because under a view it would drop hidden relations; the result is
 * stamped, must still be within the caller's reach, and is read again as the caller.
 * Touches: `strapi.documents.use` (public). Guard: self-test canary `document-update`.
 */
export const guardDocuments = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance,
  keeper: RecordKeeper,
  links: LinkGuard
): void => {
  const rows = createDocumentRows(strapi, scopes, governance);
  const boundary = createBoundary(strapi, scopes, keeper, rows);
  const clones = createCloneLinks(strapi, scopes, links);
  const fields = createFieldGuard(strapi, links);
  const masks = createMaskGuard(strapi, scopes, keeper, links);
  const cloneMasks = createCloneMasks(strapi, scopes, links);
  const guards = { links, fields, clones, masks, cloneMasks };
  const prepare = createWritePreparation(strapi, scopes, keeper, guards);

  /** Strapi's own machinery with the data that were checked; what it did must still be in reach. */
  const run = async (call: Call, context: Context, next: Next, prepared: PreparedWrite) => {
    context.params = prepared.params;
    const result = await scopes.runAsSystem(next).catch((error: unknown) => {
      throw withoutForeignValues(error, call.params.data);
    });
    if (call.action === 'clone') {
      const ids = idsOf(result);
      await clones.after(call.uid, ids);
      const { data } = prepared.params;
      await cloneMasks.after(call.uid, ids, isJson(data) ? data : {}, prepared.masked);
    }
    await links.settle(prepared.links);
    return result;
  };

  const write = (call: Call, context: Context, next: Next): Promise<unknown> =>
    strapi.db.transaction(async () => {
      // Under the caller's view Strapi itself answers as it does for a record that is not there.
      if ((await boundary.authorise(call)) === 'missing') return next();
      const before = call.action === 'delete' ? await rows.beforeDelete(call) : [];
      const closed = await masks.closed(call);
      const result = await run(call, context, next, await prepare.governed(call));
      await boundary.settle(call, result);
      await masks.stillClosed(call, closed);
      if (call.action !== 'delete' || !hasEntries(result)) return rows.asSeenBy(call, result);
      const deleted = new Set(result.entries.map((row) => row.id));
      return { ...result, entries: before.filter((row) => deleted.has(row.id)) };
    });

  const writeBeside = (call: Call, context: Context, next: Next): Promise<unknown> =>
    strapi.db.transaction(async () => {
      const result = await run(call, context, next, await prepare.linked(call));
      // Not governed itself: only what is populated beside it depends on who asks.
      if (!call.params.populate || call.action === 'delete') return result;
      return rows.asSeenBy(call, result);
    });

  const guard = (context: Context, next: Next) => {
    const { uid, action } = context;
    const actor = scopes.actor();
    // Asked of reads as well: one that fails while its statement is put together depends on the caller
    // like any other, and has not come to the tables that would say so.
    const isGoverned = governance.governsType(uid);
    if (!actor || !isWrite(action)) return next();
    if (!governance.touches(uid) && !links.concerns(uid)) return next();
    const call: Call = { uid, action, actor, params: context.params as CallParams };
    return isGoverned ? write(call, context, next) : writeBeside(call, context, next);
  };

  strapi.documents.use(guard as Modules.Documents.Middleware.Middleware);
};
