import type { Core } from '@strapi/strapi';

/** What better-sqlite3's connections offer. */
interface SqliteConnection {
  function(
    name: string,
    options: { deterministic: boolean; varargs: boolean },
    compute: (...values: unknown[]) => unknown
  ): unknown;
}

interface SqliteClient {
  acquireRawConnection(): Promise<SqliteConnection>;
  acquireConnection(): Promise<SqliteConnection>;
  releaseConnection(connection: SqliteConnection): Promise<void>;
}

/** A function of texts that SQL can call. */
export interface SqlFunction {
  readonly name: string;
  readonly compute: (...values: string[]) => string;
}

const addTo = (connection: SqliteConnection, { name, compute }: SqlFunction): void => {
  connection.function(name, { deterministic: true, varargs: true }, (...values) =>
    values.includes(null) ? null : compute(...values.map(String))
  );
};

const clientOf = (strapi: Core.Strapi): SqliteClient | null => {
  if (strapi.db.dialect.client !== 'sqlite') return null;
  const client: unknown = strapi.db.connection.client;
  return client as SqliteClient;
};

/**
 * Gives every SQLite connection that is opened from now on a function; other databases need none.
 * Touches knex `client.acquireRawConnection` (knex/lib/dialects/better-sqlite3/index.js), which
 * opens the connections of the pool. Guard: {@link proveSqliteFunction}.
 */
export const addSqliteFunction = (strapi: Core.Strapi, added: SqlFunction): void => {
  const client = clientOf(strapi);
  if (!client) return;
  const open = client.acquireRawConnection.bind(client);
  client.acquireRawConnection = async () => {
    const connection = await open();
    addTo(connection, added);
    return connection;
  };
};

/**
 * Calls the function with texts. A connection that was open before the function was added gets it
 * now: the pool of SQLite holds one.
 * @throws if the database does not answer as the function does
 */
export const proveSqliteFunction = async (
  strapi: Core.Strapi,
  added: SqlFunction,
  ...values: string[]
): Promise<void> => {
  const client = clientOf(strapi);
  if (!client) return;
  const connection = await client.acquireConnection();
  try {
    addTo(connection, added);
  } finally {
    await client.releaseConnection(connection);
  }
  const { name, compute } = added;
  const places = values.map(() => '?').join(', ');
  const [row] = (await strapi.db.connection.raw(
    `select ${name}(${places}) as answer`,
    values
  )) as unknown as { answer: unknown }[];
  if (row?.answer !== compute(...values)) throw new Error(`SQLite does not know ${name}()`);
};
