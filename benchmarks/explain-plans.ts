import { applyPolicy, authorizations, boot, listen } from './support/app';
import type { Engine } from './support/databases';
import { readOptions, type Options } from './support/options';
import type { ActorName } from './support/scenario';
import { withSeeded } from './support/seeded';
import { findDocumentIds, operationsOf } from './read/operations';
import { captureStatements, explain, type Explanation, type Statement } from './plans/statements';

const ACTORS: readonly ActorName[] = ['narrow', 'all'];

/** What the questions read; everything else is asked to find out who asks, and is the same for all. */
const DATA = /\b(?:contacts|accounts|deals|addresses)/;

const print = ({ sql, bindings }: Statement, { plan, milliseconds }: Explanation): void => {
  console.log(`\n-- ${milliseconds.toFixed(1)} ms`);
  console.log(sql);
  console.log(`-- bindings: ${JSON.stringify(bindings)}`);
  console.log(plan.replace(/^/gm, '   '));
};

const explainEngine = (engine: Engine, options: Options) =>
  withSeeded(engine, options, async (seeded) => {
    Object.assign(process.env, await seeded.copy('plans'));
    const strapi = await boot();
    try {
      await applyPolicy(strapi, 'governed');
      const url = await listen(strapi);
      const tokens = await authorizations(strapi);
      const ids = await findDocumentIds({ url, authorization: tokens.narrow });
      for (const operation of operationsOf(ids, options.only)) {
        for (const actor of ACTORS) {
          const ask = async () => {
            const headers = { authorization: tokens[actor] };
            const response = await fetch(url + operation.path(0), { headers });
            if (!response.ok) throw new Error(`${operation.name} answered ${response.status}`);
            await response.arrayBuffer();
          };
          await ask();
          console.log(`\n=== ${engine} · ${operation.name} · ${actor}`);
          for (const statement of await captureStatements(strapi, ask)) {
            if (DATA.test(statement.sql))
              print(statement, await explain(strapi, engine, statement));
          }
        }
      }
    } finally {
      strapi.server.httpServer.closeAllConnections();
      await strapi.destroy();
    }
  });

/** Prints the SQL of every question with its time and its plan. Same options as `bench:read`. */
const main = async () => {
  process.env.NODE_ENV = 'production';
  process.env.STRAPI_TELEMETRY_DISABLED = 'true';
  const options = readOptions();
  for (const engine of options.engines) await explainEngine(engine, options);
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
