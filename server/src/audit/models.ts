import { bareModel, datetime, index, name, text } from '../platform/bare-model';

export const AUDIT_EVENT_UID = 'plugin::custodian.audit-event';

export const AUDIT_TABLES = { events: 'custodian_audit_events' } as const;

/** What happened, who caused it, to which record. Rows are added, never changed. */
const auditEvent = bareModel(
  AUDIT_EVENT_UID,
  AUDIT_TABLES.events,
  {
    at: datetime(),
    type: name(),
    causedBy: name(),
    contentType: name(),
    documentId: name(),
    details: text(),
  },
  [
    index(AUDIT_TABLES.events, 'record', ['content_type', 'document_id']),
    index(AUDIT_TABLES.events, 'cause', ['caused_by', 'at']),
  ]
);

/** The models to register with Strapi before the database starts. */
export const AUDIT_MODELS = [auditEvent];
