import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import { targetsOf, toItems, type Target } from './hidden-links';
import {
  componentOf,
  isJson,
  toList,
  type Json,
  type LinkShape,
  type ShapesOf,
} from './link-shape';
import type { LinkGuard } from './link-guard';
import { isEmptyValue } from './same-value';

/** Keeps a copy from holding what its maker cannot see. */
export interface CloneLinks {
  /**
   * The data that a copy is made with. Links that a target can have only one of stay with the
   * original: Strapi would take them from it, which is a change to that record.
   */
  before(uid: string, data: Json): Json;
  /** Removes the copied links whose target the caller cannot see. Call in the caller's scope. */
  after(uid: string, ids: readonly number[]): Promise<void>;
}

interface CopiedLink {
  readonly uid: string;
  readonly rowId: number;
  readonly shape: LinkShape;
  readonly targets: readonly Target[];
}

const collectLinks = (shapesOf: ShapesOf, uid: string, row: Json): CopiedLink[] =>
  [...new Set(shapesOf(uid).values())].flatMap((shape): CopiedLink[] => {
    const value = row[shape.attribute];
    if (shape.kind === 'link')
      return [{ uid, rowId: Number(row.id), shape, targets: targetsOf(shape, value) }];
    return toList(value).flatMap((item) => {
      const component = componentOf(shape, item);
      return component !== null && isJson(item) ? collectLinks(shapesOf, component, item) : [];
    });
  });

const visibleIds = async (
  strapi: Core.Strapi,
  links: readonly CopiedLink[]
): Promise<ReadonlySet<string>> => {
  const visible = new Set<string>();
  const targets = links.flatMap((link) => link.targets);
  for (const type of new Set(targets.map((target) => target.type))) {
    const ids = targets.filter((target) => target.type === type).map(({ id }) => id);
    const where = { id: { $in: [...new Set(ids)] } };
    const rows = (await strapi.db.query(type).findMany({ where, select: ['id'] })) as Target[];
    for (const { id } of rows) visible.add(`${type} ${id}`);
  }
  return visible;
};

/** Creates the guard of copies. */
export const createCloneLinks = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  guard: LinkGuard
): CloneLinks => {
  const remove = ({ uid, rowId, shape }: CopiedLink, hidden: readonly Target[]) => {
    const value = shape.storage === 'own-column' ? null : { disconnect: toItems(shape, hidden) };
    return strapi.db
      .query(uid)
      .update({ where: { id: rowId }, data: { [shape.attribute]: value } });
  };

  return {
    before(uid, data) {
      const stays = [...guard.shapes.documents(uid).values()].filter(
        (shape) =>
          shape.kind === 'link' &&
          shape.exclusive &&
          shape.target !== null &&
          // Strapi fails to copy an empty `far-morph` list, whatever the target.
          (shape.storage === 'far-morph' || guard.isChecked(shape.target)) &&
          isEmptyValue(shape, data[shape.attribute])
      );
      return {
        ...data,
        ...Object.fromEntries(stays.map(({ attribute }) => [attribute, null])),
      };
    },
    async after(uid, ids) {
      const shapesOf = guard.shapes.documents;
      const read = guard.linksOf(shapesOf, uid);
      const links: CopiedLink[] = [];
      for (const id of ids) {
        const row = await scopes.runAsSystem(() => read(id));
        if (row)
          links.push(...collectLinks(shapesOf, uid, row).filter((link) => link.targets.length > 0));
      }
      const visible = await visibleIds(strapi, links);
      for (const link of links) {
        const hidden = link.targets.filter(({ type, id }) => !visible.has(`${type} ${id}`));
        if (hidden.length > 0) await scopes.runAsSystem(() => remove(link, hidden));
      }
    },
  };
};
