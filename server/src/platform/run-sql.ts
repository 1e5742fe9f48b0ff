import type { Core } from '@strapi/strapi';
import type { Sql } from './sql';
import { joinTransaction } from './transaction';

/** Runs SQL as it stands, in the transaction that is open, if one is. */
export interface RunSql {
  /** The rows of a query. */
  rows<T>(query: Sql): Promise<T[]>;
  /** Runs a statement; how many rows it changed. */
  change(statement: Sql): Promise<number>;
}

/** What the drivers answer, as knex passes it on: SQLite, PostgreSQL, MySQL. */
interface Answer {
  readonly rows?: unknown[];
  readonly rowCount?: number | null;
  readonly changes?: number;
  readonly affectedRows?: number;
}

const rowsOf = (answer: unknown): unknown[] => {
  if (!Array.isArray(answer)) return (answer as Answer).rows ?? [];
  // MySQL answers [rows, columns].
  return Array.isArray(answer[0]) ? (answer[0] as unknown[]) : (answer as unknown[]);
};

const changedBy = (answer: unknown): number => {
  const { changes, rowCount, affectedRows } = (
    Array.isArray(answer) ? (answer[0] as unknown) : answer
  ) as Answer;
  return changes ?? rowCount ?? affectedRows ?? 0;
};

/** Creates the runner. Callers are in system scope: in a request's, governed tables are refused. */
export const createRunSql = ({ strapi }: { strapi: Core.Strapi }): RunSql => {
  const run = async ({ text, bindings }: Sql): Promise<unknown> => {
    const statement = strapi.db.connection.raw(text, bindings as never[]);
    await joinTransaction({ strapi }, statement);
    return (await statement) as unknown;
  };
  return {
    rows: async <T>(query: Sql) => rowsOf(await run(query)) as T[],
    change: async (statement) => changedBy(await run(statement)),
  };
};
