import type { Core } from '@strapi/strapi';
import type { Actor } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import { sql, type Identifier, type Sql } from '../platform/sql';
import type { AccessRule } from './access-rule';
import type { CanaryResult } from './self-test';
import type { ModelMeta } from './strapi-metadata';
import type { TableCatalogue } from './table-catalogue';

/** Stands in every statement that shows a masked column of {@link canaryMask}. */
const MARK = '/*custodian:canary-mask*/';

/** A mask that shows nothing, and can be recognised in SQL. */
export const canaryMask = (column: Identifier): Sql => {
  const { text, bindings } = sql`case when 1 = 0 then ${column} end`;
  return { kind: 'sql', text: `${text} ${MARK}`, bindings };
};

/** What the canaries need; the actor sees all rows, and each masked column as {@link canaryMask}. */
export interface MaskCanariesInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly rule: AccessRule;
  readonly catalogueFor: (actor: Actor) => TableCatalogue;
  readonly models: () => readonly ModelMeta[];
}

interface EmittingClient {
  on(event: 'query', listener: (query: { sql: string }) => void): unknown;
  removeListener(event: 'query', listener: (query: { sql: string }) => void): unknown;
}

/** Runs work, and hands back the statements that it sent. */
const statementsOf = async (
  strapi: Core.Strapi,
  work: () => Promise<unknown>
): Promise<string[]> => {
  const client = strapi.db.connection.client as unknown as EmittingClient;
  const sent: string[] = [];
  const listener = (query: { sql: string }) => sent.push(query.sql);
  client.on('query', listener);
  try {
    await work();
  } finally {
    client.removeListener('query', listener);
  }
  return sent;
};

type Canary = () => Promise<unknown>;

const ownCanaries = (
  strapi: Core.Strapi,
  { uid, tableName }: ModelMeta,
  attribute: string
): Record<string, Canary> => {
  const query = () => strapi.db.query(uid);
  return {
    'mask-select': () => query().findMany({ limit: 1 }),
    'mask-filter': () => query().findMany({ where: { [attribute]: { $notNull: true } }, limit: 1 }),
    'mask-sort': () => query().findMany({ orderBy: { [attribute]: 'asc' }, limit: 1 }),
    'mask-count': () => query().count({ where: { [attribute]: { $notNull: true } } }),
    'mask-knex': async (): Promise<unknown> =>
      (await strapi.db.getConnection(tableName).select('*').limit(1)) as unknown,
  };
};

const joinCanaries = (
  strapi: Core.Strapi,
  models: readonly ModelMeta[],
  { uid }: ModelMeta,
  attribute: string
): Record<string, Canary> => {
  const far = models.flatMap((model) =>
    model.relations
      .filter((one) => one.kind === 'join-table' && one.target === uid)
      .map((relation) => ({ model, name: relation.attribute }))
  )[0];
  if (!far) return {};
  const query = () => strapi.db.query(far.model.uid);
  const on = { [far.name]: { [attribute]: { $notNull: true } } };
  return {
    'mask-join': () => query().findMany({ where: on, limit: 1 }),
    'mask-deep-sort': () =>
      query().findMany({ orderBy: { [far.name]: { [attribute]: 'asc' } }, limit: 1 }),
  };
};

const quoted = /["`]/g;

/**
 * Tries every way in which a masked column can be read, as an actor to whom each shows a mask that can
 * be recognised in SQL: a statement that names the column without it would show real values. An empty
 * database proves as much as a full one. Touches: the `query` event of knex, only to listen.
 */
export const runMaskCanaries = async (
  { strapi, scopes, rule, catalogueFor, models }: MaskCanariesInput,
  actor: Actor
): Promise<CanaryResult[]> => {
  const catalogue = catalogueFor(actor);
  const results: CanaryResult[] = [];

  const attempt = async (canary: string, model: ModelMeta, column: string, work: Canary) => {
    const base = { canary, contentType: model.uid };
    try {
      const sent = await scopes.runAs(actor, () => statementsOf(strapi, work));
      const names = (text: string) =>
        text
          .replace(quoted, '')
          .split(/[^\w]+/)
          .includes(model.tableName);
      const bare = sent.find((text) => names(text) && !text.includes(MARK));
      const isSeen = sent.some((text) => text.includes(MARK));
      const ok = bare === undefined && isSeen;
      results.push(ok ? { ...base, ok } : { ...base, ok, problem: `${column} came out unmasked` });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      results.push({ ...base, ok: false, problem });
    }
  };

  for (const uid of rule.governedTypes(actor)) {
    for (const { steps, attribute, field } of rule.compileView(uid, actor, 'read').fields) {
      const model = catalogue.model(steps.at(-1)?.component ?? uid);
      if (model.columns[attribute] === undefined) continue;
      const canaries = {
        ...ownCanaries(strapi, model, attribute),
        ...joinCanaries(strapi, models(), model, attribute),
      };
      for (const [canary, work] of Object.entries(canaries))
        await attempt(canary, model, field, work);
    }
  }
  return results;
};
