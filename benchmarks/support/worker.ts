import { applyPolicy, authorizations, boot, databaseVersion, listen, seed } from './app';
import type { WorkerTask } from './spawn';

/** A process of its own for one Strapi: it does its task, tells the parent, and ends when told to. */
const main = async (task: WorkerTask): Promise<void> => {
  const strapi = await boot();
  const stop = async () => {
    strapi.server.httpServer.closeAllConnections();
    await strapi.destroy();
    process.disconnect();
  };
  if (task.kind === 'seed') {
    await seed(strapi, task.contacts);
    process.send?.({});
  } else {
    if (task.policy) await applyPolicy(strapi, task.policy);
    process.send?.({
      url: await listen(strapi),
      authorizations: await authorizations(strapi),
      database: await databaseVersion(strapi),
    });
  }
  process.on('message', () => void stop());
  // The parent is gone, or has been told goodbye.
  process.on('disconnect', () => process.exit());
};

main(JSON.parse(process.argv[2] ?? '') as WorkerTask).catch((error: unknown) => {
  // A failed batch quotes itself in full.
  console.error(String(error instanceof Error ? error.stack : error).slice(-2_000));
  process.exit(1);
});
