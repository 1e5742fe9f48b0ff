import type { Core } from '@strapi/strapi';
import { VIEW_ALIAS_PREFIX } from '../../enforcement/view-compiler';
import type { RowContext } from '../../enforcement/access-rule';
import { id, toCondition, type Predicate } from '../../platform/sql';
import { joinTransaction } from '../../platform/transaction';
import type { Dialect } from '../../platform/dialect';
import type { ModelOf } from './relation-sql';

/** Writes a predicate for the row in question. */
export type PredicateWriter = (context: RowContext) => Predicate;

/** Asks which rows of a type a compiled predicate holds for. Explain and the dry run use it. */
export interface RowQuery {
  /** How many rows of one document the predicate holds for. */
  countOf(uid: string, documentId: string, write: PredicateWriter): Promise<number>;
  /** For each row of one document, by id, which of the predicates hold. */
  holding(
    uid: string,
    documentId: string,
    writes: readonly PredicateWriter[]
  ): Promise<ReadonlyMap<number, readonly boolean[]>>;
  /** How many rows of a type the predicate holds for, counted up to a limit. */
  countUpTo(uid: string, limit: number, write: PredicateWriter): Promise<number>;
  /**
   * Documents for which one predicate holds in some row and the other in none, with a few examples.
   */
  difference(
    uid: string,
    holds: PredicateWriter,
    fails: PredicateWriter,
    samples: number
  ): Promise<{ count: number; samples: string[] }>;
}

/** PostgreSQL and MariaDB send counts as text. */
interface Counted {
  count?: number | string;
}

const contextFor = (alias: string, shape: RowContext['shape'], prefix: string): RowContext => {
  let count = 0;
  return { alias, shape, nextAlias: () => `${VIEW_ALIAS_PREFIX}${prefix}${(count += 1)}` };
};

type RowsWhere = (
  uid: string,
  alias: string,
  predicate: Predicate
) => ReturnType<Core.Strapi['db']['connection']['from']>;

const createHolding =
  ({ strapi }: { strapi: Core.Strapi }, rowsWhere: RowsWhere): RowQuery['holding'] =>
  async (uid, documentId, writes) => {
    const columns = writes.map((write, index) => {
      const { text, bindings } = toCondition(write(contextFor('r', 'key', `r${index}_`)));
      const held = `case when ${text} then 1 else 0 end as ??`;
      return strapi.db.connection.raw(held, [...bindings, `held${index}`] as never[]);
    });
    const found = rowsWhere(uid, 'r', true)
      .where('r.document_id', documentId)
      .select('r.id', ...columns);
    await joinTransaction({ strapi }, found);
    const rows = (await found) as ({ id: number } & Record<string, number | string>)[];
    return new Map(
      rows.map((row) => [row.id, writes.map((_, index) => Number(row[`held${index}`]) === 1)])
    );
  };

/** Creates the query. Runs as system: it answers about others. */
export const createRowQuery = (
  { strapi }: { strapi: Core.Strapi },
  dialect: Dialect,
  modelOf: ModelOf
): RowQuery => {
  const tableOf = (uid: string): string => {
    const model = modelOf(uid);
    if (!model) throw new Error(`Unknown model ${uid}`);
    return dialect.table(model.tableName).name;
  };
  const rowsWhere = (uid: string, alias: string, predicate: Predicate) => {
    const condition = toCondition(predicate);
    return strapi.db.connection
      .from({ [alias]: tableOf(uid) })
      .whereRaw(condition.text, condition.bindings as never[]);
  };

  return {
    async countOf(uid, documentId, write) {
      const predicate = write(contextFor('r', 'key', 'r'));
      const counted = rowsWhere(uid, 'r', predicate)
        .where('r.document_id', documentId)
        .count({ count: '*' });
      await joinTransaction({ strapi }, counted);
      const [row] = (await counted) as Counted[];
      return Number(row?.count ?? 0);
    },
    holding: createHolding({ strapi }, rowsWhere),
    async countUpTo(uid, limit, write) {
      const some = rowsWhere(uid, 'r', write(contextFor('r', 'all', 'r')))
        .select('r.id')
        .limit(limit)
        .as('some');
      const [row]: Counted[] = await strapi.db.connection.from(some).count({ count: '*' });
      return Number(row?.count ?? 0);
    },
    async difference(uid, holds, fails, samples) {
      const within = rowsWhere(uid, 's', fails(contextFor('s', 'all', 's'))).select(
        's.document_id'
      );
      const rows = rowsWhere(uid, 'r', holds(contextFor('r', 'all', 'r'))).whereNotIn(
        id('r.document_id').name,
        within
      );
      const [total]: Counted[] = await rows.clone().countDistinct({ count: 'r.document_id' });
      const found = (await rows
        .clone()
        .distinct('r.document_id')
        .orderBy('r.document_id')
        .limit(samples)) as unknown as { document_id: string }[];
      return { count: Number(total?.count ?? 0), samples: found.map((row) => row.document_id) };
    },
  };
};
