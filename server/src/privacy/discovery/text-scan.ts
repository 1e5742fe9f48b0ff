import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { allOf, id, joinSql, sql, toCondition } from '../../platform/sql';
import { findMentions, textOf, type Mention } from './mentions';
import type { Needle } from './needles';
import { probeRows } from './probe-sql';
import type { TextTable } from './tables';

/** A cell that says something about somebody. */
export interface CellMention extends Mention {
  readonly table: string;
  /** null where the table's rows have no id. */
  readonly rowId: number | null;
  readonly column: string;
  readonly json: boolean;
}

/** Rows read at once: what is held of a table, whatever its size. */
const PAGE = 200;

type Row = Record<string, unknown> & { id?: number | string };

/** Finds mentions in every table, page by page: tables by name, rows by id, columns by name. */
export type ScanText = (
  tables: readonly TextTable[],
  needles: readonly Needle[]
) => AsyncGenerator<CellMention>;

const mentionsOf = (table: TextTable, row: Row, needles: readonly Needle[]): CellMention[] =>
  table.columns.flatMap((column) => {
    const mention = findMentions(textOf(row[column]), needles);
    if (!mention) return [];
    const rowId = table.hasId ? Number(row.id) : null;
    return [{ ...mention, table: table.name, rowId, column, json: table.json.has(column) }];
  });

/** Creates the scan. Runs as system; lets other work in between two pages. */
export const createScanText = (run: RunSql, dialect: Dialect): ScanText => {
  const pageOf = (table: TextTable, needles: readonly Needle[], after: number) => {
    const key = table.hasId ? [id('id')] : [];
    const columns = joinSql(
      [...key, ...table.columns.map((column) => id(column))].map((column) => sql`${column}`),
      ', '
    );
    const where = allOf([
      table.hasId ? sql`${id('id')} > ${after}` : true,
      probeRows(dialect.client, table.columns, needles),
    ]);
    const order = table.hasId ? sql`order by ${id('id')} limit ${PAGE}` : sql``;
    return run.rows<Row>(
      sql`select ${columns} from ${dialect.table(table.name)} where ${toCondition(where)} ${order}`
    );
  };

  return async function* scan(tables, needles) {
    if (needles.length === 0) return;
    for (const table of tables) {
      for (let after = 0; ;) {
        const rows = await pageOf(table, needles, after);
        for (const row of rows) yield* mentionsOf(table, row, needles);
        if (!table.hasId || rows.length < PAGE) break;
        after = Number(rows.at(-1)?.id);
      }
    }
  };
};
