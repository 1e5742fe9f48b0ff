import { ServerResponse } from 'node:http';
import type { Core } from '@strapi/strapi';
import type { PrivateAnswers } from '../platform/http/private-answers';

const isResponse = (value: unknown): value is ServerResponse => value instanceof ServerResponse;

/**
 * Lets governance mark the answer in progress as private to its caller.
 * Touches: the `request` event of the HTTP server (core services/server/http-server.js), which all of
 * a request descends from, the sending of a streamed body included.
 * Guard: integration test `cache-headers.test.ts`.
 */
export const trackResponses = (strapi: Core.Strapi, answers: PrivateAnswers): void => {
  const server = strapi.server.httpServer;
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...details: unknown[]) => {
    const response: unknown = details[1];
    return event === 'request' && isResponse(response)
      ? answers.during(response, () => emit(event, ...details))
      : emit(event, ...details);
  };
};
