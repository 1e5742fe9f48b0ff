import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { ScopeStore } from '../platform/scope';
import type { Governance } from './governance';
import { SELF_TEST_PRINCIPAL } from './self-test';
import { findTables } from './sql-tables';
import { trustedAliases } from './trusted-alias';
import { VIEW_ALIAS_PREFIX } from './view-compiler';

interface EmittingClient {
  on(event: 'query', listener: (query: { sql: string }) => void): unknown;
  raw: (...args: unknown[]) => unknown;
}

/** Statements differ only in their bindings, so few texts are seen often. */
const CACHE_LIMIT = 2000;

const createFinder = () => {
  const known = new Map<string, readonly string[]>();
  /** Tables that a statement names outside a view's own sub-selects. */
  return (text: string): readonly string[] => {
    const cached = known.get(text);
    if (cached) return cached;
    const trusted = trustedAliases(text);
    const tables = findTables(text)
      .filter(({ alias }) => !alias?.startsWith(VIEW_ALIAS_PREFIX) && !trusted.has(alias ?? ''))
      .map(({ table }) => table);
    if (known.size >= CACHE_LIMIT) known.clear();
    known.set(text, tables);
    return tables;
  };
};

/**
 * Fails closed: a statement that an actor's request sends and that names a governed table outside a
 * view is refused before it reaches the database. What knex compiles is rewritten already; this
 * catches SQL written by hand. knex emits `query` synchronously before it executes
 * (knex/lib/execution/internal/query-executioner.js), so that throwing rejects the query.
 * Guard: self-test canary `raw-sql`.
 */
export const setTripwire = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance
): void => {
  const client = strapi.db.connection.client as unknown as EmittingClient;
  const tablesIn = createFinder();
  client.on('query', ({ sql }) => {
    if (!governance.active()) return;
    const table = tablesIn(sql).find((name) => governance.governs(name));
    if (table === undefined) return;
    // The self-test trips it on purpose.
    if (scopes.actor()?.principal !== SELF_TEST_PRINCIPAL)
      strapi.log.error(`[custodian] refused SQL on governed table "${table}" in a request: ${sql}`);
    throw new errors.ForbiddenError('This query reads governed records outside the caller’s view', {
      code: 'UNGOVERNED_SQL',
    });
  });
};

/** A table bound as an identifier, in a place where a sub-query may stand. Views write `?? as ??`. */
const BOUND_TABLE = /\b(?:from|join)\s+\?\?(?!\s+as\s+\?\?)|\?\??/gi;

/** For each placeholder of a raw fragment: does it name a table to read from? */
const tablePositions = (text: string): boolean[] =>
  [...text.matchAll(BOUND_TABLE)].map(([match]) => match.length > 2);

/**
 * Lets raw fragments that take a table as an identifier binding (`FROM ?? sub`) read the view.
 * Strapi sorts by publication status that way (@strapi/database query/helpers/order-by.js), and
 * would otherwise tell whether a hidden version of a visible document exists.
 * Touches: knex `client.raw` (knex/lib/client.js). Guard: self-test canary `status-sort`.
 */
export const governRawTables = (
  strapi: Core.Strapi,
  governance: Governance,
  asSubquery: (table: string) => unknown
): void => {
  const client = strapi.db.connection.client as unknown as EmittingClient;
  const raw = client.raw.bind(client);
  client.raw = (...args) => {
    const [text, bindings] = args;
    if (typeof text !== 'string' || !Array.isArray(bindings) || !governance.active())
      return raw(...args);
    const isTable = tablePositions(text);
    if (!isTable.includes(true)) return raw(...args);
    const replaced = (bindings as unknown[]).map((binding, index) =>
      isTable[index] && typeof binding === 'string' && governance.governs(binding)
        ? (asSubquery(binding) ?? binding)
        : binding
    );
    return raw(text, replaced);
  };
};
