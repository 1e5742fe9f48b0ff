import type { Core } from '@strapi/strapi';
import type { Engine } from '../support/databases';

/** A statement as it was sent. */
export interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/** How a database answers a statement, and how long that takes, without knex and Strapi. */
export interface Explanation {
  readonly plan: string;
  readonly milliseconds: number;
}

interface Emitter {
  on(event: 'query', listener: (query: Statement) => void): void;
  removeListener(event: 'query', listener: (query: Statement) => void): void;
}

/** Collects all statements that are sent while `work` runs. */
export const captureStatements = async (
  strapi: Core.Strapi,
  work: () => Promise<void>
): Promise<Statement[]> => {
  const knex: Emitter = strapi.db.connection;
  const statements: Statement[] = [];
  const collect = ({ sql, bindings }: Statement) => statements.push({ sql, bindings });
  knex.on('query', collect);
  try {
    await work();
  } finally {
    knex.removeListener('query', collect);
  }
  return statements;
};

interface SqliteConnection {
  prepare(sql: string): { all(bindings: readonly unknown[]): unknown[] };
}

interface SqliteStep {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

interface PostgresConnection {
  query(sql: string, bindings: readonly unknown[]): Promise<{ rows: Record<string, string>[] }>;
}

const explainSqlite = (connection: SqliteConnection, { sql, bindings }: Statement): Explanation => {
  const depths = new Map<number, number>([[0, -1]]);
  const steps = connection.prepare(`explain query plan ${sql}`).all(bindings) as SqliteStep[];
  const lines = steps.map(({ id, parent, detail }) => {
    const depth = (depths.get(parent) ?? 0) + 1;
    depths.set(id, depth);
    return '  '.repeat(depth) + detail;
  });
  const prepared = connection.prepare(sql);
  const { user, system } = process.cpuUsage();
  prepared.all(bindings);
  const after = process.cpuUsage({ user, system });
  return { plan: lines.join('\n'), milliseconds: (after.user + after.system) / 1000 };
};

const explainPostgres = async (
  connection: PostgresConnection,
  { sql, bindings }: Statement
): Promise<Explanation> => {
  const { rows } = await connection.query(`explain (analyze, buffers) ${sql}`, bindings);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  const times = [...plan.matchAll(/^(?:Planning|Execution) Time: ([\d.]+)/gm)];
  return { plan, milliseconds: times.reduce((sum, [, time]) => sum + Number(time), 0) };
};

/** The plan of a statement, which is run for it (SQLite: CPU time; PostgreSQL: its own clock). */
export const explain = async (
  strapi: Core.Strapi,
  engine: Engine,
  statement: Statement
): Promise<Explanation> => {
  const { client } = strapi.db.connection;
  const connection: unknown = await client.acquireConnection();
  try {
    return engine === 'sqlite'
      ? explainSqlite(connection as SqliteConnection, statement)
      : await explainPostgres(connection as PostgresConnection, statement);
  } finally {
    await client.releaseConnection(connection);
  }
};
