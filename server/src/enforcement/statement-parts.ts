import { parseTableReference, type TableReference } from './table-reference';
import type { TakenTable } from './statement-fields';

/** A part of a statement, as knex's builder keeps it. */
export interface Part {
  readonly grouping?: string;
  readonly type?: string;
  readonly method?: string;
  readonly joinType?: string;
  readonly table?: unknown;
  readonly value?: unknown;
}

const COUNTED = /^\s*count\s*\(/i;

const textOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'sql' in value ? value.sql : value;

/** A column that says how many there are, and nothing of what they say. */
const isCount = ({ type, method, value }: Part): boolean => {
  if (type === 'aggregate') return method === 'count';
  const text = textOf(value);
  return typeof text === 'string' && COUNTED.test(text);
};

const QUALIFIED = /^\s*(?:[^\s.]+\.)*([^\s.]+)\.([^\s.]+)/;
const PLAIN = /^\s*([^\s.]+)/;

/** A column that comes out. */
interface Column {
  /** The alias it is taken from; null for one of a single table, undefined if it cannot be told. */
  readonly alias: string | null | undefined;
  /** Undefined if it cannot be told. */
  readonly name: string | undefined;
}

const toColumn = ({ type, value }: Part): Column => {
  if (typeof value !== 'string' || type === 'aggregate')
    return { alias: undefined, name: undefined };
  const qualified = QUALIFIED.exec(value);
  if (qualified) return { alias: qualified[1], name: qualified[2] };
  return { alias: null, name: PLAIN.exec(value)?.[1] };
};

const itemsOf = (columns: readonly Part[]): Part[] =>
  columns.flatMap((part) =>
    Array.isArray(part.value) ? part.value.map((value: unknown) => ({ ...part, value })) : [part]
  );

/** A statement taken apart. */
export interface StatementParts {
  /** Whether something of the root's rows comes out, and not only of joined ones. */
  readonly isOwn: boolean;
  /** All joined tables. */
  readonly references: readonly TableReference[];
  /** Those of which something comes out. */
  readonly joined: readonly TableReference[];
  /** Root and joined tables of which something comes out, with the columns. */
  readonly taken: readonly TakenTable[];
}

const columnsFrom = (selected: readonly Column[], of: string): ReadonlySet<string> | null => {
  if (selected.length === 0) return null;
  const names = new Set<string>();
  for (const { alias, name } of selected) {
    if (name === undefined) return null;
    if (alias !== of && alias !== null) continue;
    if (name === '*') return null;
    names.add(name);
  }
  return names;
};

/** Takes a statement of knex's builder apart; null where it only counts. */
export const takeApart = (root: TableReference, parts: readonly Part[]): StatementParts | null => {
  const columns = itemsOf(parts.filter(({ grouping }) => grouping === 'columns'));
  if (columns.length > 0 && columns.every(isCount)) return null;
  const selected = columns.filter((column) => !isCount(column)).map(toColumn);
  const references = parts
    .filter(({ grouping, joinType }) => grouping === 'join' && joinType !== 'raw')
    .flatMap(({ table }) => parseTableReference(table) ?? []);
  const joined = references.filter(
    ({ alias }) =>
      selected.length === 0 ||
      selected.some(
        (column) => column.alias === alias || (column.alias === null && column.name === '*')
      )
  );
  // Populated counts are grouped by a column of the link table.
  const isOwn =
    selected.length === 0 ||
    selected.some(({ alias }) => alias === root.alias || alias === null || alias === undefined);
  const taken = [...(isOwn ? [root] : []), ...joined].map((reference) => ({
    ...reference,
    columns: columnsFrom(selected, reference.alias),
  }));
  return { isOwn, references, joined, taken };
};

const IDENTIFYING: ReadonlySet<string | undefined> = new Set(['id', 'document_id', '*']);

/** Whether the columns of a statement tell which rows of a table they are taken from. */
export const namesRows = (columns: readonly Part[], of: string): boolean => {
  if (columns.length === 0) return true;
  const items = itemsOf(columns);
  if (items.some(({ type }) => type === 'aggregate' || type === 'aggregateRaw')) return false;
  return items
    .map(toColumn)
    .some(({ alias, name }) => (alias === of || alias === null) && IDENTIFYING.has(name));
};
