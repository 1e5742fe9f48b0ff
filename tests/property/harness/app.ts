import type { Core } from '@strapi/strapi';
import type { Credentials } from '../../support/actors';
import { createApiToken, createUser, grantPermissions } from '../../support/actors';
import type { RunningStrapi } from '../../support/strapi';
import { startStrapi } from '../../support/strapi';
import { LOCALES } from '../generators/values';
import { API_UIDS, modelOf } from '../model/schema';
import type { Json, Row, Uid } from '../model/types';

/** Somebody who sends requests. */
export interface Caller {
  principal: string;
  headers: Record<string, string>;
}

export interface TestApp extends RunningStrapi {
  callers: { users: Caller[]; token: Caller; visitor: Caller };
  /** The users as the model knows them. */
  userRows: Row[];
}

const ACTIONS = [
  ...API_UIDS.flatMap((uid) => [`${uid}.find`, `${uid}.findOne`]),
  'plugin::users-permissions.user.find',
  'plugin::upload.content-api.find',
];

const caller = (kind: string, { id, authorization }: Credentials): Caller => ({
  principal: `${kind}:${id}`,
  headers: { authorization },
});

/** Rows of a type that the tests did not make themselves, in the model's form. */
export async function readRows(strapi: Core.Strapi, uid: Uid): Promise<Row[]> {
  const rows = (await strapi.db
    .query(uid)
    .findMany({ orderBy: { id: 'asc' } })) as unknown as Row[];
  const names = Object.entries(modelOf(uid).attributes).flatMap(([name, { kind }]) =>
    kind === 'scalar' ? [name] : []
  );
  return rows.map((row) => {
    const json = JSON.parse(JSON.stringify(row)) as Record<string, Json>;
    return { ...Object.fromEntries(names.map((name) => [name, json[name] ?? null])), id: row.id };
  });
}

interface LocalesService {
  create(input: { code: string; name: string }): Promise<unknown>;
}

const createLocales = async (strapi: Core.Strapi) => {
  const locales = strapi.plugin('i18n').service<LocalesService>('locales');
  for (const code of LOCALES) {
    if (code !== 'en') await locales.create({ code, name: code });
  }
};

/** Boots the fixture app with callers who may send any read, so that nothing but governance holds them back. */
export async function startTestApp(env: Record<string, string> = {}): Promise<TestApp> {
  const running = await startStrapi({
    env: { STRAPI_LOG_LEVEL: process.env.STRAPI_LOG_LEVEL ?? 'silent', ...env },
  });
  const { strapi } = running;
  await createLocales(strapi);
  await grantPermissions(strapi, 'authenticated', ACTIONS);
  await grantPermissions(strapi, 'public', ACTIONS);
  const users = [await createUser(strapi), await createUser(strapi)];
  const token = await createApiToken(strapi, ACTIONS);
  return {
    ...running,
    callers: {
      users: users.map((user) => caller('user', user)),
      token: caller('token', token),
      visitor: { principal: 'public', headers: {} },
    },
    userRows: await readRows(strapi, 'plugin::users-permissions.user'),
  };
}
