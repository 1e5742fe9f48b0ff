import type { Database } from './database';
import type { RelationAttribute } from './schema';
import { attributeOf } from './schema';
import type { Json, Row, Uid } from './types';
import { must } from './types';

/** One row of a join's result: a row, or NULLs, per table reference. Index 0 is the root. */
export type Tuple = (Readonly<Record<string, Json>> | null)[];

interface Join {
  parent: number;
  matches(row: Row): Readonly<Record<string, Json>>[];
}

/** The table references of one query, in the order in which they were joined. */
export interface Aliases {
  /** Joins the target of a relation. Every mention of a relation in a query is a join of its own. */
  join(alias: number, name: string): number;
  joinRows(parent: number, matches: Join['matches']): number;
  uidOf(alias: number): Uid;
  /** Whether anything was joined. */
  joined(): boolean;
  expand(root: Row): Tuple[];
}

/** Starts a query on the rows of one type. */
export function createAliases(database: Database, uid: Uid): Aliases {
  const uids: (Uid | null)[] = [uid];
  const joins: Join[] = [];

  const joinRows = (parent: number, matches: Join['matches'], target: Uid | null = null) => {
    joins.push({ parent, matches });
    uids.push(target);
    return joins.length;
  };
  const uidOf = (alias: number) => must(uids[alias], `type of alias ${alias}`);

  const join = (alias: number, name: string) => {
    const attribute = attributeOf(uidOf(alias), name);
    if (attribute.kind !== 'relation') throw new Error(`Cannot join ${name}`);
    const relation: RelationAttribute = attribute;
    return joinRows(alias, (row) => database.related(relation, row), relation.target);
  };

  const expand = (root: Row): Tuple[] =>
    joins.reduce<Tuple[]>(
      (tuples, { parent, matches }) =>
        tuples.flatMap((tuple) => {
          const from = tuple[parent];
          const found = from ? matches(from as Row) : [];
          return found.length > 0 ? found.map((row) => [...tuple, row]) : [[...tuple, null]];
        }),
      [[root]]
    );

  return {
    join,
    joinRows: (parent, matches) => joinRows(parent, matches),
    uidOf,
    joined: () => joins.length > 0,
    expand,
  };
}
