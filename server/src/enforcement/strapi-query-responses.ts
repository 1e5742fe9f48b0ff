import type { Core } from '@strapi/strapi';

/** A statement that was answered: its text, and the rows as Strapi gets them. */
export interface Answer {
  readonly sql: string;
  readonly rows: readonly unknown[];
}

interface EmittingClient {
  on(
    event: 'query-response',
    listener: (response: unknown, query: { readonly sql: string }) => void
  ): unknown;
}

/** `first` answers one row instead of a list; what a write answers is a number, or nothing. */
const rowsOf = (response: unknown): readonly object[] =>
  [response].flat().filter((row) => typeof row === 'object' && row !== null);

/**
 * Tells of every statement that returned rows, also within transactions. knex emits `query-response`
 * before it hands the rows on (knex/lib/execution/runner.js), in the asynchronous context of whoever
 * asked. Guard: integration test `reveals.test.ts`, "records what is read".
 */
export const watchAnswers = (strapi: Core.Strapi, noticed: (answer: Answer) => void): void => {
  const client = strapi.db.connection.client as unknown as EmittingClient;
  client.on('query-response', (response, { sql }) => {
    noticed({ sql, rows: rowsOf(response) });
  });
};
