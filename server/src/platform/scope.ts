import { AsyncLocalStorage } from 'node:async_hooks';
import { createNobody, type Actor, type Right } from './actor';

/** On whose behalf code runs: the system (sees the tables) or an actor (sees a view). */
export type Scope =
  | {
      readonly kind: 'system';
      /** The caller whose request the system works for; null outside requests. */
      readonly cause: Actor | null;
    }
  | {
      readonly kind: 'actor';
      actor: Actor;
      /** Whose rows are shown: those the actor may read, or those it may update, delete, … */
      readonly right: Right;
    };

const SYSTEM: Scope = { kind: 'system', cause: null };

/** Who is asking, for every piece of code below a request. */
export interface ScopeStore {
  /** The scope in force. Outside HTTP: system. Inside HTTP without a scope: nobody. */
  current(): Scope;
  /** The actor in force, or null in system scope. */
  actor(): Actor | null;
  /** Whoever caused what is going on, also where the system carries it out; null: the system itself. */
  cause(): Actor | null;
  /** Runs work as an actor, in the view of what it may read (or of another right). */
  runAs<T>(actor: Actor, work: () => T, right?: Right): T;
  /**
   * Names the caller of a scope that was opened before authentication: the request's own, or that of
   * MCP, which authenticates inside its handler. Only an unknown caller can become somebody; nobody
   * becomes somebody else.
   */
  identify(actor: Actor, scope?: Scope): void;
  /** Goes back to a scope that was in force before. */
  resume<T>(scope: Scope, work: () => T): T;
  /**
   * Runs work as the system. Only for work that the plugin itself has authorised, and for Strapi's
   * own machinery (architecture: reads are views, writes are a boundary).
   */
  runAsSystem<T>(work: () => T): T;
}

/**
 * Creates the store. Only this AsyncLocalStorage is ever bound to callbacks: rebinding Strapi's own
 * would revive finished transactions.
 * @param insideHttp tells whether the code runs below an HTTP request that has no scope yet
 */
export const createScopeStore = (insideHttp: () => boolean): ScopeStore => {
  const storage = new AsyncLocalStorage<Scope>();

  const current = (): Scope => {
    const scope = storage.getStore();
    if (scope) return scope;
    return insideHttp() ? { kind: 'actor', actor: createNobody(), right: 'read' } : SYSTEM;
  };

  const cause = (): Actor | null => {
    const scope = current();
    return scope.kind === 'actor' ? scope.actor : scope.cause;
  };

  return {
    current,
    cause,
    actor() {
      const scope = current();
      return scope.kind === 'actor' ? scope.actor : null;
    },
    identify(actor, scope = storage.getStore()) {
      if (scope?.kind === 'actor' && scope.actor.kind === 'nobody') scope.actor = actor;
    },
    runAs: (actor, work, right = 'read') => storage.run({ kind: 'actor', actor, right }, work),
    resume: (scope, work) => storage.run(scope, work),
    runAsSystem(work) {
      const caller = cause();
      return storage.run(caller ? { kind: 'system', cause: caller } : SYSTEM, work);
    },
  };
};
