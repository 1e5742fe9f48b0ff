import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { id, joinSql, sql, toCondition, type Sql } from '../platform/sql';
import type { Shape } from './access-rule';
import { chooseShape } from './choose-shape';
import { namesRows, type Part } from './statement-parts';
import { createProvenColumns, type JoinClause } from './proven-columns';
import { parseTableReference, type TableReference } from './table-reference';
import { trustAlias } from './trusted-alias';
import type { View } from './view-compiler';

/** What the hook asks for every table that a query names. */
export interface ViewSource {
  /** Whether anything is governed for whoever is asking; false in system scope. */
  active(): boolean;
  /** Whether an actor is asking whom the policy may let see the tables themselves. */
  seesAll(): boolean;
  /** Takes note that such an actor's statement names a table. */
  passes(table: string): void;
  /** Whether the table's content depends on who asks. */
  governs(table: string): boolean;
  /** The records that a governed table's id columns point at, by column. */
  pointers(table: string): ReadonlyMap<string, string>;
  /**
   * The view of a governed table, speaking about an alias (null: one of its own).
   * @param isTold whether each row says which masked attributes it shows, if reads are recorded
   */
  view(
    table: string,
    shape: Shape,
    alias: string | null,
    proven: ReadonlySet<string>,
    isTold?: boolean
  ): View | null;
}

/** Statements whose rows come out of the database, and are not part of another statement. */
export type Outermost = Pick<WeakSet<object>, 'has'>;

interface KnexBuilder {
  select(...columns: unknown[]): KnexBuilder;
  from(table: unknown): KnexBuilder;
  whereRaw(text: string, bindings: readonly unknown[]): KnexBuilder;
  as(alias: string): KnexBuilder;
  _statements: unknown[];
}

interface KnexJoin {
  readonly table: unknown;
  readonly schema?: unknown;
  readonly joinType?: string;
  readonly clauses: JoinClause[];
}

interface KnexCompiler {
  method: string;
  single: { table?: unknown; schema?: unknown; limit?: unknown };
  grouped: {
    where?: unknown[];
    columns?: Part[];
    order?: unknown[];
    join?: KnexJoin[];
    union?: unknown[];
    with?: unknown[];
    group?: unknown[];
  };
}

type Compile = (builder: KnexBuilder, bindings?: unknown) => KnexCompiler;

interface KnexClient {
  queryCompiler: Compile;
  queryBuilder(): KnexBuilder;
  raw(text: string, bindings: readonly unknown[]): unknown;
}

const WRITES = new Set(['insert', 'update', 'del', 'truncate', 'counter']);
const NONE: ReadonlySet<string> = new Set();

const toRaw = (client: KnexClient, part: Sql) => client.raw(part.text, part.bindings);

/** A knex callback that stands for the view wherever knex takes a sub-query. */
const asSubquery = (client: KnexClient, view: View, alias: string | null) => {
  const condition = toCondition(view.condition);
  const row = view.columns ?? sql`${id(`${view.alias}.*`)}`;
  const answers = view.answers.map(({ column, value }) => sql`${value} as ${id(column)}`);
  const columns = joinSql([row, ...answers], ', ');
  return (builder: KnexBuilder) => {
    builder.select(toRaw(client, columns)).from(toRaw(client, view.from));
    builder.whereRaw(condition.text, condition.bindings);
    if (alias !== null) builder.as(alias);
  };
};

/** A governed table as a sub-query without alias, for raw fragments. */
export const tableAsSubquery = (strapi: Core.Strapi, source: ViewSource, table: string) => {
  const view = source.view(table, 'key', null, NONE);
  return view && asSubquery(strapi.db.connection.client as KnexClient, view, null);
};

const refuseWrite = (table: string): never => {
  throw new errors.ForbiddenError(
    `Writing to '${table}' in a request goes through the document service: its records are governed`,
    { code: 'GOVERNED_WRITE' }
  );
};

const withChanges = (join: KnexJoin, changes: Partial<KnexJoin>): KnexJoin => {
  const prototype = Object.getPrototypeOf(join) as object;
  // A copy: the join belongs to the builder, which may be compiled again in another scope.
  return Object.assign(Object.create(prototype) as KnexJoin, join, changes);
};

