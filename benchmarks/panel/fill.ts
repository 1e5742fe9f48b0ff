import { join } from 'node:path';
import type { Core } from '@strapi/strapi';
import { createStrapi } from '@strapi/strapi';
import type { AuditServices } from '../../server/src/audit/audit-services';
import type { Memberships } from '../../server/src/access/memberships/memberships';
import type { PolicyStore } from '../../server/src/access/policy/store';
import type { GroupConfig } from '../../server/src/access/policy/types';
import type { ScopeStore } from '../../server/src/platform/scope';

/** How much there is to show. */
export const SIZE = { groups: 1_000, memberships: 10_000, entries: 100_000 };

const PLAYGROUND = join(__dirname, '..', '..', 'playground');
const BATCH = 500;
/** So many memberships are in one group, the others are spread. */
const CROWD = 2_000;
const FAN_OUT = 10;

/** A tree of teams, ten below each. */
export const manyGroups = (count: number): GroupConfig[] =>
  Array.from({ length: count }, (_, at) => ({
    code: `team-${at}`,
    name: `Team ${at}`,
    kind: 'team' as const,
    ...(at > 0 && { parent: `team-${Math.floor((at - 1) / FAN_OUT)}` }),
  }));

const batches = (total: number) =>
  Array.from({ length: Math.ceil(total / BATCH) }, (_, at) =>
    Array.from({ length: Math.min(BATCH, total - at * BATCH) }, (_unused, n) => at * BATCH + n)
  );

/** People to be members; nobody logs in as one. */
const addPeople = async (strapi: Core.Strapi): Promise<number[]> => {
  const users = strapi.db.query('plugin::users-permissions.user');
  for (const batch of batches(CROWD))
    await users.createMany({
      data: batch.map((n) => ({
        documentId: `benchmark${n}`,
        username: `member ${n}`,
        email: `member${n}@benchmark.test`,
        provider: 'local',
        confirmed: true,
        blocked: false,
      })),
    });
  const found = await users.findMany({
    where: { email: { $endsWith: '@benchmark.test' } },
    select: ['id'],
  });
  return found.map(({ id }: { id: number }) => id);
};

/** Fills a playground's database through the plugin's services, so that all of it holds and verifies. */
const fill = async (strapi: Core.Strapi): Promise<void> => {
  const service = (name: string) => strapi.plugin('custodian').service(name) as unknown;
  const policies = service('policy') as PolicyStore;
  const active = await policies.active();
  if (!active) throw new Error('The playground has no policy');
  const { document } = active;
  const groups = [...document.groups, ...manyGroups(SIZE.groups - document.groups.length)];
  await policies.activate({ ...document, groups }, { by: 'system' });

  const people = await addPeople(strapi);
  const profile = document.profiles[0]?.code ?? '';
  const memberships = service('memberships') as Memberships;
  for (const batch of batches(SIZE.memberships))
    await memberships.create(
      batch.map((n) => ({
        principal: `user:${people[n % people.length]}`,
        group: n < CROWD ? 'team-0' : `team-${n % 700}`,
        profile,
      }))
    );

  const audit = service('audit') as AuditServices;
  const types = ['access.denied', 'reveal.granted', 'record.read', 'share.ended'] as const;
  for (const batch of batches(SIZE.entries))
    await audit.record(
      ...batch.map((n) => ({
        type: types[n % types.length] ?? 'access.denied',
        contentType: 'api::contact.contact',
        documentId: `document${n}`,
        details: { code: 'UPDATE_DENIED', records: [`a${n}`] },
      }))
    );
  await audit.seal();
  const { ok, problems } = await audit.verify();
  if (!ok) throw new Error(`The log does not verify: ${JSON.stringify(problems)}`);
};

const main = async () => {
  const strapi = await createStrapi({
    appDir: PLAYGROUND,
    distDir: join(PLAYGROUND, 'dist'),
  }).load();
  const scopes = strapi.plugin('custodian').service('scope') as ScopeStore;
  await scopes.runAsSystem(() => fill(strapi));
  await strapi.destroy();
};

if (require.main === module)
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    }
  );
