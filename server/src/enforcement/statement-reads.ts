import type { ReadTable } from './read-tables';
import { CLEAR_COLUMN_PREFIX, type RuledFields } from './ruled-fields';
import { findTables } from './sql-tables';
import {
  takenFields,
  type FieldPlaces,
  type StatementTables,
  type Taken,
} from './statement-fields';
import { takeApart, type Part } from './statement-parts';
import { parseTableReference } from './table-reference';

/** A record by its documentId, or by the database id of one of its rows. */
export type RecordKey = string | number;

/** Records that a statement has read of one content type. */
export interface Found {
  readonly uid: string;
  readonly documentIds: readonly string[];
  /** Rows known by their database ids only. */
  readonly rowIds: readonly number[];
  /** Rows of which the statement does not tell which records they are. */
  readonly unidentified: number;
  /** Set for rows that are parts of records of these types. */
  readonly partOf?: readonly string[];
  /** Which of the records show attributes with field rules as they are, read here or elsewhere. */
  readonly clear?: ReadonlyMap<string, readonly RecordKey[]>;
  /** Attributes with field rules whose values the records' own rows hold. */
  readonly own?: readonly string[];
  /** The same, of components and links, which the records are not named in. */
  readonly parts?: readonly string[];
  /** Attributes read of rows that do not tell whether they are clear. */
  readonly untold?: readonly string[];
}

/** A knex statement that has a result, as far as it is looked at. */
export interface ReadStatement {
  readonly _single?: { readonly table?: unknown };
  readonly _statements?: readonly unknown[];
  readonly _method?: unknown;
}

/** A statement as it was sent. */
export interface SentStatement {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
}

/** What is read by which tables, and how it looks to who reads. */
export interface ReadSource {
  readonly tables: ReadonlyMap<string, ReadTable>;
  readonly types: ReadonlySet<string>;
  readonly places: FieldPlaces;
  readonly ruledOf: (uid: string) => RuledFields;
}

type Row = Readonly<Record<string, unknown>>;

const READING: readonly unknown[] = [undefined, 'select', 'first', 'pluck'];

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

const rowsOf = (result: unknown): readonly unknown[] => {
  if (Array.isArray(result)) return result;
  return result === undefined || result === null ? [] : [result];
};

const nothing = { documentIds: [], rowIds: [], unidentified: 0 };

/** Which rows show which attributes: all of them, or those whose column of the question says so. */
const clearIn = (
  { fields, questions, answerOf }: RuledFields,
  keyed: readonly (readonly [RecordKey, Row])[]
): Map<string, readonly RecordKey[]> => {
  const all = keyed.map(([key]) => key);
  const byQuestion = questions.map((_, question) =>
    keyed
      .filter(([, row]) => Number(row[`${CLEAR_COLUMN_PREFIX}${question}`]) === 1)
      .map(([key]) => key)
  );
  return new Map(
    fields.flatMap(({ field }) => {
      const answer = answerOf(field);
      const keys = typeof answer === 'number' ? (byQuestion[answer] ?? []) : answer ? all : [];
      return keys.length > 0 ? [[field, keys] as const] : [];
    })
  );
};

const ofRecords = (
  uid: string,
  rows: readonly unknown[],
  ruled: RuledFields,
  taken: readonly Taken[]
): Found => {
  const keyed: [RecordKey, Row][] = [];
  for (const row of rows) {
    if (!isRow(row)) continue;
    if (typeof row.document_id === 'string') keyed.push([row.document_id, row]);
    else if (Number.isSafeInteger(Number(row.id ?? NaN))) keyed.push([Number(row.id), row]);
  }
  const keys = keyed.map(([key]) => key);
  const own = taken.filter((one) => one.uid === uid && one.isOwn).map(({ field }) => field);
  const isTold = ruled.questions.every(
    (_, question) => keyed[0]?.[1][`${CLEAR_COLUMN_PREFIX}${question}`] !== undefined
  );
  const unidentified = rows.length - keys.length;
  const untold = own.filter((field) => {
    const answer = ruled.answerOf(field);
    return typeof answer === 'number' ? unidentified > 0 || !isTold : answer && unidentified > 0;
  });
  return {
    uid,
    documentIds: keys.filter((key) => typeof key === 'string'),
    rowIds: keys.filter((key) => typeof key === 'number'),
    unidentified,
    clear: clearIn(ruled, keyed),
    own,
    untold,
  };
};

