import type { Core, Modules, UID } from '@strapi/strapi';
import type { Actor, Right } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import type { Governance } from './governance';
import {
  denied,
  isWrite,
  rightAfter,
  rightsNeeded,
  type RecordKeeper,
  type WriteAction,
} from './write-boundary';

type Params = Record<string, unknown> & { documentId?: string; status?: string; locale?: unknown };
interface Row {
  id: unknown;
  documentId?: string;
  locale?: string | null;
  publishedAt?: unknown;
}
interface Entries {
  documentId?: string;
  entries: Row[];
}
type Next = () => Promise<unknown>;

interface Call {
  readonly uid: string;
  readonly action: WriteAction;
  readonly params: Params;
  readonly actor: Actor;
}

const hasEntries = (result: unknown): result is Entries =>
  typeof result === 'object' && result !== null && Array.isArray((result as Entries).entries);

const isRow = (result: unknown): result is Row =>
  typeof result === 'object' && result !== null && 'id' in result;

const documentIdOf = (call: Call, result: unknown): string | undefined => {
  if (call.action !== 'create' && call.action !== 'clone') return call.params.documentId;
  return (result as { documentId?: string } | null)?.documentId;
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
  const countRows = (uid: string, documentId: string): Promise<number> =>
    strapi.db.query(uid).count({ where: { documentId } });

  const withinRight = async (call: Call, documentId: string, right: Right): Promise<boolean> => {
    const [all, reached] = [
      await scopes.runAsSystem(() => countRows(call.uid, documentId)),
      await governance.withRight(right, () => countRows(call.uid, documentId)),
    ];
    // Draft, published and locale rows may be placed differently: every one must be reached.
    return all > 0 && all === reached;
  };

  const readBack = (call: Call, row: Row): Promise<unknown> => {
    const { fields, populate } = call.params;
    const documents = strapi.documents(call.uid as UID.ContentType);
    return documents.findOne({
      documentId: row.documentId ?? '',
      ...(row.locale ? { locale: row.locale } : {}),
      status: row.publishedAt ? 'published' : 'draft',
      fields,
      populate,
    } as Parameters<typeof documents.findOne>[0]);
  };

  /** What the caller is answered: every row read again in its own view. */
  const asSeenBy = async (call: Call, result: unknown): Promise<unknown> => {
    if (hasEntries(result)) {
      const rows = await Promise.all(result.entries.map((row) => readBack(call, row)));
      return { ...result, entries: rows.filter((row) => row !== null) };
    }
    if (!isRow(result)) return result;
    return (await readBack(call, result)) ?? { documentId: result.documentId };
  };

  /** Deleted rows cannot be read again: they are read before. */
  const readBeforeDelete = async (call: Call): Promise<Row[]> => {
    const { documentId, fields, populate } = call.params;
    const query = strapi
      .get('query-params')
      .transform(call.uid as UID.Schema, { fields, populate }) as object;
    return strapi.db.query(call.uid).findMany({ ...query, where: { documentId } }) as Promise<
      Row[]
    >;
  };

  const authorise = async (call: Call): Promise<'missing' | 'allowed'> => {
    const { uid, action, actor, params } = call;
    const publishes = params.status === 'published' && governedPublish(uid);
    const rights = rightsNeeded(action, publishes);
    if (action === 'create') {
      if (!keeper.mayCreate(actor, uid)) throw denied('CREATE_DENIED', action, uid);
      return 'allowed';
    }
    const { documentId = '' } = params;
    if ((await countRows(uid, documentId)) === 0) return 'missing';
    for (const right of rights) {
      if (!(await withinRight(call, documentId, right)))
        throw denied(`${right.toUpperCase()}_DENIED`, action, uid);
    }
    return 'allowed';
  };

  const governedPublish = (uid: string): boolean =>
    strapi.getModel(uid as UID.Schema)?.options?.draftAndPublish === true;

  const settle = async (call: Call, result: unknown): Promise<void> => {
    const { uid, action, actor } = call;
    const documentId = documentIdOf(call, result);
    if (!documentId) return;
    if (action === 'create' || action === 'clone')
      await scopes.runAsSystem(() => keeper.stamp(actor, uid, documentId));
    if (action === 'delete') {
      const left = await scopes.runAsSystem(() => countRows(uid, documentId));
      if (left === 0) await scopes.runAsSystem(() => keeper.forget(uid, documentId));
      return;
    }
    const rights: Right[] = [rightAfter(action) ?? []].flat();
    if (action === 'create' && call.params.status === 'published' && governedPublish(uid))
      rights.push('publish');
    for (const right of rights) {
      if (!(await withinRight(call, documentId, right)))
        throw denied(right === 'publish' ? 'PUBLISH_DENIED' : 'OUT_OF_SCOPE', action, uid);
    }
  };

  const write = (call: Call, next: Next): Promise<unknown> =>
    strapi.db.transaction(async () => {
      // Under the caller's view Strapi itself answers as it does for a record that is not there.
      if ((await authorise(call)) === 'missing') return next();
      const before = call.action === 'delete' ? await readBeforeDelete(call) : [];
      const result = await scopes.runAsSystem(next);
      await settle(call, result);
      if (call.action !== 'delete' || !hasEntries(result)) return asSeenBy(call, result);
      const deleted = new Set(result.entries.map((row) => row.id));
      return { ...result, entries: before.filter((row) => deleted.has(row.id)) };
    });

  const middleware: Modules.Documents.Middleware.Middleware = async (context, next) => {
    const { uid, action } = context;
    const actor = scopes.actor();
    if (!actor || !isWrite(action) || !governance.touches(uid)) return next();
    const call: Call = { uid, action, actor, params: context.params as Params };
    if (governance.governsType(uid)) return write(call, next as Next) as ReturnType<typeof next>;
    const result: unknown = await scopes.runAsSystem(next);
    // Not governed itself: only what is populated beside it depends on who asks.
    if (!call.params.populate || action === 'delete')
      return result as Awaited<ReturnType<typeof next>>;
    return asSeenBy(call, result) as ReturnType<typeof next>;
  };

  strapi.documents.use(middleware);
};
