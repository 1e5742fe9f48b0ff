import { join } from 'node:path';
import type { Core } from '@strapi/strapi';
import { createStrapi } from '@strapi/strapi';
import { ACTORS, ACTOR_NAMES, POLICIES, type ActorName, type PolicyName } from './scenario';
import { writeDataset } from './dataset';

const APP_DIR = join(__dirname, '..', 'app');

/** knex writes a batch for SQLite as one compound select, which may have 500 terms. */
const BATCH = 500;

const READ_ACTIONS = ['find', 'findOne'].flatMap((action) =>
  ['contact', 'account', 'deal'].map((name) => `api::${name}.${name}.${action}`)
);

interface RowWithId {
  id: number;
}

interface JwtService {
  issue(payload: RowWithId): string;
}

interface Version {
  version: string;
}

/** Boots the benchmark's app on the database that the environment names. */
export const boot = (): Promise<Core.Strapi> =>
  createStrapi({ appDir: APP_DIR, distDir: APP_DIR }).load();

/** Listens on a free port. */
export const listen = (strapi: Core.Strapi): Promise<string> => {
  strapi.server.mount();
  const server = strapi.server.httpServer;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string')
        reject(new Error('No port to listen on'));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
};

const createActors = async (strapi: Core.Strapi) => {
  const role = (await strapi.db
    .query('plugin::users-permissions.role')
    .findOne({ where: { type: 'authenticated' } })) as RowWithId;
  for (const action of READ_ACTIONS)
    await strapi.db
      .query('plugin::users-permissions.permission')
      .create({ data: { action, role: role.id } });
  for (const name of ACTOR_NAMES)
    await strapi
      .plugin('users-permissions')
      .service('user')
      .add({
        username: name,
        email: `${name}@example.test`,
        password: 'Password1',
        provider: 'local',
        confirmed: true,
        blocked: false,
        role: role.id,
      });
};

/** Fills an empty database with the users and the data set. */
export const seed = async (strapi: Core.Strapi, contacts: number): Promise<void> => {
  await createActors(strapi);
  const { connection } = strapi.db;
  await writeDataset(contacts, async (table, rows) => {
    await connection.batchInsert(table, rows, BATCH);
  });
};

const userOf = async (strapi: Core.Strapi, name: ActorName): Promise<number> => {
  const user = (await strapi.db
    .query('plugin::users-permissions.user')
    .findOne({ where: { username: name } })) as RowWithId;
  return user.id;
};

/** Name and version of the database. */
export const databaseVersion = async (strapi: Core.Strapi): Promise<string> => {
  const { connection } = strapi.db;
  if (strapi.db.dialect.client === 'sqlite') {
    const [row] = await connection.raw<Version[]>('select sqlite_version() as version');
    return `SQLite ${row?.version ?? ''}`;
  }
  const { rows } = await connection.raw<{ rows: Version[] }>(
    "select current_setting('server_version') as version"
  );
  return `PostgreSQL ${rows[0]?.version ?? ''}`;
};

/** Puts a policy in force, with the memberships of the actors. */
export const applyPolicy = async (strapi: Core.Strapi, name: PolicyName): Promise<void> => {
  const plugin = strapi.plugin('custodian');
  await plugin.service('policy').activate(POLICIES[name], { by: 'system' });
  for (const actor of ACTOR_NAMES) {
    const principal = `user:${await userOf(strapi, actor)}`;
    await plugin.service('memberships').create({ principal, ...ACTORS[actor] });
  }
};

/** The value of the `Authorization` header for each actor. */
export const authorizations = async (strapi: Core.Strapi): Promise<Record<ActorName, string>> => {
  const jwt = strapi.plugin('users-permissions').service<JwtService>('jwt');
  const entries = await Promise.all(
    ACTOR_NAMES.map(async (name) => [
      name,
      `Bearer ${jwt.issue({ id: await userOf(strapi, name) })}`,
    ])
  );
  return Object.fromEntries(entries) as Record<ActorName, string>;
};
