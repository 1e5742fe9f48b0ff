import type { Core } from '@strapi/strapi';
import type { AuditServices } from '../server/src/audit/audit-services';
import { boot, databaseVersion, listen } from './support/app';
import { createDatabases, type Engine } from './support/databases';
import { readOptions } from './support/options';
import { atMost, type Check, conclude, environment } from './support/report';

/** What the pages of the admin panel ask for, in an installation of a size that they must bear. */
const GROUPS = 1_000;
const MEMBERSHIPS = 10_000;
const ENTRIES = 100_000;
const BATCH = 1_000;
const ROUNDS = 15;
/** What a person takes for at once, with room for the page itself. */
const LIMIT_MS = 500;

const PASSWORD = 'Password1';
const EMAIL = 'panel@example.test';
const CONTACT = 'api::contact.contact';

/** A tree of ten regions, ten countries each, ten teams each. */
const GROUP_CODES = Array.from({ length: GROUPS }, (_, n) => `group-${n}`);
const POLICY = {
  version: 1,
  groups: GROUP_CODES.map((code, n) => ({
    code,
    name: `Group ${n}`,
    kind: 'region',
    parent: n < 10 ? null : `group-${Math.floor(n / 10) - 1}`,
  })),
  profiles: [{ code: 'rep', name: 'Rep', contentTypes: { [CONTACT]: { read: 'subtree' } } }],
  contentTypes: { [CONTACT]: { group: { assigned: true } } },
};

const REQUESTS: Readonly<Record<string, string>> = {
  overview: '/custodian/overview',
  policy: '/custodian/policy',
  'groups: members counted': '/custodian/memberships/counts',
  'groups: members of one': '/custodian/memberships?filters[group]=group-7&pagination[pageSize]=25',
  'memberships: last page': '/custodian/memberships?pagination[page]=400&pagination[pageSize]=25',
  'people by name': '/custodian/principals?search=panel',
  'audit: first page': '/custodian/audit?pagination[pageSize]=25',
  'audit: last page': `/custodian/audit?pagination[page]=${ENTRIES / 25}&pagination[pageSize]=25`,
  'audit: one type': '/custodian/audit?filters[type]=access.denied&pagination[pageSize]=25',
  'audit: one record': '/custodian/audit?filters[documentId]=document77777&pagination[pageSize]=25',
  'audit: one principal': '/custodian/audit?filters[causedBy]=admin:1&pagination[pageSize]=25',
};

interface Policies {
  activate(document: unknown, options: { by: string }): Promise<unknown>;
}

interface Row {
  readonly engine: Engine;
  readonly page: string;
  /** Milliseconds. */
  readonly median: number;
  readonly slowest: number;
}

const fill = async (strapi: Core.Strapi): Promise<void> => {
  const custodian = strapi.plugin('custodian');
  await custodian.service<Policies>('policy').activate(POLICY, { by: 'system' });
  const memberships = Array.from({ length: MEMBERSHIPS }, (_, n) => ({
    principal: `user:${n + 1}`,
    group: GROUP_CODES[n % GROUPS],
    profile: 'rep',
    validFrom: null,
    validTo: null,
  }));
  for (let from = 0; from < MEMBERSHIPS; from += BATCH)
    await strapi.db
      .query('plugin::custodian.membership')
      .createMany({ data: memberships.slice(from, from + BATCH) });
  const audit = custodian.service<AuditServices>('audit');
  for (let from = 0; from < ENTRIES; from += BATCH)
    await audit.record(
      ...Array.from({ length: BATCH }, (_, n) => ({
        type: 'access.denied' as const,
        contentType: CONTACT,
        documentId: `document${from + n}`,
        details: { action: 'update', code: 'UPDATE_DENIED' },
      }))
    );
  await audit.seal();
};

const logIn = async (strapi: Core.Strapi, url: string): Promise<Record<string, string>> => {
  const role = (await strapi.db
    .query('admin::role')
    .findOne({ where: { code: 'strapi-super-admin' } })) as { id: number };
  const users = strapi.service('admin::user') as unknown as {
    create(input: object): Promise<unknown>;
  };
  const data = { firstname: 'Panel', lastname: 'Admin', isActive: true, registrationToken: null };
  await users.create({ ...data, email: EMAIL, password: PASSWORD, roles: [role.id] });
  const answer = await fetch(`${url}/admin/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  });
  const body = (await answer.json()) as { data: { token: string } };
  return { authorization: `Bearer ${body.data.token}` };
};

const timeOf = async (url: string, headers: Record<string, string>): Promise<number> => {
  const began = performance.now();
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${text.slice(0, 200)}`);
  return performance.now() - began;
};

const measureEngine = async (engine: Engine): Promise<Row[]> => {
  const databases = createDatabases(engine);
  const name = `panel_${process.pid}`;
  await databases.create(name);
  Object.assign(process.env, databases.env(name));
  const strapi = await boot();
  try {
    console.log(await databaseVersion(strapi));
    const url = await listen(strapi);
    const headers = await logIn(strapi, url);
    await fill(strapi);
    const rows: Row[] = [];
    for (const [page, path] of Object.entries(REQUESTS)) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) times.push(await timeOf(url + path, headers));
      times.sort((left, right) => left - right);
      const median = times[Math.floor(ROUNDS / 2)] ?? Number.NaN;
      rows.push({ engine, page, median, slowest: times.at(-1) ?? Number.NaN });
      console.log(`${page}: ${median.toFixed(0)} ms, at most ${times.at(-1)?.toFixed(0)} ms`);
    }
    return rows;
  } finally {
    strapi.server.httpServer.closeAllConnections();
    await strapi.destroy();
    await databases.drop(name);
  }
};

const main = async () => {
  const rows: Row[] = [];
  for (const engine of readOptions().engines) rows.push(...(await measureEngine(engine)));
  const checks: Check[] = rows.map(({ engine, page, median }) =>
    atMost(`${engine}: ${page}, ms`, median, LIMIT_MS)
  );
  conclude('panel', { environment: environment(), rows, checks });
  process.exit(0);
};

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
