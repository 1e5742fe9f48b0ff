import type { RelationAttribute, Via } from './schema';
import type { DataSet, Json, Link, Row, Uid } from './types';

/** Rows and links of a data set, ready to be joined. */
export interface Database {
  rows(uid: Uid): Row[];
  row(uid: Uid, id: number): Row | undefined;
  /** All links of a set. */
  links(set: string): Link[];
  /** Rows that a relation of this row leads to, in no particular order. */
  related(attribute: RelationAttribute, row: Row): Row[];
}

const groupBy = <T>(items: T[], key: (item: T) => Json | undefined): Map<Json | undefined, T[]> => {
  const groups = new Map<Json | undefined, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
};

/** Computes each index once. */
const memo = <T>(make: (key: string) => T) => {
  const cache = new Map<string, T>();
  return (key: string): T => {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    cache.set(key, made);
    return made;
  };
};

/** Whether a link belongs to this attribute rather than to another that shares its table. */
export function linkMatches(via: Extract<Via, { kind: 'links' }>, link: Link): boolean {
  return (
    (via.field === undefined || link.field === via.field) &&
    (via.ofType === undefined || link.toType === via.ofType)
  );
}

/** Indexes a data set. The data set must not change afterwards. */
export function createDatabase(data: DataSet): Database {
  const rows = (uid: Uid) => data.rows[uid] ?? [];
  const links = (set: string) => data.links[set] ?? [];
  const byId = memo((uid) => new Map(rows(uid).map((row) => [row.id, row])));
  const byColumn = memo((key) => {
    const [uid = '', column = ''] = key.split('|');
    return groupBy(rows(uid), (row) => row[column]);
  });
  const bySide = memo((key) => {
    const [set = '', side] = key.split('|');
    return groupBy(links(set), (link) => (side === 'from' ? link.from : link.to));
  });
  const row = (uid: Uid, id: number) => byId(uid).get(id);

  const related = ({ target, via }: RelationAttribute, source: Row): Row[] => {
    if (via.kind === 'columns') {
      const value = source[via.local];
      if (value === null || value === undefined) return [];
      const { remoteType } = via;
      const found = byColumn(`${target}|${via.remote}`).get(value) ?? [];
      return remoteType
        ? found.filter((item) => item[remoteType.column] === remoteType.uid)
        : found;
    }
    const found = (bySide(`${via.set}|${via.side}`).get(source.id) ?? []).filter((link) =>
      linkMatches(via, link)
    );
    const other = via.side === 'from' ? 'to' : 'from';
    return found.flatMap((link) => row(target, link[other]) ?? []);
  };

  return { rows, row, links, related };
}
