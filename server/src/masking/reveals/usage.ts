import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Next } from 'koa';
import type { Audit } from '../../audit/audit';
import type { Answer } from '../../enforcement/strapi-query-responses';
import type { Actor } from '../../platform/actor';
import type { ScopeStore } from '../../platform/scope';
import { MASKING_TABLES } from '../models';
import { eventOf, type RevealRows } from './reveal-rows';

/** Notices what is read by means of a reveal. */
export interface RevealUsage {
  /** Takes note of an answer of the database. */
  noticed(answer: Answer): void;
  /** Around each request: writes down, before the answer is sent, which reveals were used. */
  readonly middleware: (ctx: Context, next: Next) => Promise<void>;
}

/** The columns by which rows are known to be a record's; a statement may read only one of them. */
const documentIdOf = (row: unknown): unknown =>
  (row as { document_id?: unknown } | null)?.document_id;

interface Noticed {
  actor: Actor | null;
  readonly documents: Set<string>;
  /** Rows were read that do not say which record they are of. */
  isUnclear: boolean;
}

/**
 * Creates it. A statement whose view asks for reveals names their table; the records it returns are
 * compared with the caller's reveals once, at the end of the request. A request whose uses cannot be
 * recorded is not answered.
 */
export const createRevealUsage = (
  scopes: ScopeStore,
  rows: RevealRows,
  audit: Audit
): RevealUsage => {
  const requests = new AsyncLocalStorage<Noticed>();

  const used = async ({ actor, documents, isUnclear }: Noticed): Promise<void> => {
    if (!actor || (documents.size === 0 && !isUnclear)) return;
    const { principal, now } = actor;
    const inForce = {
      grantedAt: { $notNull: true },
      endedAt: { $null: true },
      expiresAt: { $gt: now },
    };
    const own = await rows.all({ principal, ...inForce });
    const seen = own.filter(({ documentId }) => isUnclear || documents.has(documentId));
    await audit.record(...seen.map((reveal) => eventOf('reveal.used', reveal)));
  };

  return {
    noticed({ sql, rows: answered }) {
      const request = requests.getStore();
      const actor = request && answered.length > 0 ? scopes.actor() : null;
      if (!request || !actor || !sql.includes(MASKING_TABLES.revealedFields)) return;
      request.actor = actor;
      for (const row of answered) {
        const documentId = documentIdOf(row);
        if (typeof documentId === 'string') request.documents.add(documentId);
        else if (!isCount(row)) request.isUnclear = true;
      }
    },
    async middleware(_ctx, next) {
      const request: Noticed = { actor: null, documents: new Set(), isUnclear: false };
      await requests.run(request, async () => {
        await next();
        await scopes.runAsSystem(() => used(request));
      });
    },
  };
};

/** A row that holds nothing but a number of rows, or ids: nothing of a record. */
const isCount = (row: unknown): boolean =>
  Object.keys(row as object).every((column) => column === 'count' || column.endsWith('id'));
