import { createDatabases, type Databases, type Engine } from './databases';
import type { Options } from './options';
import { spawnWorker } from './spawn';

/** A seeded database, to be copied. */
export interface Seeded {
  /** Copies it, and answers the environment of the copy, which is dropped at the end. */
  copy(name: string): Promise<Record<string, string>>;
}

/** The name stands for a complete database, however the run ends: it is filled under another one. */
const fill = async (databases: Databases, name: string, contacts: number): Promise<void> => {
  const filling = `filling_${process.pid}`;
  try {
    await databases.create(filling);
    const worker = await spawnWorker({ kind: 'seed', contacts }, databases.env(filling));
    await worker.stop();
    await databases.settle(filling);
    await databases.copy(filling, name);
  } finally {
    await databases.drop(filling);
  }
};

/**
 * Seeds a database (or finds the one that `--reuse` kept), lets `work` copy it, and drops whatever is
 * not to be kept.
 */
export const withSeeded = async <T>(
  engine: Engine,
  options: Options,
  work: (seeded: Seeded) => Promise<T>
): Promise<T> => {
  const databases = createDatabases(engine);
  const seededName = `seeded_${options.contacts}`;
  const copies: string[] = [];
  try {
    if (!options.reuse || !(await databases.exists(seededName)))
      await fill(databases, seededName, options.contacts);
    return await work({
      async copy(name) {
        const copyName = `${name}_${process.pid}`;
        copies.push(copyName);
        await databases.copy(seededName, copyName);
        return databases.env(copyName);
      },
    });
  } finally {
    for (const name of copies) await databases.drop(name);
    if (!options.reuse) await databases.drop(seededName);
  }
};
