import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';
import onHeaders from 'on-headers';
import vary from 'vary';

/** Answers that depend on who asks, and must not be kept by a cache that others share. */
export interface PrivateAnswers {
  /** Runs the handling of one request, the sending of its body included. */
  during<T>(response: ServerResponse, work: () => T): T;
  /**
   * Says that the answer in progress depends on the caller: it will carry
   * `Cache-Control: private, no-store` and `Vary: Authorization`, whatever its status. Outside a
   * request, and once the headers are sent, it does nothing.
   */
  mark(): void;
}

const makePrivate = (response: ServerResponse): void => {
  response.setHeader('Cache-Control', 'private, no-store');
  vary(response, 'Authorization');
};

/** Creates the marker. It binds nothing but its own AsyncLocalStorage. */
export const createPrivateAnswers = (): PrivateAnswers => {
  const storage = new AsyncLocalStorage<ServerResponse>();
  const marked = new WeakSet<ServerResponse>();
  return {
    during: (response, work) => storage.run(response, work),
    mark() {
      const response = storage.getStore();
      if (!response || response.headersSent || marked.has(response)) return;
      marked.add(response);
      // At the last moment: Koa drops all headers when it answers with an error.
      onHeaders(response, () => makePrivate(response));
    },
  };
};
