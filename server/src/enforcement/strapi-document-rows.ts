import type { Core, UID } from '@strapi/strapi';
import type { Actor, Right } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import type { Governance } from './governance';
import type { WriteAction } from './write-boundary';

/** The parameters of a document service call, as far as the boundary looks at them. */
export interface CallParams {
  readonly documentId?: string;
  readonly status?: string;
  readonly locale?: unknown;
  readonly data?: unknown;
  readonly fields?: unknown;
  readonly populate?: unknown;
}

/** One write through the document service. */
export interface Call {
  readonly uid: string;
  readonly action: WriteAction;
  readonly params: CallParams;
  readonly actor: Actor;
}

/** A database row as the document service returns it. */
export interface Row {
  readonly id: unknown;
  readonly documentId?: string;
  readonly locale?: string | null;
  readonly publishedAt?: unknown;
}

/** What `publish`, `delete`, `clone` … return. */
export interface Entries {
  readonly documentId?: string;
  readonly entries: readonly Row[];
}

/** Tells the two shapes of a result apart. */
export const hasEntries = (result: unknown): result is Entries =>
  typeof result === 'object' &&
  result !== null &&
  'entries' in result &&
  Array.isArray(result.entries);

const isRow = (result: unknown): result is Row =>
  typeof result === 'object' && result !== null && 'id' in result;

interface QueryParams {
  transform(uid: string, params: object): object;
}

/** Reads the rows that a write is about, as the system or as the caller. */
export interface DocumentRows {
  /** Rows of a document, or of the type, in the scope in force. */
  count(uid: string, documentId?: string): Promise<number>;
  /**
   * Whether the caller's right covers the whole document: draft, published and locale rows may be
   * placed differently, and a write touches them all.
   */
  withinRight(call: Call, documentId: string, right: Right): Promise<boolean>;
  /** The result of a write as the caller sees it: every row read again in its view. */
  asSeenBy(call: Call, result: unknown): Promise<unknown>;
  /** Rows about to be deleted, in the caller's view, with what it asked to be shown. */
  beforeDelete(call: Call): Promise<Row[]>;
}

/** Creates the reader; it uses the document service and `db.query`, no internals. */
export const createDocumentRows = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance
): DocumentRows => {
  const count = (uid: string, documentId?: string): Promise<number> =>
    strapi.db.query(uid).count({ where: documentId === undefined ? {} : { documentId } });

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

  return {
    count,
    async withinRight(call, documentId, right) {
      const rowsOf = () => count(call.uid, documentId);
      const all = await scopes.runAsSystem(rowsOf);
      const reached = await governance.withRight(right, rowsOf);
      if (all === 0 || all !== reached) return false;
      // A right that reaches further than reading does must not change, or bring to light, a version
      // that is hidden.
      const needsSight = right !== 'read' && right !== 'create';
      return !needsSight || (await governance.withRight('read', rowsOf)) === all;
    },
    async asSeenBy(call, result) {
      if (hasEntries(result)) {
        const rows: unknown[] = [];
        // One after the other: they share the transaction's single connection.
        for (const row of result.entries) rows.push(await readBack(call, row));
        return { ...result, entries: rows.filter((row) => row !== null) };
      }
      if (!isRow(result)) return result;
      return (await readBack(call, result)) ?? { documentId: result.documentId };
    },
    async beforeDelete({ uid, params }) {
      const { documentId, fields, populate } = params;
      const queryParams = strapi.get<QueryParams>('query-params');
      const query = queryParams.transform(uid, { fields, populate });
      return (await strapi.db.query(uid).findMany({ ...query, where: { documentId } })) as Row[];
    },
  };
};
