import type { Core } from '@strapi/strapi';
import { boot, databaseVersion, listen } from './support/app';
import { createDatabases, type Engine } from './support/databases';
import { readOptions } from './support/options';
import { atMost, type Check, conclude, environment } from './support/report';

const CONTACT = 'api::contact.contact';
const ROUNDS = 200;
const WARM_UP = 20;
/** Acceptance: the form must not tell by its time whom we know. */
const LIMIT_MS = 10;

const POLICY = {
  version: 1,
  groups: [{ code: 'all', name: 'All', kind: 'region' }],
  profiles: [],
  contentTypes: {},
  privacy: {
    contentTypes: {
      [CONTACT]: {
        subject: true,
        attributes: { email: { classification: 'identifier', identifier: 'email' } },
      },
    },
  },
};

interface Policies {
  activate(document: unknown, options: { by: string }): Promise<unknown>;
}

interface Measured {
  readonly engine: Engine;
  readonly database: string;
  readonly rounds: number;
  /** Medians in milliseconds. */
  readonly known: number;
  readonly unknown: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** People with an address each, a request of theirs on the way, and room for as many as are asked for. */
const prepare = async (strapi: Core.Strapi): Promise<void> => {
  strapi.config.set('plugin::custodian', {
    privacy: {
      jobs: { enabled: false },
      mail: { delivery: 'log' },
      requests: { limits: { perAddress: { max: 100_000 } } },
    },
  });
  await strapi.plugin('custodian').service<Policies>('policy').activate(POLICY, { by: 'system' });
  for (let n = 0; n < ROUNDS + WARM_UP; n += 1)
    await strapi.documents(CONTACT as never).create({
      data: { firstName: 'Known', lastName: String(n), email: `known${n}@example.test` },
    } as never);
};

const ask = async (url: string, email: string): Promise<{ ms: number; shape: string }> => {
  const began = performance.now();
  const answer = await fetch(`${url}/api/custodian/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'access', email }),
  });
  const body = (await answer.json()) as { data: Record<string, unknown> };
  const ms = performance.now() - began;
  const { data } = body;
  return { ms, shape: `${answer.status} ${Object.keys(data).join()} ${String(data.state)}` };
};

const measureEngine = async (engine: Engine): Promise<Measured> => {
  const databases = createDatabases(engine);
  const name = `oracle_${process.pid}`;
  await databases.create(name);
  Object.assign(process.env, databases.env(name));
  const strapi = await boot();
  try {
    const url = await listen(strapi);
    await prepare(strapi);
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let n = 0; n < ROUNDS + WARM_UP; n += 1) {
      // In turn, and another one first each time: what disturbs the machine disturbs both alike.
      const kinds = n % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
      const shapes = new Set<string>();
      for (const kind of kinds) {
        const { ms, shape } = await ask(url, `${kind}${n}@example.test`);
        shapes.add(shape);
        if (n >= WARM_UP) times[kind].push(ms);
      }
      if (shapes.size !== 1) throw new Error(`The answers differ: ${[...shapes].join(' | ')}`);
    }
    const [known, unknown] = [median(times.known), median(times.unknown)];
    return { engine, database: await databaseVersion(strapi), rounds: ROUNDS, known, unknown };
  } finally {
    strapi.server.httpServer.closeAllConnections();
    await strapi.destroy();
    await databases.drop(name);
  }
};

const main = async () => {
  const measured: Measured[] = [];
  for (const engine of readOptions().engines) {
    const one = await measureEngine(engine);
    measured.push(one);
    console.log(
      `${one.database}: median of ${one.rounds} requests, known ${one.known.toFixed(2)} ms, ` +
        `unknown ${one.unknown.toFixed(2)} ms`
    );
  }
  const checks: Check[] = measured.map(({ engine, known, unknown }) =>
    atMost(`${engine}: known against unknown, ms`, Math.abs(known - unknown), LIMIT_MS)
  );
  conclude('oracle', { environment: environment(), rows: measured, checks });
  process.exit(checks.every(({ ok }) => ok) ? 0 : 1);
};

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
