import type { DataSet, Link, Row, Uid } from '../model/types';
import { text } from '../model/types';
import type { Caller, TestApp } from './app';
import type { Mismatch } from './check';
import { check } from './check';
import type { Scene } from './scene';
import { loadScene } from './scene';

/** Rows that are not the data set's to take away. */
const isOwn = (uid: Uid) => !uid.startsWith('plugin::') || uid === 'plugin::upload.file';

type Piece = { uid: Uid; row: Row } | { set: string; link: Link };

const piecesOf = (data: DataSet): Piece[] => [
  ...Object.entries(data.rows).flatMap(([uid, rows]) =>
    isOwn(uid) ? rows.map((row): Piece => ({ uid, row })) : []
  ),
  ...Object.entries(data.links).flatMap(([set, links]) =>
    links.map((link): Piece => ({ set, link }))
  ),
];

const without = (data: DataSet, pieces: Piece[]): DataSet => {
  const gone = new Set<Row | Link>(
    pieces.map((piece) => ('row' in piece ? piece.row : piece.link))
  );
  const missing = new Set(
    pieces.flatMap((piece) => ('row' in piece ? [`${piece.uid}|${piece.row.id}`] : []))
  );
  const dangles = (set: string, { from, to, toType }: Link) =>
    missing.has(`${set.slice(0, set.indexOf('#'))}|${from}`) || missing.has(`${toType}|${to}`);
  const dropKeys = (row: Row): Row => {
    const copy = { ...row };
    if (missing.has(`api::account.account|${text(copy['account@id'])}`)) copy['account@id'] = null;
    if (missing.has(`${text(copy['regarding@type'])}|${text(copy['regarding@id'])}`)) {
      copy['regarding@id'] = null;
      copy['regarding@type'] = null;
    }
    return copy;
  };
  const rows = Object.entries(data.rows).map(([uid, list]): [Uid, Row[]] => [
    uid,
    list.filter((row) => !gone.has(row)).map((row) => (missing.size > 0 ? dropKeys(row) : row)),
  ]);
  const links = Object.entries(data.links).map(([set, list]): [string, Link[]] => [
    set,
    list.filter((link) => !gone.has(link) && !dangles(set, link)),
  ]);
  return { rows: Object.fromEntries(rows), links: Object.fromEntries(links) };
};

const MOST_ATTEMPTS = 250;

export interface SmallCase {
  scene: Scene;
  mismatch: Mismatch;
}

/**
 * Takes rows and links away, first many and then few at a time, as long as the same request of the
 * same caller still gets a wrong answer.
 */
export async function minimise(app: TestApp, scene: Scene, mismatch: Mismatch): Promise<SmallCase> {
  let small: SmallCase = { scene, mismatch };
  let attempts = 0;

  const attempt = async (data: DataSet): Promise<boolean> => {
    attempts += 1;
    const smaller = await loadScene(app, small.scene, data);
    const actor = smaller.actors.find((item: Caller) => item.principal === mismatch.principal);
    const found = actor && (await check(app.url, actor, actor.server, mismatch.request));
    if (!found) return false;
    small = { scene: smaller, mismatch: found };
    return true;
  };

  let size = Math.ceil(piecesOf(scene.data).length / 2);
  while (size >= 1 && attempts < MOST_ATTEMPTS) {
    let start = 0;
    while (attempts < MOST_ATTEMPTS) {
      const pieces = piecesOf(small.scene.data).slice(start, start + size);
      if (pieces.length === 0) break;
      if (!(await attempt(without(small.scene.data, pieces)))) start += size;
    }
    size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return small;
}
