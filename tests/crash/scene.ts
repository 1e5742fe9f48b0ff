import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Canary } from '../integration/support/erasure';
import { copyDatabase, type SuiteDatabase } from '../support/database';
import { seedRequest } from './seed';

process.env.NODE_ENV = 'test';
process.env.STRAPI_TELEMETRY_DISABLED = 'true';

/** An erasure that is approved and due: each try is made on a copy of its database and its folder. */
export interface Scene {
  readonly canary: Canary;
  onCopy<T>(work: (database: SuiteDatabase, folder: string) => Promise<T>): Promise<T>;
}

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

const withScene = async (work: (scene: Scene) => Promise<boolean>): Promise<boolean> => {
  const root = mkdtempSync(join(tmpdir(), 'custodian-crash-'));
  const seeded = join(root, 'seeded');
  mkdirSync(seeded);
  const { template, canary } = await seedRequest(seeded);
  const onCopy: Scene['onCopy'] = async (attempt) => {
    const folder = mkdtempSync(join(root, 'erasure-'));
    mkdirSync(join(folder, 'public'), { recursive: true });
    cpSync(seeded, folder, { recursive: true });
    const database = await copyDatabase(template);
    try {
      return await attempt(database, folder);
    } finally {
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    }
  };
  try {
    return await work({ canary, onCopy });
  } finally {
    await template.drop();
    rmSync(root, { recursive: true, force: true });
  }
};

/** Seeds, lets work try, and ends with 0 if it says that all was well. */
export const runScene = (work: (scene: Scene) => Promise<boolean>): void => {
  withScene(work).then(
    (isGood) => {
      process.exitCode = isGood ? 0 : 1;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
      process.exit(1);
    }
  );
};
