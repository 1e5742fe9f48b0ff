import { openDatabase, TEMPLATES } from './database';

/** Drops the databases that `global-setup.ts` made. */
export default async function clear(): Promise<void> {
  for (const variable of Object.values(TEMPLATES)) {
    const name = process.env[variable];
    if (name) await openDatabase(name).drop();
  }
}
