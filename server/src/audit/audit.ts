import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import type { AppKeys } from './app-keys';
import { makeEntry, type EntryFacts } from './entry';
import type { LogTables } from './log-tables';

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
  | 'access.viewed-as'
  | 'access.denied'
  | 'record.read'
  | 'record.deleted'
  | 'audit.exported'
  | 'audit.erased'
  | 'audit.pruned'
  | `${'login' | 'sign-in' | 'reveal' | 'export' | 'request' | 'subject' | 'erasure' | 'consent' | 'package'}.${string}`;

/** One thing that happened. Who caused it is known from the scope. */
export interface AuditEvent {
  readonly type: AuditEventType;
  readonly contentType?: string;
  readonly documentId?: string;
  /** Whatever belongs to the event, as JSON; never a secret. It can be erased, all else cannot. */
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
  /**
   * Stores what was read, and is seen whatever becomes of the transaction that is open: should that
   * be rolled back, it is stored once more.
   */
  recordRead(...events: readonly AuditEvent[]): Promise<void>;
}

/** What Strapi's transactions offer (`@strapi/database` index.js); its types leave it open. */
interface Deferring {
  readonly onCommit: (work: () => void) => void;
  readonly onRollback: (work: () => void) => void;
}

/** What the door is made of. */
export interface AuditParts {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly tables: LogTables;
  readonly appKeys: AppKeys;
  /** Told which entries are committed: they can be sealed. */
  readonly committed: (entries: readonly EntryFacts[]) => void;
}

/** Entries and payloads, made but not stored. */
type Made = readonly ReturnType<typeof makeEntry>[];

/**
 * Creates what stores entries: in the transaction that is open, else in one of their own. Strapi does
 * not wait for what it runs behind a commit: nothing may be done there that can fail.
 */
const createStore =
  ({ strapi, tables, committed }: AuditParts) =>
  async (made: Made): Promise<void> => {
    const entries = made.map(({ entry }) => entry);
    const payloads = made.map(({ payload }) => payload);
    if (!strapi.db.inTransaction() && (await tables.addAtOnce(entries, payloads))) {
      committed(entries);
      return;
    }
    await strapi.db.transaction(async (open) => {
      await tables.add(entries, payloads);
      (open as unknown as Deferring).onCommit(() => {
        committed(entries);
      });
    });
  };

/**
 * Strapi runs what is left for a roll-back once for each of the nested calls that fail
 * (@strapi/database index.js, `transaction`).
 */
const once = (work: () => void): (() => void) => {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
};

/** Creates the log's door. Writers wait for nobody: an entry is a plain insert. */
export const createAudit = (parts: AuditParts): Audit => {
  const { strapi, scopes, appKeys } = parts;
  const store = createStore(parts);

  const entryOf = ({ type, contentType, documentId, details }: AuditEvent) => {
    const facts = {
      at: new Date().toISOString(),
      type,
      causedBy: scopes.cause()?.principal ?? 'system',
      contentType: contentType ?? null,
      documentId: documentId ?? null,
    };
    return makeEntry(facts, details, appKeys.all('entry')[0] as Buffer);
  };

  const storeLater = (made: Made): void => {
    store(made).catch((error: unknown) => {
      strapi.log.error(
        `[custodian] what happened in a transaction could not be recorded: ${String(error)}`
      );
    });
  };

  return {
    async record(...events) {
      if (events.length > 0) await store(events.map(entryOf));
    },
    async recordRead(...events) {
      if (events.length === 0) return;
      const made = events.map(entryOf);
      if (!strapi.db.inTransaction()) return store(made);
      await strapi.db.transaction(async (open) => {
        await store(made);
        const later = once(() => {
          storeLater(made);
        });
        (open as unknown as Deferring).onRollback(later);
      });
    },
    async recordRefusal(event) {
      const made = [entryOf(event)];
      if (!strapi.db.inTransaction()) return store(made);
      const later = once(() => {
        storeLater(made);
      });
      await strapi.db.transaction((open) => {
        const { onCommit, onRollback } = open as unknown as Deferring;
        onCommit(later);
        onRollback(later);
      });
    },
  };
};
