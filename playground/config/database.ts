import path from 'node:path';
import type { Core } from '@strapi/strapi';

type Env = Core.Config.Shared.ConfigParams['env'];

const server = (env: Env, port: number) => ({
  host: env('DATABASE_HOST', '127.0.0.1'),
  port: env.int('DATABASE_PORT', port),
  database: env('DATABASE_NAME', 'custodian'),
  user: env('DATABASE_USERNAME', 'custodian'),
  password: env('DATABASE_PASSWORD', 'custodian'),
  ssl: env.bool('DATABASE_SSL', false),
});

// Strapi is started in the project's root, so a relative file name means the same for the sources
// and for dist/, and an absolute one is taken as it is.
const sqliteFile = (env: Env) => path.resolve(env('DATABASE_FILENAME', '.tmp/data.db'));

const pool = (env: Env) => ({
  min: env.int('DATABASE_POOL_MIN', 0),
  max: env.int('DATABASE_POOL_MAX', 10),
});

const config = ({ env }: Core.Config.Shared.ConfigParams) => {
  const client = env('DATABASE_CLIENT', 'sqlite');
  const connections = {
    sqlite: () => ({ connection: { filename: sqliteFile(env) }, useNullAsDefault: true }),
    postgres: () => ({
      connection: { ...server(env, 5432), schema: env('DATABASE_SCHEMA', 'public') },
      pool: pool(env),
    }),
    mysql: () => ({ connection: server(env, 3306), pool: pool(env) }),
  };
  if (!(client in connections)) {
    throw new Error(`DATABASE_CLIENT must be sqlite, postgres or mysql, not "${client}"`);
  }
  return { connection: { client, ...connections[client as keyof typeof connections]() } };
};

export default config;
