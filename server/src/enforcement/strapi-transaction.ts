import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';

type Callback = () => unknown;

interface TransactionContext {
  onCommit(callback: Callback): void;
  onRollback(callback: Callback): void;
}

type TransactionWork = (context: TransactionContext) => unknown;
type Transaction = (work?: TransactionWork) => Promise<unknown>;

/**
 * Runs what Strapi defers to the end of a transaction (events, webhooks, history) as the system: it
 * describes what happened, and must not depend on who caused it. Only our own scope is bound;
 * `AsyncResource.bind` would revive the finished transaction.
 * Touches: `db.transaction` (@strapi/database index.js). Guard: self-test canary `deferred`.
 */
export const deferAsSystem = (strapi: Core.Strapi, scopes: ScopeStore): void => {
  const db = strapi.db as unknown as { transaction: Transaction };
  const transaction = db.transaction.bind(db);
  db.transaction = (work) => {
    if (!work) return transaction();
    return transaction((context) =>
      work({
        ...context,
        onCommit: (callback) => {
          context.onCommit(() => scopes.runAsSystem(callback));
        },
        onRollback: (callback) => {
          context.onRollback(() => scopes.runAsSystem(callback));
        },
      })
    );
  };
};
