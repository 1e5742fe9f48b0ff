import { allOf, id, joinSql, sql, toCondition, type Predicate, type Sql } from '../platform/sql';
import type { RowContext } from './access-rule';
import { CLEAR_COLUMN_PREFIX } from './ruled-fields';
import type { GovernedTable } from './table-catalogue';
import { createVisibility, type Visibility, type VisibilityInput } from './visibility';

/** Prefix of every alias inside a view. The tripwire knows our own SQL by it. */
export const VIEW_ALIAS_PREFIX = '_custodian_';

/** What a view is compiled from. */
export interface ViewInput extends Omit<VisibilityInput, 'nextAlias'> {
  /** Real columns of a table, asked of the database once; needed where a column is replaced. */
  readonly columnsOf: (table: string) => readonly string[];
  /** What is asked of each row besides, as columns of its own. */
  readonly questions: readonly ((context: RowContext) => Predicate)[];
}

/** An actor's view of one table: which rows are there, and which columns show something else. */
export interface View {
  /** The alias that condition and columns speak about. */
  readonly alias: string;
  readonly from: Sql;
  readonly condition: Predicate;
  /** Everything the actor sees of a row; null where that is the row as it is. */
  readonly columns: Sql | null;
  /** The questions that were asked, each a column that holds 1 or 0. */
  readonly answers: readonly { readonly column: string; readonly value: Sql }[];
}

/**
 * The record that each id column of a table points at, if the table shows the row at all: joining on
 * such a column needs no second check of the same record.
 */
export const pointersOf = (table: GovernedTable): ReadonlyMap<string, string> => {
  const pointers = new Map<string, string>();
  if (table.kind === 'record') pointers.set('id', table.uid);
  const ends =
    table.kind === 'record' ? table.references : [...table.ends, ...(table.proves ?? [])];
  for (const end of ends) if (end.kind === 'typed') pointers.set(end.column, end.uid);
  return pointers;
};

/** Columns that the actor sees replaced: pointers at hidden records, and masks of the access rule. */
const replacedColumns = (
  table: Extract<GovernedTable, { kind: 'record' }>,
  alias: string,
  visibility: Visibility
): Map<string, Sql> => {
  const pointers = new Map<string, Sql>();
  for (const end of table.references) {
    const visible = visibility.end(end, alias);
    if (visible === true) continue;
    const columns = end.kind === 'morph' ? [end.column, end.typeColumn] : [end.column];
    for (const column of columns) {
      const value = id(`${alias}.${column}`);
      pointers.set(column, sql`case when ${toCondition(visible)} then ${value} end`);
    }
  }
  return visibility.masks.columns(table.uid, alias, pointers);
};

const selectColumns = (
  names: readonly string[],
  alias: string,
  replaced: ReadonlyMap<string, Sql>
): Sql =>
  joinSql(
    names.map((name) => {
      const expression = replaced.get(name);
      return expression ? sql`${expression} as ${id(name)}` : sql`${id(`${alias}.${name}`)}`;
    }),
    ', '
  );

const rowCondition = (
  tableName: string,
  table: GovernedTable,
  alias: string,
  visibility: Visibility,
  proven: ReadonlySet<string>
): Predicate => {
  if (table.kind === 'record') return proven.has('id') || visibility.row(table.uid, alias);
  const open = table.ends.filter((end) => !proven.has(end.column));
  const ends = open.map((end) => visibility.end(end, alias));
  return allOf([...ends, visibility.masks.link(tableName, alias)]);
};

/**
 * Compiles an actor's view of one table.
 * @param alias the alias that the view speaks about; null for one of its own
 * @param proven columns known to point at records the actor sees, because the statement joins them
 * to such records
 */
export const compileTableView = (
  tableName: string,
  table: GovernedTable,
  input: ViewInput,
  alias: string | null,
  proven: ReadonlySet<string>
): View => {
  let count = 0;
  // The outer alias keeps sub-selects of several views in one statement apart.
  const prefix = `${VIEW_ALIAS_PREFIX}${alias ?? ''}`;
  const nextAlias = () => `${prefix}_${(count += 1)}`;
  const own = alias ?? nextAlias();
  const visibility = createVisibility({ ...input, nextAlias });

  const condition = rowCondition(tableName, table, own, visibility, proven);
  const replaced =
    table.kind === 'record' && condition !== false
      ? replacedColumns(table, own, visibility)
      : new Map<string, Sql>();
  const answers = input.questions.map((question, at) => {
    const holds = toCondition(question({ alias: own, shape: input.shape, nextAlias }));
    return {
      column: `${CLEAR_COLUMN_PREFIX}${at}`,
      value: sql`case when ${holds} then 1 else 0 end`,
    };
  });
  return {
    alias: own,
    from: sql`${input.dialect.table(tableName)} as ${id(own)}`,
    condition,
    columns: replaced.size > 0 ? selectColumns(input.columnsOf(tableName), own, replaced) : null,
    answers,
  };
};
