import { AsyncLocalStorage } from 'node:async_hooks';
import { errors } from '@strapi/utils';
import type { Context, Next } from 'koa';
import type { Audit } from '../../audit/audit';
import type { AccessRule } from '../../enforcement/access-rule';
import type { Answer } from '../../enforcement/strapi-query-responses';
import type { RowsRead } from '../../enforcement/strapi-rows-read';
import type { Actor } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import type { ScopeStore } from '../../platform/scope';
import { allOf, failsFor, id } from '../../platform/sql';
import type { RowQuery } from '../rights/row-query';
import type { ExportConfig } from './config';
import { listsIn, type Lists } from './lists-in';

/** Asks for the right to export where a request reads in bulk. */
export interface BulkReads {
  /** Takes note of rows that a caller's statement returned. */
  readonly read: RowsRead;
  /** Takes note of a statement that was answered. */
  noticed(answer: Pick<Answer, 'sql'>): void;
  /**
   * Around each request, before its answer is sent.
   * @throws PolicyError `EXPORT_DENIED` for an answer with more records than one may read without the
   * right to export each of them. What has changed records is answered all the same: to say no to what
   * is done would be untrue. It is recorded like an export
   */
  readonly middleware: (ctx: Context, next: Next) => Promise<void>;
}

/** What it is made of. */
export interface BulkReadsInput {
  readonly scopes: ScopeStore;
  readonly rule: AccessRule;
  readonly rows: RowQuery;
  readonly dialect: Dialect;
  readonly audit: Audit;
  readonly settings: () => ExportConfig;
}

interface Reading {
  actor: Actor | null;
  /** Ids of rows, by content type. */
  readonly rows: Map<string, Set<number>>;
  readonly documents: Set<unknown>;
  /** Records that statements returned: the most at once, and all together. */
  longest: number;
  /** Something has been changed, other than what the plugin itself keeps. */
  isWriting: boolean;
}

interface ReadRow {
  readonly id?: unknown;
  readonly documentId?: unknown;
  readonly document_id?: unknown;
}

/** Whatever else they write, such as a date of last use, these only read. */
const READS = ['GET', 'HEAD'];
const WRITE = /^\s*(?:insert\s+into|update|delete\s+from)\s+(?!\S*custodian_)/i;

/**
 * Records in lists of the answer. GraphQL sends text, and names its fields as the caller likes: there
 * the rows that were read are what is answered.
 */
const listsOf = (body: unknown, { documents, longest }: Reading): Lists =>
  typeof body === 'string' ? { longest, total: documents.size } : listsIn(body, documents);

const createDemand = (input: BulkReadsInput) => {
  const { rule, rows, dialect, audit, settings } = input;

  const mayExport = async (actor: Actor, uid: string, ids: readonly number[]): Promise<boolean> => {
    const exportable = rule.compileView(uid, actor, 'export').rows;
    const beyond = await rows.countUpTo(uid, 1, (context) =>
      allOf([dialect.inNumbers(id(`${context.alias}.id`), ids), failsFor(exportable(context))])
    );
    return beyond === 0;
  };

  return async (actor: Actor, reading: Reading, lists: Lists): Promise<void> => {
    const { pageSize, records } = settings();
    const read: Record<string, number> = {};
    for (const [uid, ids] of reading.rows) {
      // Of what is read in passing a few records are no export.
      if (lists.total <= records && ids.size <= pageSize) continue;
      read[uid] = ids.size;
      if (reading.isWriting || (await mayExport(actor, uid, [...ids]))) continue;
      throw new errors.PolicyError(
        `Reading more than ${pageSize} records in a list, or ${records} at once, needs the right to export them`,
        { code: 'EXPORT_DENIED', contentType: uid, pageSize, records }
      );
    }
    await audit.record({ type: 'export.read', details: { principal: actor.principal, read } });
  };
};

/** Creates it. */
export const createBulkReads = (input: BulkReadsInput): BulkReads => {
  const { scopes, rule, settings } = input;
  const requests = new AsyncLocalStorage<Reading>();
  const demandExport = createDemand(input);

  return {
    read(uid, found) {
      const reading = requests.getStore();
      const actor = reading ? scopes.actor() : null;
      if (!reading || !actor || !rule.governedTypes(actor).has(uid)) return;
      reading.actor = actor;
      reading.longest = Math.max(reading.longest, found.length);
      const ids = reading.rows.get(uid) ?? new Set<number>();
      reading.rows.set(uid, ids);
      for (const row of found as readonly ReadRow[]) {
        if (typeof row.id === 'number') ids.add(row.id);
        reading.documents.add(row.documentId ?? row.document_id);
      }
    },
    noticed({ sql }) {
      const reading = requests.getStore();
      if (reading && WRITE.test(sql)) reading.isWriting = true;
    },
    async middleware(ctx, next) {
      const reading: Reading = {
        actor: null,
        rows: new Map(),
        documents: new Set(),
        longest: 0,
        isWriting: false,
      };
      await requests.run(reading, async () => {
        await next();
        const { pageSize, records } = settings();
        const { actor } = reading;
        // Nearly all requests read less, and are spared the rest.
        if (READS.includes(ctx.method)) reading.isWriting = false;
        if (!actor || reading.documents.size <= Math.min(pageSize, records)) return;
        const lists = listsOf(ctx.body, reading);
        if (lists.longest <= pageSize && lists.total <= records) return;
        await scopes.runAsSystem(() => demandExport(actor, reading, lists));
      });
    },
  };
};
