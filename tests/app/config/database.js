'use strict';

// Every suite gets a database of its own; `tests/support/database.ts` creates it and sets these.
const server = (env, defaultPort) => ({
  host: env('DATABASE_HOST', '127.0.0.1'),
  port: env.int('DATABASE_PORT', defaultPort),
  database: env('DATABASE_NAME'),
  user: env('DATABASE_USERNAME'),
  password: env('DATABASE_PASSWORD', ''),
});

const connections = {
  sqlite: (env) => ({ connection: { filename: env('DATABASE_FILENAME') }, useNullAsDefault: true }),
  postgres: (env) => ({
    connection: { ...server(env, 5432), schema: env('DATABASE_SCHEMA', 'public') },
    pool: { min: 0, max: 5 },
  }),
  mysql: (env) => ({ connection: server(env, 3306), pool: { min: 0, max: 5 } }),
};

module.exports = ({ env }) => {
  const client = env('DATABASE_CLIENT', 'sqlite');
  return { connection: { client, ...connections[client](env) } };
};
