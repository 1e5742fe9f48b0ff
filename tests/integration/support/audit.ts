import type { Core } from '@strapi/strapi';
import { createAuditServices, type AuditServices } from '../../../server/src/audit/audit-services';
import type { AuditEntry } from '../../../server/src/audit/query';
import { AUDIT_TABLES } from '../../../server/src/audit/models';

/** The audit service of a running Strapi. */
export const auditOf = (strapi: Core.Strapi): AuditServices =>
  strapi.plugin('custodian').service<AuditServices>('audit');

/** The service as a node has it that has just started: it remembers nothing of the chain. */
export const anotherNode = (strapi: Core.Strapi): AuditServices =>
  createAuditServices({ strapi }, strapi.plugin('custodian').service('scope'), () => ({}));

const COLUMNS: Record<string, string> = { documentId: 'document_id', contentType: 'content_type' };

/** What was recorded, oldest first. */
export async function recorded(
  strapi: Core.Strapi,
  where: Record<string, unknown> = {}
): Promise<AuditEntry[]> {
  const columns = Object.entries(where).map(([name, value]) => [COLUMNS[name] ?? name, value]);
  const { rows } = await auditOf(strapi).find({
    where: Object.fromEntries(columns),
    orderBy: [{ id: 'asc' }],
    start: 0,
    limit: 10_000,
    paged: false,
  });
  return rows;
}

type Row = Record<string, unknown>;

/** The log's tables as somebody has them who can reach the database, and nothing else. */
export const rawLog = (strapi: Core.Strapi) => {
  const on = (table: keyof typeof AUDIT_TABLES) => strapi.db.getConnection(AUDIT_TABLES[table]);
  return {
    on,
    entries: async () => (await on('entries').orderBy('seq')) as Row[],
    /** Rewrites one row of a table. */
    change: async (table: keyof typeof AUDIT_TABLES, where: object, data: object) => {
      await on(table).where(where).update(data);
    },
    remove: async (table: keyof typeof AUDIT_TABLES, where: object) => {
      await on(table).where(where).delete();
    },
    /** Everything, to be put back as it was. */
    async snapshot() {
      const tables = Object.keys(AUDIT_TABLES) as (keyof typeof AUDIT_TABLES)[];
      const rows = new Map<keyof typeof AUDIT_TABLES, Row[]>();
      for (const table of tables) rows.set(table, (await on(table)) as Row[]);
      return async () => {
        for (const table of tables) {
          await on(table).delete();
          const kept = rows.get(table) ?? [];
          for (let at = 0; at < kept.length; at += 100)
            await on(table).insert(kept.slice(at, at + 100));
        }
      };
    },
  };
};
