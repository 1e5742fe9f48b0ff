import type { ReadTable } from './read-tables';
import { findTables } from './sql-tables';
import { parseTableReference } from './table-reference';

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
}

/** A knex statement that has a result, as far as it is looked at. */
export interface ReadStatement {
  readonly _single?: { readonly table?: unknown };
  readonly _statements?: readonly unknown[];
  readonly _method?: unknown;
}

interface Part {
  readonly grouping?: string;
  readonly type?: string;
  readonly method?: string;
  readonly joinType?: string;
  readonly table?: unknown;
  readonly value?: unknown;
}

type Tables = ReadonlyMap<string, ReadTable>;
type Row = Readonly<Record<string, unknown>>;

const READING: readonly unknown[] = [undefined, 'select', 'first', 'pluck'];

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

const rowsOf = (result: unknown): readonly unknown[] => {
  if (Array.isArray(result)) return result;
  return result === undefined || result === null ? [] : [result];
};

const nothing = { documentIds: [], rowIds: [], unidentified: 0 };

const ofRecords = (uid: string, rows: readonly unknown[]): Found => {
  const documentIds: string[] = [];
  const rowIds: number[] = [];
  let unidentified = 0;
  for (const row of rows) {
    if (isRow(row) && typeof row.document_id === 'string') documentIds.push(row.document_id);
    else if (isRow(row) && Number.isSafeInteger(Number(row.id ?? NaN))) rowIds.push(Number(row.id));
    else unidentified += 1;
  }
  return { uid, documentIds, rowIds, unidentified };
};

const ofCopies = (
  { typeColumn, documentColumn }: Extract<ReadTable, { kind: 'copy' }>,
  rows: readonly unknown[],
  types: ReadonlySet<string>
): Found[] =>
  rows.flatMap((row) => {
    const uid = isRow(row) ? row[typeColumn] : undefined;
    const documentId = isRow(row) ? row[documentColumn] : undefined;
    if (typeof uid !== 'string' || !types.has(uid)) return [];
    return typeof documentId === 'string'
      ? [{ ...nothing, uid, documentIds: [documentId] }]
      : [{ ...nothing, uid, unidentified: 1 }];
  });

const ofTable = (
  table: ReadTable,
  rows: readonly unknown[],
  types: ReadonlySet<string>
): Found[] => {
  if (table.kind === 'copy') return ofCopies(table, rows, types);
  if (table.kind === 'record') return [ofRecords(table.uid, rows)];
  return [{ ...nothing, uid: table.uid, unidentified: rows.length, partOf: table.of }];
};

const COUNTED = /^\s*count\s*\(/i;

/** A column that says how many there are, and nothing of what they say. */
const isCount = ({ type, method, value }: Part): boolean => {
  if (type === 'aggregate') return method === 'count';
  const text = isRow(value) && 'sql' in value ? value.sql : value;
  return typeof text === 'string' && COUNTED.test(text);
};

const QUALIFIED = /^\s*(?:[^\s.]+\.)*([^\s.]+)\.[^\s.]+/;

/** The alias that a column is taken from; null for one of a single table, undefined if it cannot be told. */
const aliasOf = ({ value }: Part): string | null | undefined => {
  if (typeof value !== 'string') return undefined;
  return QUALIFIED.exec(value)?.[1] ?? null;
};

const itemsOf = (columns: readonly Part[]): Part[] =>
  columns.flatMap((part) =>
    Array.isArray(part.value) ? part.value.map((value: unknown) => ({ ...part, value })) : [part]
  );

/** Everything that a statement names, where more cannot be said about its rows. */
const byName = (tables: Tables, sql: string, rows: readonly unknown[]): Found[] => {
  const named = new Set(findTables(sql).map(({ table }) => table));
  return [...named].flatMap((name) => {
    const table = tables.get(name);
    if (!table || table.kind === 'copy') return [];
    const partOf = table.kind === 'part' ? { partOf: table.of } : {};
    return [{ ...nothing, uid: table.uid, unidentified: rows.length, ...partOf }];
  });
};

/**
 * Says which records a statement's result is about. What a statement only filters, sorts or counts by
 * is not read; what it selects from a joined table is read, though it cannot be told which records.
 * @param sql the statement as it was sent, for what is not put together by the query builder
 */
export const findReads = (
  tables: Tables,
  types: ReadonlySet<string>,
  statement: ReadStatement,
  sql: string,
  result: unknown
): Found[] => {
  if (!READING.includes(statement._method)) return [];
  const rows = rowsOf(result);
  if (rows.length === 0) return [];
  const parts = (statement._statements ?? []) as readonly Part[];
  const root = parseTableReference(statement._single?.table);
  const isPlain = !parts.some(({ grouping }) => grouping === 'union' || grouping === 'with');
  if (!root || !isPlain) return byName(tables, sql, rows);

  const columns = itemsOf(parts.filter(({ grouping }) => grouping === 'columns'));
  if (columns.length > 0 && columns.every(isCount)) return [];
  const selected = columns.filter((column) => !isCount(column));
  const own = tables.get(root.table);
  const aliases = selected.map(aliasOf);
  // Populated counts are grouped by a column of the link table.
  const isOwn =
    selected.length === 0 ||
    aliases.some((alias) => alias === root.alias || alias === null || alias === undefined);
  const found = own && isOwn ? ofTable(own, rows, types) : [];
  for (const join of parts.filter(({ grouping }) => grouping === 'join')) {
    const reference = join.joinType === 'raw' ? null : parseTableReference(join.table);
    const joined = reference && tables.get(reference.table);
    if (!joined) continue;
    const isTaken =
      selected.length === 0 ||
      selected.some(({ value }, at) => aliases[at] === reference.alias || value === '*');
    if (isTaken)
      found.push(
        ...ofTable(
          joined,
          rows.map(() => null),
          types
        )
      );
  }
  return found;
};