/** Whether a statement hands out rows of which it can be told more: more columns change nothing else. */
const canTell = ({ method, grouped }: KnexCompiler, alias: string): boolean => {
  const isPlain = !grouped.union && !grouped.with && !grouped.group;
  return isPlain && ['select', 'first'].includes(method) && namesRows(grouped.columns ?? [], alias);
};

/** Governs one statement: knex has gathered its parts, and has not yet written SQL. */
const governStatement = (
  source: ViewSource,
  client: KnexClient,
  compiler: KnexCompiler,
  isOutermost: boolean
): void => {
  const proven = createProvenColumns();
  let known: Shape | null = null;
  const shape = (): Shape =>
    (known ??= chooseShape({ ...compiler.grouped, single: compiler.single }, (callback) => {
      const scratch = client.queryBuilder();
      (callback as (this: KnexBuilder, builder: KnexBuilder) => void).call(scratch, scratch);
      return scratch._statements;
    }));

  const governRoot = ({ table, alias }: TableReference) => {
    if (WRITES.has(compiler.method)) refuseWrite(table);
    const view = source.view(table, shape(), null, NONE, isOutermost && canTell(compiler, alias));
    proven.add(alias, source.pointers(table));
    if (!view) return;
    const { columns } = compiler.grouped;
    // Without a list all columns come out.
    if (columns && view.answers.length > 0) {
      const value = view.answers.map(({ column }) => `${alias}.${column}`);
      compiler.grouped.columns = [...columns, { grouping: 'columns', value }];
    }
    const subquery = asSubquery(client, view, alias);
    compiler.single = { ...compiler.single, table: subquery, schema: undefined };
  };

  const governJoin = (join: KnexJoin): KnexJoin => {
    const reference = join.joinType === 'raw' ? null : parseTableReference(join.table);
    if (!reference || !source.governs(reference.table)) return join;
    const { table, alias } = reference;
    const pointers = source.pointers(table);
    const tied = proven.tiedBy(join.clauses, alias, pointers);
    proven.add(alias, pointers);
    const direct = source.view(table, shape(), alias, tied);
    if (!direct) return join;
    const isPlain = join.clauses.length > 0 && join.clauses.every((one) => one.bool !== 'or');
    if (direct.columns === null && isPlain) {
      // As a condition of the join, not as a derived table: SQLite would fill the latter row by row.
      const value = toRaw(client, trustAlias(alias, direct.condition));
      return withChanges(join, {
        clauses: [...join.clauses, { type: 'onRaw', value, bool: 'and' }],
      });
    }
    const view = source.view(table, shape(), null, tied) ?? direct;
    return withChanges(join, { table: asSubquery(client, view, alias), schema: undefined });
  };

  const root = parseTableReference(compiler.single.table);
  if (root && source.governs(root.table)) governRoot(root);
  if (compiler.grouped.join) compiler.grouped.join = compiler.grouped.join.map(governJoin);
};

/** Only notes what is read: the caller sees it as it is, but not everybody does. */
const noteStatement = (source: ViewSource, { single, grouped }: KnexCompiler): void => {
  for (const named of [single.table, ...(grouped.join ?? []).map((join) => join.table)]) {
    const reference = parseTableReference(named);
    if (reference) source.passes(reference.table);
  }
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
 * `select`, `count`, `join`, `deep-sort`, `populate`, `transaction`, `knex`, `update`, `delete`.
 */
export const governQueryCompiler = (
  strapi: Core.Strapi,
  source: ViewSource,
  outermost: Outermost
): void => {
  const client = strapi.db.connection.client as KnexClient;
  const original = Object.getPrototypeOf(client) as object;
  const compile = Reflect.get<KnexClient, 'queryCompiler'>(client, 'queryCompiler');

  const prototype = Object.create(original) as KnexClient & { constructor: unknown };
  // knex calls it on the client or on a transaction's copy of it: the receiver must be kept.
  prototype.queryCompiler = new Proxy(compile, {
    apply(target, receiver: KnexClient, parameters: Parameters<Compile>) {
      const compiler = Reflect.apply(target, receiver, parameters);
      if (source.active())
        governStatement(source, receiver, compiler, outermost.has(parameters[0]));
      else if (source.seesAll()) noteStatement(source, compiler);
      return compiler;
    },
  });
  // makeTxClient derives a transaction's client from `client.constructor.prototype`.
  prototype.constructor = Object.assign(() => undefined, { prototype });
  Object.setPrototypeOf(client, prototype);
};