const ofCopies = (
  { typeColumn, documentColumn }: Extract<ReadTable, { kind: 'copy' }>,
  rows: readonly unknown[],
  { types, ruledOf }: ReadSource
): Found[] =>
  rows.flatMap((row): Found[] => {
    const uid = isRow(row) ? row[typeColumn] : undefined;
    const documentId = isRow(row) ? row[documentColumn] : undefined;
    if (typeof uid !== 'string' || !types.has(uid)) return [];
    // A copy holds what no mask reaches: who sees it sees all.
    const own = ruledOf(uid).fields.map(({ field }) => field);
    if (typeof documentId !== 'string') return [{ ...nothing, uid, unidentified: 1, untold: own }];
    const clear = new Map(own.map((field) => [field, [documentId]]));
    return [{ ...nothing, uid, documentIds: [documentId], own, clear }];
  });

const ofTable = (
  source: ReadSource,
  table: ReadTable,
  rows: readonly unknown[],
  taken: readonly Taken[]
): Found[] => {
  if (table.kind === 'copy') return ofCopies(table, rows, source);
  if (table.kind === 'record')
    return [ofRecords(table.uid, rows, source.ruledOf(table.uid), taken)];
  const untold = taken.filter((one) => !one.isOwn).map(({ field }) => field);
  return [{ ...nothing, uid: table.uid, unidentified: rows.length, partOf: table.of, untold }];
};

/** Attributes of components and links were read, of whichever records were. */
const ofParts = (taken: readonly Taken[]): Found[] =>
  taken
    .filter(({ isOwn }) => !isOwn)
    .map(({ uid, field }) => ({ ...nothing, uid, parts: [field] }));

/** Everything that a statement names, where more cannot be said about its rows. */
const byName = (source: ReadSource, sql: string, rows: readonly unknown[]): Found[] => {
  const named = new Set(findTables(sql).map(({ table }) => table));
  const all = [...named].map((table) => ({ table, alias: table, columns: null }));
  const taken = takenFields(source.places, { taken: all, named, bindings: null });
  const found = [...named].flatMap((name) => {
    const table = source.tables.get(name);
    const unknown = rows.map(() => null);
    return table && table.kind !== 'copy' ? ofTable(source, table, unknown, taken) : [];
  });
  return [...found, ...ofParts(taken)];
};

/**
 * Says which records a statement's result is about. What a statement only filters, sorts or counts by
 * is not read; what it selects from a joined table is read, though it cannot be told which records.
 * @param sent the statement as it was sent, for what is not put together by the query builder
 */
export const findReads = (
  source: ReadSource,
  statement: ReadStatement,
  { sql, bindings = [] }: SentStatement,
  result: unknown
): Found[] => {
  if (!READING.includes(statement._method)) return [];
  const rows = rowsOf(result);
  if (rows.length === 0) return [];
  const parts = (statement._statements ?? []) as readonly Part[];
  const root = parseTableReference(statement._single?.table);
  const isPlain = !parts.some(({ grouping }) => grouping === 'union' || grouping === 'with');
  if (!root || !isPlain) return byName(source, sql, rows);

  const apart = takeApart(root, parts);
  if (!apart) return [];
  const tables: StatementTables = {
    taken: apart.taken,
    named: new Set([root, ...apart.references].map(({ table }) => table)),
    bindings: new Set(bindings),
  };
  const taken = takenFields(source.places, tables);
  const of = (name: string, read: readonly unknown[]): Found[] => {
    const table = source.tables.get(name);
    return table ? ofTable(source, table, read, taken) : [];
  };
  const unknown = rows.map(() => null);
  return [
    ...(apart.isOwn ? of(root.table, rows) : []),
    ...apart.joined.flatMap(({ table }) => of(table, unknown)),
    ...ofParts(taken),
  ];
};
