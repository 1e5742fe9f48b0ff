import { createDatabase } from './database';
import type { Attribute } from './schema';
import { FILE_UID, MODEL_UIDS, modelOf } from './schema';
import type { DataSet, Link, Row, Uid } from './types';
import { text } from './types';
import type { Visible } from './visibility';

/** Type of the rows that a link set starts from. */
const sourceOf = (set: string): Uid => set.slice(0, set.indexOf('#'));

/** Takes the foreign keys to rows that are gone out of a row. */
const cutForeignKeys = (uid: Uid, row: Row, exists: (uid: Uid, id: number) => boolean): Row => {
  const copy = { ...row };
  const cut = (name: string, attribute: Attribute) => {
    const id = copy[`${name}@id`];
    if (typeof id !== 'number') return;
    const type = attribute.kind === 'relation' ? attribute.target : text(copy[`${name}@type`]);
    if (exists(type, id)) return;
    copy[`${name}@id`] = null;
    if (attribute.kind === 'morph') copy[`${name}@type`] = null;
  };
  for (const [name, attribute] of Object.entries(modelOf(uid).attributes)) cut(name, attribute);
  return copy;
};

/** A file is there if it hangs on nothing, or on something that is there. */
const keepFiles = (
  data: DataSet,
  real: DataSet,
  kept: Map<Uid, Set<number>>,
  exists: (uid: Uid, id: number) => boolean
): void => {
  const held = new Set<number>();
  const shown = new Set<number>();
  for (const { from } of real.links[`${FILE_UID}#related`] ?? []) held.add(from);
  for (const { from, to, toType } of data.links[`${FILE_UID}#related`] ?? []) {
    if (exists(toType, to)) shown.add(from);
  }
  const files = [...(kept.get(FILE_UID) ?? [])];
  kept.set(FILE_UID, new Set(files.filter((id) => !held.has(id) || shown.has(id))));
};

/**
 * @param data the database, with masked values and without links of hidden attributes
 * @param real the same as it is, which decides what is visible
 * The database that an actor is shown: visible rows, and links whose two ends are visible.
 * The rows of components follow their parents, level by level; files follow what they hang on.
 */
export function restrict(data: DataSet, visible: Visible, real: DataSet = data): DataSet {
  const kept = new Map<Uid, Set<number>>();
  for (const uid of MODEL_UIDS.filter((name) => modelOf(name).isContentType)) {
    const rows = (real.rows[uid] ?? []).filter((row) => visible(uid, row));
    kept.set(uid, new Set(rows.map(({ id }) => id)));
  }
  const exists = (uid: Uid, id: number) => kept.get(uid)?.has(id) === true;

  const keepComponents = (parents: Uid[]): void => {
    const links = parents.flatMap((uid) =>
      (data.links[`${uid}#components`] ?? []).filter(({ from }) => exists(uid, from))
    );
    for (const { to, toType } of links) {
      kept.set(toType, (kept.get(toType) ?? new Set()).add(to));
    }
    if (links.length > 0) keepComponents([...new Set(links.map(({ toType }) => toType))]);
  };
  keepComponents([...kept.keys()]);
  keepFiles(data, real, kept, exists);

  const keepLinks = ([set, links]: [string, Link[]]): [string, Link[]] => [
    set,
    links.filter(({ from, to, toType }) => exists(sourceOf(set), from) && exists(toType, to)),
  ];
  const keepRows = ([uid, rows]: [Uid, Row[]]): [Uid, Row[]] => [
    uid,
    rows.filter(({ id }) => exists(uid, id)).map((row) => cutForeignKeys(uid, row, exists)),
  ];
  return {
    rows: Object.fromEntries(Object.entries(data.rows).map(keepRows)),
    links: Object.fromEntries(Object.entries(data.links).map(keepLinks)),
  };
}

/** Everything: what an actor sees on stock Strapi. */
export const openDatabase = createDatabase;
