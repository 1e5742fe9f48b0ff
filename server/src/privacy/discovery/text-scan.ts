import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { allOf, id, joinSql, sql, toCondition, type Predicate } from '../../platform/sql';
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
/** Rows looked at in one statement: on SQLite all others wait for it. */
const WINDOW = 2_000;

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
  const pageOf = (table: TextTable, needles: readonly Needle[], range: Predicate) => {
    const key = table.hasId ? [id('id')] : [];
    const columns = joinSql(
      [...key, ...table.columns.map((column) => id(column))].map((column) => sql`${column}`),
      ', '
    );
    const where = allOf([range, probeRows(dialect.client, table.columns, needles)]);
    const order = table.hasId ? sql`order by ${id('id')} limit ${PAGE}` : sql``;
    return run.rows<Row>(
      sql`select ${columns} from ${dialect.table(table.name)} where ${toCondition(where)} ${order}`
    );
  };

  /** The id at which a window ends; null behind the last row. */
  const endOf = async ({ name }: TextTable, after: number): Promise<number | null> => {
    const [row] = await run.rows<{ last: number | string | null }>(
      sql`select max(id) as last from (select id from ${dialect.table(name)} where id > ${after} order by id limit ${WINDOW}) as ids`
    );
    return row?.last === null || row?.last === undefined ? null : Number(row.last);
  };

  async function* rowsOf(table: TextTable, needles: readonly Needle[]): AsyncGenerator<Row> {
    if (!table.hasId) {
      yield* await pageOf(table, needles, true);
      return;
    }
    let after = 0;
    for (let end = await endOf(table, after); end !== null; end = await endOf(table, after)) {
      for (let isMore = true; isMore;) {
        const rows = await pageOf(table, needles, sql`id > ${after} and id <= ${end}`);
        yield* rows;
        isMore = rows.length === PAGE;
        if (isMore) after = Number(rows.at(-1)?.id);
        // Drivers that answer at once would never let the event loop turn.
        await nextTurn();
      }
      after = end;
    }
  }

  return async function* scan(tables, needles) {
    if (needles.length === 0) return;
    for (const table of tables)
      for await (const row of rowsOf(table, needles)) yield* mentionsOf(table, row, needles);
  };
};
