import type { Core } from '@strapi/strapi';
import type { AccessRule } from './access-rule';
import type { Governance } from './governance';
import type { ReadLog } from './read-log';
import { readTablesOf, type ReadTable } from './read-tables';
import { createFieldIndex } from './field-index';
import { CLEAR_COLUMN_PREFIX, type RuledFieldsOf } from './ruled-fields';
import type { FieldPlaces } from './statement-fields';
import {
  findReads,
  type Found,
  type ReadSource,
  type ReadStatement,
  type SentStatement,
} from './statement-reads';
import { findTables } from './sql-tables';
import type { Actor } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';

type Query = SentStatement;

interface Runner {
  readonly builder: ReadStatement & { toSQL(): Query | Query[] };
  run(): Promise<unknown>;
  query(query: Query): Promise<unknown>;
  ensureConnection(callback: unknown, parameters?: unknown): Promise<unknown>;
}

interface KnexClient {
  runner(builder: unknown): Runner;
}

/** What the hook asks: whose reads are recorded, and of which tables. */
export interface ReadSources {
  readonly scopes: ScopeStore;
  readonly rule: AccessRule;
  readonly governance: Governance;
  readonly reads: ReadLog;
  readonly ruledOf: RuledFieldsOf;
  /** Told which statements are run by themselves: their rows tell what they show clear. */
  readonly outermost: WeakSet<object>;
}

type Tables = ReadonlyMap<string, ReadTable>;

interface Watch extends ReadSource {
  readonly actor: Actor;
}

/** Tables, and places of attributes with field rules: by the identity of the set of types, the policy's. */
const createSources = ({ governance, rule }: ReadSources) => {
  const known = new WeakMap<ReadonlySet<string>, { tables: Tables; places: FieldPlaces }>();
  return (types: ReadonlySet<string>, actor: Actor) => {
    const catalogue = governance.catalogueOf(types);
    const rules = () =>
      [...types].map((uid) => [uid, { fields: rule.ruledFields(uid, actor, 'read') }] as const);
    const source = known.get(types) ?? {
      tables: readTablesOf(catalogue, types),
      places: { catalogue, index: createFieldIndex(catalogue, rules()) },
    };
    known.set(types, source);
    return source;
  };
};

/** What only we have asked for goes no further. */
const withoutAnswers = (result: unknown): void => {
  for (const row of [result].flat()) {
    if (typeof row !== 'object' || row === null) continue;
    for (let at = 0; `${CLEAR_COLUMN_PREFIX}${at}` in row; at += 1)
      Reflect.deleteProperty(row, `${CLEAR_COLUMN_PREFIX}${at}`);
  }
};

const sqlOf = (statement: Query | Query[]): string =>
  [statement]
    .flat()
    .map(({ sql }) => sql)
    .join(';');

/** A stream hands rows out one by one: that it is read is recorded before the first. */
const streamed = ({ tables }: Watch, sql: string) =>
  findTables(sql).flatMap(({ table }) => {
    const read = tables.get(table);
    return read?.kind === 'record'
      ? [{ uid: read.uid, documentIds: [], rowIds: [], unidentified: 1 }]
      : [];
  });

const watchRunner = (runner: Runner, watch: Watch, { reads, outermost }: ReadSources): Runner => {
  const { actor } = watch;
  const found: Found[] = [];
  const query = runner.query.bind(runner);
  runner.query = async (statement) => {
    const result = await query(statement);
    found.push(...findReads(watch, runner.builder, statement, result));
    withoutAnswers(result);
    return result;
  };
  const run = runner.run.bind(runner);
  runner.run = async () => {
    outermost.add(runner.builder);
    // The same builder may become part of another statement.
    const result = await run().finally(() => outermost.delete(runner.builder));
    // The statement has given its connection back: there may be no other to record on.
    await reads.note(actor, found);
    return result;
  };
  const ensureConnection = runner.ensureConnection.bind(runner);
  runner.ensureConnection = async (callback, parameters) => {
    // Only streams come with parameters.
    if (parameters !== undefined)
      await reads.note(actor, streamed(watch, sqlOf(runner.builder.toSQL())));
    return ensureConnection(callback, parameters);
  };
  return runner;
};

/** Stops the start where knex's runner is not what the hook takes it for: reads would go unrecorded. */
const assertRunner = (runner: Partial<Runner>): void => {
  const { run, query, ensureConnection } = runner;
  if ([run, query, ensureConnection].every((method) => typeof method === 'function')) return;
  throw new Error('Reads cannot be recorded: knex runs statements in an unknown way');
};

/**
 * Takes note of every record of an audited type that comes out of the database for an actor, whoever
 * asked for it: lists, details, populates, pickers, the entity service, `db.query` and `db.connection`.
 * A result is handed on once it is noted.
 * Touches: knex `client.runner` (knex/lib/client.js, execution/runner.js) on the prototype that
 * {@link governQueryCompiler} has put in place, which transactions copy.
 * Guard: {@link assertRunner}, integration test `audit-reads.test.ts`.
 * @throws Error if knex runs its statements in another way than this was written for
 */
export const watchReads = (strapi: Core.Strapi, sources: ReadSources): void => {
  const { scopes, rule, ruledOf } = sources;
  const sourceOf = createSources(sources);

  const watching = (): Watch | null => {
    const scope = scopes.current();
    if (scope.kind === 'system') return null;
    const { actor, right } = scope;
    const types = rule.auditedTypes(actor);
    if (types.size === 0) return null;
    return {
      ...sourceOf(types, actor),
      types,
      actor,
      ruledOf: (uid) => ruledOf(actor, uid, right),
    };
  };

  const prototype = Object.getPrototypeOf(strapi.db.connection.client) as KnexClient;
  const client = strapi.db.connection.client as KnexClient & { queryBuilder(): unknown };
  assertRunner(client.runner(client.queryBuilder()));
  const create = Reflect.get<KnexClient, 'runner'>(prototype, 'runner');
  // knex calls it on the client or on a transaction's copy of it: the receiver must be kept.
  prototype.runner = new Proxy(create, {
    apply(target, receiver: KnexClient, parameters: [unknown]) {
      const runner = Reflect.apply(target, receiver, parameters);
      const watch = watching();
      return watch ? watchRunner(runner, watch, sources) : runner;
    },
  });
};
