import type { Core } from '@strapi/strapi';
import type { ModelMeta } from '../../enforcement/strapi-metadata';
import { FILE_UID } from '../../enforcement/table-catalogue';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, joinSql, sql } from '../../platform/sql';
import type { Keyring } from '../proof/keyring';
import { FILE_OUTBOX_UID } from './models';

/** Deletes files in two parts: the row in a transaction, the bytes afterwards, as often as it takes. */
export interface FileOutbox {
  /** Removes a file's row and links, and notes its bytes for deletion, in the open transaction. */
  remove(planId: number, fileId: number): Promise<void>;
  /** Files of a plan whose bytes are still there. */
  pending(planId: number): Promise<number[]>;
  /** Deletes the bytes of one, all formats. Bytes that are gone already are as good as deleted. */
  deleteBytes(outboxId: number): Promise<void>;
  /** Takes a file off the list, in the open transaction. */
  settle(outboxId: number): Promise<void>;
}

/** What a provider needs of a file (`@strapi/upload` services/upload.js, `remove`). */
interface StoredFile {
  readonly id: number;
  readonly provider?: string;
  readonly formats?: Readonly<Record<string, object>> | null;
}

interface Provider {
  delete(file: object): Promise<unknown>;
}

const CONTEXT = 'file outbox';

/** The local provider answers that a file is missing by resolving; cloud providers differ. */
const isMissing = (error: unknown): boolean => {
  const { code, name, status } = error as { code?: unknown; name?: unknown; status?: unknown };
  return code === 'ENOENT' || code === 'NoSuchKey' || name === 'NoSuchKey' || status === 404;
};

/** Creates the outbox; calls expect system scope. */
export const createFileOutbox = (
  { strapi }: { strapi: Core.Strapi },
  run: RunSql,
  dialect: Dialect,
  modelOf: (uid: string) => ModelMeta | undefined,
  keyring: Keyring
): FileOutbox => {
  const query = () => strapi.db.query(FILE_OUTBOX_UID);
  const files = () => strapi.db.query(FILE_UID);
  const provider = () => strapi.plugin('upload').provider as unknown as Provider;

  /** Overwritten first: what listens to the deletion must not be told whose file it was. */
  const tombstone = async (fileId: number): Promise<void> => {
    const model = modelOf(FILE_UID);
    if (!model) return;
    const texts = ['name', 'alternativeText', 'caption', 'hash', 'url', 'previewUrl', 'formats'];
    const columns = texts.flatMap((attribute) => model.columns[attribute] ?? []);
    const set = joinSql(
      columns.map((column) => sql`${id(column)} = ${null}`),
      ', '
    );
    await run.change(sql`update ${dialect.table(model.tableName)} set ${set} where id = ${fileId}`);
  };

  return {
    async remove(planId, fileId) {
      const file = (await files().findOne({ where: { id: fileId } })) as StoredFile | null;
      if (!file) return;
      await query().create({
        data: { planId, sealed: keyring.seal(file, CONTEXT), createdAt: new Date() },
      });
      await tombstone(fileId);
      await files().delete({ where: { id: fileId } });
    },
    async pending(planId) {
      const rows = (await query().findMany({ where: { planId }, orderBy: { id: 'asc' } })) as {
        id: number;
      }[];
      return rows.map((row) => row.id);
    },
    async deleteBytes(outboxId) {
      const row = (await query().findOne({ where: { id: outboxId } })) as { sealed: string } | null;
      if (!row) return;
      const file = keyring.open(row.sealed, CONTEXT) as StoredFile;
      for (const part of [...Object.values(file.formats ?? {}), file])
        try {
          await provider().delete(part);
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
    },
    async settle(outboxId) {
      await query().delete({ where: { id: outboxId } });
    },
  };
};
