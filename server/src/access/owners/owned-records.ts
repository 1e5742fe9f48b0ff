import type { Core } from '@strapi/strapi';
import { VIEW_ALIAS_PREFIX } from '../../enforcement/view-compiler';
import type { Dialect } from '../../platform/dialect';
import { allOf, toCondition, type Predicate } from '../../platform/sql';
import { joinTransaction } from '../../platform/transaction';
import { PLACEMENT_UID } from '../models';
import type { GovernedType } from '../policy/types';
import type { Path } from '../rights/paths';
import type { ModelOf } from '../rights/relation-sql';

/** Finds what somebody owns, and gives it to somebody else. Expects system scope. */
export interface OwnedRecords {
  /** How many records of a type the predicates hold for. */
  count(uid: string, where: readonly Path[]): Promise<number>;
  /** The next documentIds in order, after a given one. */
  next(uid: string, where: readonly Path[], after: string, limit: number): Promise<string[]>;
  /** A page of documentIds in order, by how many come before it. */
  page(uid: string, where: readonly Path[], start: number, limit: number): Promise<string[]>;
  /** Makes somebody the owner of these records, in the open transaction. */
  give(type: GovernedType, documentIds: readonly string[], to: string): Promise<void>;
}

interface Counted {
  count?: number | string;
}

/** Makes somebody the owner of records of a type, however the type keeps its owner. */
const createGive = ({ strapi }: { strapi: Core.Strapi }): OwnedRecords['give'] => {
  const rowIds = async (uid: string, documentIds: readonly string[]): Promise<number[]> => {
    const where = { documentId: { $in: [...documentIds] } };
    const rows = (await strapi.db.query(uid).findMany({ select: ['id'], where })) as {
      id: number;
    }[];
    return rows.map(({ id }) => id);
  };

  const giveBeside = async (uid: string, documentIds: readonly string[], to: string) => {
    const query = strapi.db.query(PLACEMENT_UID);
    const where = { contentType: uid, documentId: { $in: [...documentIds] } };
    const kept = (await query.findMany({ where })) as { documentId: string }[];
    await query.updateMany({ where, data: { ownerPrincipal: to } });
    const known = new Set(kept.map(({ documentId }) => documentId));
    const missing = documentIds.filter((documentId) => !known.has(documentId));
    if (missing.length > 0)
      await query.createMany({
        data: missing.map((documentId) => ({ contentType: uid, documentId, ownerPrincipal: to })),
      });
  };

  return async ({ uid, owner }, documentIds, to) => {
    if (documentIds.length === 0) return;
    if (owner.kind === 'creator') return giveBeside(uid, documentIds, to);
    const ids = await rowIds(uid, documentIds);
    if (owner.kind === 'attribute') {
      const data = { [owner.attribute]: to };
      await strapi.db.query(uid).updateMany({ where: { id: { $in: ids } }, data });
      return;
    }
    const reference = Number(to.split(':')[1]);
    for (const id of ids)
      await strapi.db.query(uid).update({ where: { id }, data: { [owner.attribute]: reference } });
  };
};

/** Creates the finder. */
export const createOwnedRecords = (
  { strapi }: { strapi: Core.Strapi },
  dialect: Dialect,
  modelOf: ModelOf
): OwnedRecords => {
  const within = (uid: string, where: readonly Path[]) => {
    const model = modelOf(uid);
    if (!model) throw new Error(`Unknown model ${uid}`);
    let count = 0;
    const nextAlias = () => `${VIEW_ALIAS_PREFIX}o${(count += 1)}`;
    const predicate: Predicate = allOf(
      where.map((path) => path({ alias: 'o', shape: 'all', nextAlias }))
    );
    const { text, bindings } = toCondition(predicate);
    return strapi.db.connection
      .from({ o: dialect.table(model.tableName).name })
      .whereRaw(text, bindings as never[]);
  };

  return {
    async count(uid, where) {
      const counted = within(uid, where).countDistinct({ count: 'o.document_id' });
      await joinTransaction({ strapi }, counted);
      const [row] = (await counted) as Counted[];
      return Number(row?.count ?? 0);
    },
    async next(uid, where, after, limit) {
      const found = within(uid, where)
        .where('o.document_id', '>', after)
        .distinct('o.document_id')
        .orderBy('o.document_id')
        .limit(limit);
      await joinTransaction({ strapi }, found);
      const rows = (await found) as unknown as { document_id: string }[];
      return rows.map((row) => row.document_id);
    },
    async page(uid, where, start, limit) {
      const found = within(uid, where)
        .distinct('o.document_id')
        .orderBy('o.document_id')
        .offset(start)
        .limit(limit);
      await joinTransaction({ strapi }, found);
      const rows = (await found) as unknown as { document_id: string }[];
      return rows.map((row) => row.document_id);
    },
    give: createGive({ strapi }),
  };
};
