import type { Core, UID } from '@strapi/strapi';
import { isDeepStrictEqual } from 'node:util';
import type { LinkGuard } from './link-guard';
import type { Json, LinkShape, ShapesOf } from './link-shape';
import { populateFor } from './payload-targets';
import { createComparison, isEmptyValue } from './same-value';
import { refused } from './write-boundary';

/** Keeps attributes from being written that the policy marks as read-only for the caller. */
export interface FieldGuard {
  /**
   * The data of a new record.
   * @throws PolicyError 403 `FIELD_READONLY` for a value that is not the schema's default
   */
  created(uid: string, data: Json, readonly: ReadonlySet<string>): Json;
  /**
   * The data of an update, without the read-only attributes whose value is what the caller sees: a
   * form that sends the whole record back works, and a masked value is never written over the real one.
   * @param id the row to compare with, in the scope in force
   * @throws PolicyError 403 `FIELD_READONLY` for any other value
   */
  updated(uid: string, data: Json, readonly: ReadonlySet<string>, id: number | null): Promise<Json>;
}

type Attributes = Readonly<Record<string, { type: string; default?: unknown } | undefined>>;

/** A column of a relation is a way to write the relation. */
const attributeOf = (shapesOf: ShapesOf, uid: string, key: string): string =>
  shapesOf(uid).get(key)?.attribute ?? key;

/** Creates the guard; it reads the row with `db.query`. */
export const createFieldGuard = (strapi: Core.Strapi, links: LinkGuard): FieldGuard => {
  // Read when first needed: metadata is complete only after the database has started.
  const shapesOf: ShapesOf = (uid) => links.shapes.documents(uid);
  const attributesOf = (uid: string): Attributes =>
    (strapi.getModel(uid as UID.Schema) as { attributes: Attributes } | undefined)?.attributes ??
    {};
  const isSame = createComparison(
    shapesOf,
    (uid, attribute) => attributesOf(uid)[attribute]?.type ?? null
  );

  const sentReadonly = (uid: string, data: Json, readonly: ReadonlySet<string>): string[] =>
    Object.keys(data).filter(
      (key) => data[key] !== undefined && readonly.has(attributeOf(shapesOf, uid, key))
    );

  const choose = ({ target }: LinkShape): unknown =>
    target === null ? true : { select: links.keysOf(target) };

  return {
    created(uid, data, readonly) {
      for (const key of sentReadonly(uid, data, readonly)) {
        const isDefault = isDeepStrictEqual(data[key], attributesOf(uid)[key]?.default);
        if (!isDefault && !isEmptyValue(shapesOf(uid).get(key), data[key]))
          throw refused('FIELD_READONLY', uid, [key]);
      }
      return data;
    },
    async updated(uid, data, readonly, id) {
      const keys = sentReadonly(uid, data, readonly);
      if (keys.length === 0) return data;
      const populate = populateFor({ shapesOf, choose, allParts: true }, uid, new Set(keys));
      const row = (await strapi.db.query(uid).findOne({ where: { id }, populate })) as Json | null;
      const changed = keys.find(
        (key) => !isSame(uid, key, data[key], row?.[attributeOf(shapesOf, uid, key)])
      );
      if (changed !== undefined) throw refused('FIELD_READONLY', uid, [changed]);
      return Object.fromEntries(Object.entries(data).filter(([key]) => !keys.includes(key)));
    },
  };
};
