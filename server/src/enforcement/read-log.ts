import type { ServerResponse } from 'node:http';
import onHeaders from 'on-headers';
import type { Audit } from '../audit/audit';
import type { Actor } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import {
  collectReads,
  createReadEvents,
  type Door,
  type PendingReads,
  type ReadEventParts,
} from './read-events';
import type { Found } from './statement-reads';

/** Records what an actor reads, before the actor gets it. */
export interface ReadLog {
  /**
   * Takes note of what was read. In a request that is being answered it is recorded with the rest,
   * once, before the answer is sent; anywhere else (a body that is streamed, MCP, a gate) now.
   * @throws what recording throws: what cannot be recorded must not be handed out
   */
  note(actor: Actor, found: readonly Found[]): Promise<void>;
  /**
   * Runs the handling of a request, and records what it has read before its answer is sent.
   * @throws what recording throws, instead of an answer
   */
  during(actor: Actor, response: ServerResponse, handle: () => unknown): Promise<unknown>;
}

/** What the log needs to know of the rest. */
export interface ReadLogParts extends ReadEventParts {
  readonly scopes: ScopeStore;
  readonly audit: Audit;
  readonly door: () => Door;
}

interface Request extends PendingReads {
  /** The answer that waits for what was read to be recorded; null: nobody waits. */
  response: ServerResponse | null;
  guarded: boolean;
  /** Remembered: what is sent after the handler has returned no longer belongs to a request context. */
  door: Door | null;
}

/** Creates what records all that waits; if that fails, it waits again. */
const createFlush = (parts: ReadLogParts) => {
  const { scopes, audit, door } = parts;
  const toEvents = createReadEvents(parts);

  const store = async (actor: Actor, request: Request, waiting: PendingReads['waiting']) => {
    const { events, records } = await toEvents(
      actor,
      { ...request, waiting },
      request.door ?? door()
    );
    await audit.recordRead(...events);
    for (const [uid, fresh] of records)
      request.recorded.set(uid, new Set([...(request.recorded.get(uid) ?? []), ...fresh]));
  };

  return async (actor: Actor, request: Request): Promise<void> => {
    const { waiting } = request;
    if (waiting.size === 0) return;
    request.waiting = new Map();
    try {
      await scopes.runAsSystem(() => store(actor, request, waiting));
    } catch (error) {
      // It still has to be recorded before anything is sent.
      for (const [uid, seen] of waiting)
        collectReads(request.waiting, [
          { uid, ...seen, documentIds: [...seen.documentIds], rowIds: [...seen.rowIds] },
        ]);
      throw error;
    }
  };
};

/** Creates the log of reads. */
export const createReadLog = (parts: ReadLogParts): ReadLog => {
  const flush = createFlush(parts);
  const requests = new WeakMap<Actor, Request>();

  const requestOf = (actor: Actor): Request => {
    const known = requests.get(actor) ?? {
      response: null,
      guarded: false,
      door: null,
      waiting: new Map(),
      recorded: new Map(),
    };
    requests.set(actor, known);
    return known;
  };

  /** A handler that writes to the socket by itself must not be ahead of the record. */
  const guardHead = (request: Request, response: ServerResponse): void => {
    if (request.guarded) return;
    request.guarded = true;
    onHeaders(response, () => {
      // An error has an answer too; what it says is not what was read.
      if (request.response && request.waiting.size > 0)
        throw new Error('What was read must be recorded before it is sent: set ctx.body instead');
    });
  };

  return {
    async note(actor, found) {
      if (found.length === 0) return;
      const pending = requestOf(actor);
      collectReads(pending.waiting, found);
      const { response } = pending;
      if (!response || response.headersSent) return flush(actor, pending);
      guardHead(pending, response);
    },
    async during(actor, response, handle) {
      const request = requestOf(actor);
      request.response = response;
      request.door = parts.door();
      const settle = (): Promise<void> => {
        request.response = null;
        return flush(actor, request);
      };
      let answer: unknown;
      try {
        answer = await handle();
      } catch (error) {
        // What failed has read all the same; its own error is the answer.
        await settle().catch(() => undefined);
        throw error;
      }
      await settle();
      return answer;
    },
  };
};
