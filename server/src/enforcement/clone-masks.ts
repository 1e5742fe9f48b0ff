import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import { componentOf, isJson, toList, type Json, type ShapesOf } from './link-shape';
import type { LinkGuard } from './link-guard';
import type { MaskedField } from './mask-plan';
import { populateFor } from './payload-targets';

/**
 * Keeps a copy from holding what its maker saw masked: the maker owns the copy, and may so see it
 * clear. Masked attributes are empty in it, unless the maker filled them.
 */
export interface CloneMasks {
  /** The data that a copy is made with. */
  before(uid: string, data: Json, masked: readonly MaskedField[]): Json;
  /** Empties masked attributes of copied components. Call when Strapi has made the copy. */
  after(
    uid: string,
    ids: readonly number[],
    data: Json,
    masked: readonly MaskedField[]
  ): Promise<void>;
}

interface PartRow {
  readonly component: string;
  readonly row: Json;
}

/** The component rows of a record that steps lead to. */
const partsAt = (
  shapesOf: ShapesOf,
  uid: string,
  row: Json,
  { steps }: Pick<MaskedField, 'steps'>
): PartRow[] => {
  const [step, ...rest] = steps;
  const shape = step && shapesOf(uid).get(step.attribute);
  if (!step || shape?.kind !== 'part') return [{ component: uid, row }];
  return toList(row[step.attribute]).flatMap((item) => {
    if (!isJson(item) || componentOf(shape, item) !== step.component) return [];
    return partsAt(shapesOf, step.component, item, { steps: rest });
  });
};

/** Creates the guard of copies. */
export const createCloneMasks = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  guard: LinkGuard
): CloneMasks => {
  const shapesOf: ShapesOf = (uid) => guard.shapes.documents(uid);

  const emptyOf = (uid: string, attribute: string): unknown => {
    const shape = shapesOf(uid).get(attribute);
    // Strapi takes no null for lists of components.
    return shape?.kind === 'part' && shape.many ? [] : null;
  };

  /** Rows of components below an attribute that is emptied: nobody else has them. */
  const removeParts = async (component: string, row: Json, attribute: string): Promise<void> => {
    const shape = shapesOf(component).get(attribute);
    if (shape?.kind !== 'part') return;
    for (const item of toList(row[attribute])) {
      const below = componentOf(shape, item);
      if (below === null || !isJson(item)) continue;
      for (const one of shapesOf(below).keys()) await removeParts(below, item, one);
      await strapi.db.query(below).delete({ where: { id: item.id } });
    }
  };

  const empty = async (uid: string, row: Json, field: MaskedField): Promise<void> => {
    for (const part of partsAt(shapesOf, uid, row, field)) {
      const { attribute } = field;
      await removeParts(part.component, part.row, attribute);
      await strapi.db
        .query(part.component)
        .update({ where: { id: part.row.id }, data: { [attribute]: null } });
    }
  };

  return {
    before(uid, data, masked) {
      const own = masked.filter(({ steps }) => steps.length === 0);
      const unsaid = own.filter(({ attribute }) => data[attribute] === undefined);
      const emptied = unsaid.map(({ attribute }) => [attribute, emptyOf(uid, attribute)]);
      return { ...data, ...(Object.fromEntries(emptied) as Json) };
    },
    async after(uid, ids, data, masked) {
      // What the maker sent itself is its own.
      const copied = masked.filter(
        ({ steps: [step] }) => step !== undefined && data[step.attribute] === undefined
      );
      if (copied.length === 0) return;
      const keys = new Set(copied.map(({ steps }) => steps[0]?.attribute ?? ''));
      const populate = populateFor({ shapesOf, choose: () => null, allParts: true }, uid, keys);
      await scopes.runAsSystem(async () => {
        for (const id of ids) {
          const row = (await strapi.db
            .query(uid)
            .findOne({ where: { id }, populate })) as Json | null;
          if (row) for (const field of copied) await empty(uid, row, field);
        }
      });
    },
  };
};
