import type { Core } from '@strapi/strapi';
import type { AccessRule } from '../../enforcement/access-rule';
import type { Governance } from '../../enforcement/governance';
import type { ModelMeta } from '../../enforcement/strapi-metadata';
import { FILE_UID, hasMedia, type TableCatalogue } from '../../enforcement/table-catalogue';
import type { Actor } from '../../platform/actor';

/** What it takes to know which reads are recorded. */
export interface ReadHoldersInput {
  readonly strapi: Core.Strapi;
  readonly rule: Pick<AccessRule, 'auditedTypes'>;
  readonly governance: Pick<Governance, 'catalogueFor'>;
  readonly models: () => readonly ModelMeta[];
}

interface Holder {
  readonly id: number;
  readonly __type: string;
}

const toIds = (holders: readonly Holder[], uid: string): number[] =>
  holders.filter(({ __type }) => __type === uid).map(({ id }) => id);

/** The rows that components are in, through components within components, in the caller's view. */
const climb = async (
  strapi: Core.Strapi,
  catalogue: Pick<TableCatalogue, 'parentsOf'>,
  uid: string,
  ids: readonly number[]
): Promise<Holder[]> => {
  const links = ids.length === 0 ? [] : catalogue.parentsOf(uid);
  if (links.length === 0) return ids.map((id) => ({ id, __type: uid }));
  const found: Holder[] = [];
  for (const { parentUid, table, parentColumn, componentColumn, typeColumn } of links) {
    const rows = (await strapi.db
      .connection(table)
      .select({ id: parentColumn })
      .where(typeColumn, uid)
      .whereIn(componentColumn, ids)) as { id: number }[];
    const parents = rows.map(({ id }) => id);
    found.push(...(await climb(strapi, catalogue, parentUid, parents)));
  }
  return found;
};

/**
 * Creates what is called before the bytes of files are sent, in the caller's scope. Whoever gets a file
 * reads of the records that it hangs on, also by a component of theirs: those of types whose reads are
 * recorded are read, in the caller's view, and so are recorded like any others.
 * @throws what recording throws: bytes whose reading cannot be recorded are not sent
 */
export const createReadHolders = ({ strapi, rule, governance, models }: ReadHoldersInput) => {
  /** Reads the records that files hang on by themselves, and the components. */
  const readHolders = async (files: object, types: readonly ModelMeta[]): Promise<Holder[]> => {
    const on = Object.fromEntries(
      types.map(({ uid, isComponent }) => [
        uid,
        { select: isComponent ? ['id'] : ['id', 'documentId'] },
      ])
    );
    const rows = (await strapi.db
      .query(FILE_UID)
      .findMany({ where: files, select: ['id'], populate: { related: { on } } })) as {
      readonly related?: readonly Holder[];
    }[];
    return rows.flatMap(({ related }) => related ?? []);
  };

  return async (actor: Actor, files: object): Promise<void> => {
    const recorded = rule.auditedTypes(actor);
    if (recorded.size === 0) return;
    const catalogue = governance.catalogueFor(actor);
    const types = models().filter(
      (model) => (model.isComponent || recorded.has(model.uid)) && hasMedia(model)
    );
    if (types.length === 0) return;
    const holders = await readHolders(files, types);
    const above: Holder[] = [];
    for (const { uid, isComponent } of types)
      if (isComponent) above.push(...(await climb(strapi, catalogue, uid, toIds(holders, uid))));
    for (const uid of recorded) {
      const ids = [...new Set(toIds(above, uid))];
      if (ids.length > 0)
        await strapi.db
          .query(uid)
          .findMany({ where: { id: { $in: ids } }, select: ['id', 'documentId'] });
    }
  };
};
