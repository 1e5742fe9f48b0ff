import type { Core } from '@strapi/strapi';
import type { AccessRule } from '../../enforcement/access-rule';
import type { ModelMeta } from '../../enforcement/strapi-metadata';
import { FILE_UID, hasMedia } from '../../enforcement/table-catalogue';
import type { Actor } from '../../platform/actor';

/** What it takes to know which reads are recorded. */
export interface ReadHoldersInput {
  readonly strapi: Core.Strapi;
  readonly rule: Pick<AccessRule, 'auditedTypes'>;
  readonly models: () => readonly ModelMeta[];
}

/**
 * Creates what is called before the bytes of files are sent, in the caller's scope. Whoever gets a file
 * reads of the records that it hangs on: those of types whose reads are recorded are read, in the
 * caller's view, and so are recorded like any others. A file in a component of a record is not followed up to the record.
 * @throws what recording throws: bytes whose reading cannot be recorded are not sent
 */
export const createReadHolders =
  ({ strapi, rule, models }: ReadHoldersInput) =>
  async (actor: Actor, files: object): Promise<void> => {
    const recorded = rule.auditedTypes(actor);
    if (recorded.size === 0) return;
    const types = models().filter((model) => recorded.has(model.uid) && hasMedia(model));
    const on = Object.fromEntries(types.map(({ uid }) => [uid, { select: ['id', 'documentId'] }]));
    if (types.length === 0) return;
    await strapi.db
      .query(FILE_UID)
      .findMany({ where: files, select: ['id'], populate: { related: { on } } });
  };
