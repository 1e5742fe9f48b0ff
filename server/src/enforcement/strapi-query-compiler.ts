import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Sql } from '../platform/sql';
import type { Shape } from './access-rule';
import { chooseShape } from './choose-shape';
import { parseTableReference, type TableReference } from './table-reference';
import type { View } from './view-compiler';

/** What the hook asks for every table that a query names. `null`: the actor sees the table as it is. */
export interface ViewSource {
  /** Whether anything is governed for whoever is asking; false in system scope. */
  active(): boolean;
  /** Whether the table's content depends on who asks. */
  governs(table: string): boolean;
  view(table: string, shape: Shape): View | null;
}

interface KnexBuilder {
  select(...columns: unknown[]): KnexBuilder;
  from(table: unknown): KnexBuilder;
  whereRaw(text: string, bindings: readonly unknown[]): KnexBuilder;
  as(alias: string): KnexBuilder;
  _statements: unknown[];
}

interface KnexCompiler {
  method: string;
  single: { table?: unknown; schema?: unknown };
  grouped: { where?: unknown[]; join?: { table: unknown; schema?: unknown; joinType?: string }[] };
}

type Compile = (builder: KnexBuilder, bindings?: unknown) => KnexCompiler;

interface KnexClient {
  queryCompiler: Compile;
  queryBuilder(): KnexBuilder;
  raw(text: string, bindings: readonly unknown[]): unknown;
}

const WRITES = new Set(['insert', 'update', 'del', 'truncate', 'counter']);

/** A knex callback that stands for the view wherever knex takes a sub-query. */
const asSubquery = (client: KnexClient, view: View, alias: string | null) => {
  const raw = (part: Sql) => client.raw(part.text, part.bindings);
  return (builder: KnexBuilder) => {
    builder.select(raw(view.columns)).from(raw(view.from));
    builder.whereRaw(view.condition.text, view.condition.bindings);
    if (alias !== null) builder.as(alias);
  };
};

/** A governed table as a sub-query without alias, for raw fragments; null: as it is. */
export const tableAsSubquery = (strapi: Core.Strapi, source: ViewSource, table: string) => {
  const view = source.view(table, 'key');
  return view && asSubquery(strapi.db.connection.client as KnexClient, view, null);
};

const createGovernor = (source: ViewSource) => {
  const substitute = (client: KnexClient, reference: TableReference, shape: () => Shape) => {
    const view = source.view(reference.table, shape());
    return view ? asSubquery(client, view, reference.alias) : null;
  };

  const refuseWrite = (table: string) => {
    throw new errors.ForbiddenError(
      `Writing to '${table}' in a request goes through the document service: its records are governed`,
      { code: 'GOVERNED_WRITE' }
    );
  };

  const governJoins = (client: KnexClient, compiler: KnexCompiler, shape: () => Shape) => {
    compiler.grouped.join = compiler.grouped.join?.map((join) => {
      const reference = join.joinType === 'raw' ? null : parseTableReference(join.table);
      if (!reference || !source.governs(reference.table)) return join;
      const table = substitute(client, reference, shape);
      if (!table) return join;
      const prototype: object = Object.getPrototypeOf(join) as object;
      return Object.assign(Object.create(prototype) as typeof join, join, {
        table,
        schema: undefined,
      });
    });
  };

  return (client: KnexClient, compiler: KnexCompiler) => {
    let known: Shape | null = null;
    const shape = (): Shape =>
      (known ??= chooseShape(compiler.grouped.where ?? [], (callback) => {
        const scratch = client.queryBuilder();
        (callback as (this: KnexBuilder, builder: KnexBuilder) => void).call(scratch, scratch);
        return scratch._statements;
      }));

    const reference = parseTableReference(compiler.single.table);
    if (reference && source.governs(reference.table)) {
      if (WRITES.has(compiler.method)) refuseWrite(reference.table);
      const table = substitute(client, reference, shape);
      // A copy: `single` belongs to the builder, which may be compiled again in another scope.
      if (table) compiler.single = { ...compiler.single, table, schema: undefined };
    }
    governJoins(client, compiler, shape);
  };
};

/**
 * Makes every query that knex compiles in an actor's scope read views instead of governed tables:
 * the root table, joins, sub-queries, unions and `exists` at any depth, whoever built them (Strapi's
 * query builder, publication filters, the homepage's counts, a project's own `db.connection(...)`).
 * Writes to governed tables in an actor's scope are refused; Strapi's own writes run as system.
 *
 * Touches: knex `client.queryCompiler` (knex/lib/client.js) and the prototype that
 * knex/lib/execution/transaction.js `makeTxClient` copies for transactions. Why here and not at
 * `db.getConnection`: docs/decisions/0002-views-in-the-query-compiler.md. Guard: self-test canaries
 * `select`, `count`, `join`, `deep-sort`, `populate`, `transaction`, `update`, `delete`.
 */
export const governQueryCompiler = (strapi: Core.Strapi, source: ViewSource): void => {
  const client = strapi.db.connection.client as KnexClient;
  const original: unknown = Object.getPrototypeOf(client);
  const govern = createGovernor(source);
  const compile = Reflect.get(client, 'queryCompiler') as Compile;

  const prototype = Object.create(original as object) as KnexClient & { constructor: unknown };
  // knex calls it on the client or on a transaction's copy of it: the receiver must be kept.
  prototype.queryCompiler = new Proxy(compile, {
    apply(target, receiver: KnexClient, parameters: Parameters<Compile>) {
      const compiler = Reflect.apply(target, receiver, parameters);
      if (source.active()) govern(receiver, compiler);
      return compiler;
    },
  });
  // makeTxClient derives a transaction's client from `client.constructor.prototype`.
  prototype.constructor = Object.assign(function GovernedClient() {}, { prototype });
  Object.setPrototypeOf(client, prototype);
};
