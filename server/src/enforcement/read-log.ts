import type { ServerResponse } from 'node:http';
import onHeaders from 'on-headers';
import type { Audit } from '../audit/audit';
import type { Actor } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import { createReadEvents, type Door, type ReadEventParts } from './read-events';
import { countReads, giveBack, hasFresh, takeFresh, type Fresh, type Tallies } from './read-tally';
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

interface Request {
  readonly tallies: Tallies;
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

  const store = async (request: Request, taken: ReadonlyMap<string, Fresh>): Promise<void> => {
    const { tallies } = request;
    const { events, documents } = await toEvents(tallies, taken, request.door ?? door());
    await audit.recordRead(...events);
    for (const [uid, ofType] of documents)
      for (const [documentId, clear] of ofType) tallies.get(uid)?.recorded.set(documentId, clear);
  };

  return async (request: Request): Promise<void> => {
    if (!hasFresh(request.tallies)) return;
    const taken = takeFresh(request.tallies);
    try {
      await scopes.runAsSystem(() => store(request, taken));
    } catch (error) {
      // It still has to be recorded before anything is sent.
      giveBack(request.tallies, taken);
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
      tallies: new Map(),
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
      if (request.response && hasFresh(request.tallies))
        throw new Error('What was read must be recorded before it is sent: set ctx.body instead');
    });
  };

  return {
    async note(actor, found) {
      if (found.length === 0) return;
      const pending = requestOf(actor);
      countReads(pending.tallies, found);
      const { response } = pending;
      if (!response || response.headersSent) return flush(pending);
      guardHead(pending, response);
    },
    async during(actor, response, handle) {
      const request = requestOf(actor);
      request.response = response;
      request.door = parts.door();
      const settle = (): Promise<void> => {
        request.response = null;
        return flush(request);
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
