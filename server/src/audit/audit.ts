import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import { AUDIT_EVENT_UID } from './models';

/** What can be recorded. Past tense: it has happened, or been refused, when it is written. */
export type AuditEventType =
  | 'policy.activated'
  | 'membership.created'
  | 'membership.updated'
  | 'membership.ended'
  | 'placement.changed'
  | 'share.created'
  | 'share.updated'
  | 'share.ended'
  | 'owner.transferred'
  | 'restriction.set'
  | 'restriction.lifted'
  | 'access.denied'
  | `${'reveal' | 'export'}.${string}`
  | 'subject.merged'
  | 'subject.split'
  | 'request.opened'
  | 'request.moved'
  | 'request.changed';

/** One thing that happened. Who caused it is known from the scope. */
export interface AuditEvent {
  readonly type: AuditEventType;
  readonly contentType?: string;
  readonly documentId?: string;
  /** Whatever belongs to the event, as JSON; never a secret, never a record's personal data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one door to the audit log. */
export interface Audit {
  /**
   * Stores events in the transaction that is open, so that what is undone was never recorded.
   * @throws what the database throws: an action that cannot be recorded must not succeed
   */
  record(...events: readonly AuditEvent[]): Promise<void>;
  /**
   * Stores an event that must outlive a transaction about to be rolled back. If one is open, it is
   * stored once that has ended, else at once.
   */
  recordRefusal(event: AuditEvent): Promise<void>;
}

/** What Strapi's transactions offer (`@strapi/database` index.js); its types leave it open. */
interface Deferring {
  readonly onCommit: (work: () => void) => void;
  readonly onRollback: (work: () => void) => void;
}

/** Creates the log's door. */
export const createAudit = ({ strapi }: { strapi: Core.Strapi }, scopes: ScopeStore): Audit => {
  const rowOf = ({ type, contentType, documentId, details }: AuditEvent) => ({
    at: new Date(),
    type,
    causedBy: scopes.cause()?.principal ?? 'system',
    contentType: contentType ?? null,
    documentId: documentId ?? null,
    details: JSON.stringify(details ?? {}),
  });
  const store = async (data: object[]): Promise<void> => {
    await strapi.db.query(AUDIT_EVENT_UID).createMany({ data });
  };
  const storeLater = (data: object[]): void => {
    store(data).catch((error: unknown) => {
      strapi.log.error(`[custodian] a refusal could not be recorded: ${String(error)}`);
    });
  };

  return {
    async record(...events) {
      if (events.length > 0) await store(events.map(rowOf));
    },
    async recordRefusal(event) {
      const data = [rowOf(event)];
      if (!strapi.db.inTransaction()) return store(data);
      const later = () => {
        storeLater(data);
      };
      await strapi.db.transaction((open) => {
        const { onCommit, onRollback } = open as unknown as Deferring;
        onCommit(later);
        onRollback(later);
      });
    },
  };
};
