import type { FetchClient } from '@strapi/strapi/admin';

import type { Calls } from './calls';

/** An entry of the audit log. */
export interface AuditEntry {
  id: number;
  /** Its place in the chain; null until it is sealed. */
  seq: number | null;
  at: string;
  type: string;
  causedBy: string;
  contentType: string | null;
  documentId: string | null;
  /** null: erased. */
  details: unknown;
  erased: boolean;
}

export interface AuditPage {
  data: AuditEntry[];
  meta: { pagination: { limit: number; next: string | null } };
}

export interface Verification {
  ok: boolean;
  entries: number;
  unsealed: number;
  erased: number;
  problemCount: number;
  problems: { code: string; seq?: number; id?: number }[];
  milliseconds: number;
}

export type ExportFormat = 'ndjson' | 'csv';

const PAGE_SIZE = 25;

/** The audit log: read by key, so that a page costs the same however many entries there are. */
export const createAuditApi = ({ get, dataOf }: Calls, client: FetchClient) => ({
  audit: (filters: object, cursor: string) =>
    get<AuditPage>('/audit', { filters, cursor, pagination: { limit: PAGE_SIZE, start: 0 } }),
  auditEntry: (id: number) => get<{ data: AuditEntry[] }>('/audit', { filters: { id } }),
  verifyAudit: () => dataOf<Verification>('/audit/verify'),
  exportAudit: async (filters: object, format: ExportFormat): Promise<Blob> => {
    const params = { filters, format };
    return (await client.get('/custodian/audit/export', { params, responseType: 'blob' })).data;
  },
});
