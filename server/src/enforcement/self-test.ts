import type { Core } from '@strapi/strapi';
import { createNobody, type Actor } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import type { ModelMeta } from './strapi-metadata';
import type { GovernedTable, TableCatalogue } from './table-catalogue';

/** Principal of the actor that the self-test runs as. */
export const SELF_TEST_PRINCIPAL = 'self-test';

/** One hook, tried on one governed type (or on none, for hooks that concern no type). */
export interface CanaryResult {
  readonly canary: string;
  readonly contentType: string | null;
  readonly ok: boolean;
  readonly problem?: string;
}

/** What the self-test needs; the actor it is given must see nothing that is governed. */
export interface SelfTestInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly catalogueFor: (actor: Actor) => TableCatalogue;
}

type Canary = () => Promise<unknown>;

/** The value of a canary that must be refused; anything else that returns is a hole. */
const REFUSED = Symbol('refused');

const mustRefuse =
  (canary: Canary): Canary =>
  async () => {
    try {
      await canary();
    } catch (error) {
      if ((error as { name?: string }).name === 'ForbiddenError') return REFUSED;
      throw error;
    }
    throw new Error('was not refused');
  };

const isEmpty = (value: unknown): boolean =>
  value === REFUSED ||
  value === null ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0);

/** An id that no row has: should a hook be broken, the canary itself still changes nothing. */
const NO_ROW = -1;

const typeCanaries = (strapi: Core.Strapi, model: ModelMeta): Record<string, Canary> => {
  const query = () => strapi.db.query(model.uid);
  const table = () => strapi.db.getConnection(model.tableName);
  const canaries: Record<string, Canary> = {
    select: () => query().findMany({ limit: 1 }),
    'select-one': () => query().findOne({ where: { id: { $notNull: true } } }),
    count: () => query().count({}),
    transaction: () => strapi.db.transaction(() => query().findMany({ limit: 1 })),
    knex: async (): Promise<unknown> => (await table().select('id').limit(1)) as unknown,
    'query-update': mustRefuse(() => query().update({ where: { id: NO_ROW }, data: {} })),
    'query-delete': mustRefuse(() => query().delete({ where: { id: NO_ROW } })),
    update: mustRefuse(async () => table().where('id', NO_ROW).update({ id: NO_ROW })),
    delete: mustRefuse(async () => table().where('id', NO_ROW).delete()),
    'raw-sql': mustRefuse(async () => {
      const { sql: quoted } = strapi.db.connection.ref(model.tableName).toSQL();
      await strapi.db.connection.raw(`select 1 from ${quoted} where 1 = 0`);
    }),
  };
  if ('publishedAt' in model.columns)
    canaries['status-sort'] = () => query().findMany({ orderBy: 'status', limit: 1 });

  const relation = model.relations.find((one) => one.kind === 'join-table' && !one.component);
  if (relation) {
    const on = { [relation.attribute]: { id: { $null: true } } };
    canaries.join = () => query().findMany({ where: on, limit: 1 });
    canaries['deep-sort'] = () =>
      query().findMany({ orderBy: { [relation.attribute]: { id: 'asc' } }, limit: 1 });
    canaries.populate = () => query().findMany({ populate: [relation.attribute], limit: 1 });
  }
  return canaries;
};

/**
 * Whether a type is hidden as a whole from an actor who may see nothing. A component that an
 * ungoverned type uses as well is not: that type's rows stay visible.
 */
const isClosed = (catalogue: TableCatalogue, uid: string): boolean => {
  if (!catalogue.sensitive.has(uid) || catalogue.copyOf(uid)) return false;
  const parents = catalogue.model(uid).isComponent ? catalogue.parentsOf(uid) : [];
  return parents.every(({ parentUid }) => isClosed(catalogue, parentUid));
};

const isClosedTable = (catalogue: TableCatalogue, table: GovernedTable): boolean =>
  table.kind === 'record'
    ? isClosed(catalogue, table.uid)
    : table.ends.some((end) => end.kind === 'typed' && isClosed(catalogue, end.uid));

const tableCanaries = (strapi: Core.Strapi, catalogue: TableCatalogue): Record<string, Canary> => {
  const canaries: Record<string, Canary> = {};
  for (const [name, table] of catalogue.tables) {
    if (!isClosedTable(catalogue, table)) continue;
    canaries[`table ${name}`] = async (): Promise<unknown> =>
      (await strapi.db.getConnection(name).select('id').limit(1)) as unknown;
  }
  return canaries;
};

interface AuthService {
  authenticate(ctx: object, next: () => Promise<unknown>): Promise<unknown>;
}

const hookCanaries = ({ strapi, scopes }: SelfTestInput): Record<string, Canary> => ({
  authenticate: async () => {
    const auth = strapi.get<AuthService>('auth');
    let seen = 'nothing';
    const state = { route: { config: { auth: false }, info: { type: 'content-api' } } };
    const request = () =>
      auth.authenticate({ state }, () => {
        seen = scopes.actor()?.kind ?? 'system';
        return Promise.resolve();
      });
    await scopes.runAs(createNobody(), request);
    if (seen !== 'public') throw new Error(`an anonymous request runs as ${seen}`);
    return null;
  },
  deferred: async () => {
    let seen = 'nothing';
    await strapi.db.transaction((context: { onCommit(callback: () => void): void }) => {
      context.onCommit(() => {
        seen = scopes.current().kind;
      });
    });
    if (seen !== 'system') throw new Error(`work deferred to the commit runs as ${seen}`);
    return null;
  },
});

const tryCanary = async (
  canary: string,
  contentType: string | null,
  run: Canary
): Promise<CanaryResult> => {
  try {
    const value = await run();
    if (isEmpty(value)) return { canary, contentType, ok: true };
    return { canary, contentType, ok: false, problem: 'governed rows came back' };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { canary, contentType, ok: false, problem };
  }
};

/**
 * Tries every hook that Strapi's internals are touched through, as an actor who may see nothing:
 * select, count, joins, deep sort, populate, transactions, link and component tables, writes, raw
 * SQL. Upgrades of Strapi or knex that open a hole are noticed here, before a request is served.
 * An empty database proves as much as a full one: SQL that names a governed table outside a view is
 * refused by the tripwire, which is itself tried.
 */
export const runSelfTest = async (input: SelfTestInput, actor: Actor): Promise<CanaryResult[]> => {
  const { strapi, scopes } = input;
  const catalogue = input.catalogueFor(actor);
  const results: CanaryResult[] = [];
  const tryAll = async (contentType: string | null, canaries: Record<string, Canary>) => {
    for (const [name, run] of Object.entries(canaries))
      results.push(await tryCanary(name, contentType, run));
  };
  await scopes.runAs(actor, async () => {
    await tryAll(null, hookCanaries(input));
    await tryAll(null, tableCanaries(strapi, catalogue));
    for (const uid of catalogue.sensitive) {
      const model = catalogue.model(uid);
      if (!model.isComponent && !catalogue.copyOf(uid))
        await tryAll(uid, typeCanaries(strapi, model));
    }
  });
  return results;
};

/** @throws Error that names every hook which failed; the start must not go on */
export const assertEnforced = (results: readonly CanaryResult[]): void => {
  const failed = results.filter((result) => !result.ok);
  if (failed.length === 0) return;
  const lines = failed.map(
    ({ canary, contentType, problem }) =>
      `  ${canary}${contentType ? ` (${contentType})` : ''}: ${problem ?? ''}`
  );
  throw new Error(
    `Custodian’s self-test failed; governed records would not be safe:\n${lines.join('\n')}`
  );
};
