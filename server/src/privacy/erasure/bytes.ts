import { stat } from 'node:fs/promises';
import type { Core } from '@strapi/strapi';
import type { Client, Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { sql } from '../../platform/sql';

/** What a database keeps of what was overwritten or deleted. */
export interface Bytes {
  /** SQLite: makes it overwrite what it frees, on the connection that is open. Call at every start. */
  prepare(): Promise<void>;
  /** After an erasure: takes freed bytes out of the database's files, as far as it can be done. */
  clean(): Promise<void>;
  /** What remains beyond that, for the certificate. */
  remains(): readonly string[];
}

/** Above this size rewriting the whole file would stop the application for too long. */
const VACUUM_UP_TO = 256 * 1024 * 1024;

const REMAINS: Record<Client, readonly string[]> = {
  sqlite: ['backups', 'file-system-snapshots'],
  postgres: ['dead-rows-until-vacuum', 'write-ahead-log', 'replicas', 'backups'],
  mysql: ['undo-log-until-purge', 'binary-log', 'replicas', 'backups'],
};

/** Creates the care for bytes. */
export const createBytes = (
  { strapi }: { strapi: Core.Strapi },
  run: RunSql,
  dialect: Dialect
): Bytes => {
  const isSqlite = dialect.client === 'sqlite';
  const fileName = (): string | null => {
    const settings = strapi.config.get<{ filename?: unknown } | undefined>(
      'database.connection.connection'
    );
    return typeof settings?.filename === 'string' ? settings.filename : null;
  };
  let tooLarge = false;

  return {
    async prepare() {
      if (isSqlite) await run.rows(sql`pragma secure_delete = on`);
    },
    async clean() {
      if (!isSqlite) return;
      await run.rows(sql`pragma secure_delete = on`);
      const file = fileName();
      const size =
        file === null
          ? 0
          : await stat(file).then(
              (one) => one.size,
              () => 0
            );
      tooLarge = size > VACUUM_UP_TO;
      // What was freed before `secure_delete` was on is still in the file.
      if (!tooLarge) await run.rows(sql`vacuum`);
      await run.rows(sql`pragma wal_checkpoint(truncate)`);
    },
    remains: () => [
      ...REMAINS[dialect.client],
      ...(tooLarge ? ['pages-freed-before-secure-delete-until-vacuum'] : []),
    ],
  };
};
