import type { AuditServices } from '../../audit/audit-services';
import { AUDIT_TABLES } from '../../audit/models';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, sql, toCondition } from '../../platform/sql';
import type { Needle } from '../discovery/needles';
import type { TextTable } from '../discovery/tables';
import { createScanText } from '../discovery/text-scan';
import type { StoredItem } from '../plan/item-store';

/** Takes out of the audit log what it says about a person; its entries stay and still verify. */
export interface AuditPayloads {
  /** Payloads of entries about the documents of items that are the person's own. */
  ofDocuments(items: readonly StoredItem[]): Promise<void>;
  /** Payloads in which the person is mentioned, whatever they are about. */
  mentioning(needles: readonly Needle[]): Promise<void>;
}

const REASON = 'erasure';

const PAYLOADS: TextTable = {
  name: AUDIT_TABLES.payloads,
  columns: ['payload'],
  json: new Set(),
  hasId: true,
};

const CHUNK = 100;

/** Creates the access; runs as system. */
export const createAuditPayloads = (
  run: RunSql,
  dialect: Dialect,
  audit: Pick<AuditServices, 'erasePayloads'>
): AuditPayloads => {
  const scan = createScanText(run, dialect);
  const [payloads, entries] = [
    dialect.table(AUDIT_TABLES.payloads),
    dialect.table(AUDIT_TABLES.entries),
  ];

  const entriesOf = async (rowIds: readonly number[]): Promise<number[]> => {
    const which = toCondition(dialect.inNumbers(id('p.id'), rowIds));
    const rows = await run.rows<{ entry: number | string }>(
      sql`select e.id as entry from ${entries} e join ${payloads} p on p.commitment = e.commitment where ${which}`
    );
    return rows.map(({ entry }) => Number(entry));
  };

  return {
    async ofDocuments(items) {
      const byType = new Map<string, Set<string>>();
      for (const { documentUid, documentId } of items)
        if (documentUid !== null && documentId !== null)
          byType.set(documentUid, (byType.get(documentUid) ?? new Set()).add(documentId));
      for (const [contentType, documentIds] of byType)
        await audit.erasePayloads({ contentType, documentIds: [...documentIds] }, REASON);
    },
    async mentioning(needles) {
      const sure = needles.filter(({ confidence }) => confidence === 'identifier');
      const found: number[] = [];
      for await (const { rowId } of scan([PAYLOADS], sure)) if (rowId !== null) found.push(rowId);
      for (let at = 0; at < found.length; at += CHUNK) {
        const ids = await entriesOf(found.slice(at, at + CHUNK));
        if (ids.length > 0) await audit.erasePayloads({ ids }, REASON);
      }
    },
  };
};
