import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, sql } from '../../platform/sql';
import type { Discovery } from '../discovery/discovery';
import { redactText, textOf } from '../discovery/mentions';
import { changes } from './item';
import type { ItemFilter, ItemStore, StoredItem } from './item-store';
import type { Plans } from './plans';

/** One line of the dry run: what stands there now, and what would stand there afterwards. */
export interface DiffLine {
  readonly item: Omit<StoredItem, 'before' | 'after'>;
  /** False for what stays, or was not selected. */
  readonly changes: boolean;
  /** Text of the value; masked for who may not see it; null for what is no value. */
  readonly before: string | null;
  /** null: emptied, or gone with its row. */
  readonly after: string | null;
}

/** Shows a plan, field by field. */
export interface PlanDiff {
  /**
   * Lines by position, from after `after`; reads each value at this moment, and changes nothing.
   * @param clear whether the caller may see the values
   * @param filter which of them; all if absent
   */
  page(
    planId: number,
    after: number,
    limit: number,
    clear: boolean,
    filter?: ItemFilter
  ): Promise<DiffLine[]>;
}

const MASK = '•••';
/** A line shows where the change is, not a whole article. */
const LONGEST = 2_000;

const shown = (text: string | null, clear: boolean): string | null => {
  if (text === null) return null;
  return clear ? text.slice(0, LONGEST) : MASK;
};

/** Creates the dry run. Expects system scope. */
export const createPlanDiff = (
  run: RunSql,
  dialect: Dialect,
  plans: Plans,
  items: ItemStore,
  discovery: Discovery
): PlanDiff => {
  const valueOf = async ({ kind, table, rowId, column }: StoredItem): Promise<string | null> => {
    if (kind !== 'cell' || rowId === null || column === null) return null;
    const [row] = await run.rows<{ value: unknown }>(
      sql`select ${id(column)} as value from ${dialect.table(table)} where id = ${rowId}`
    );
    return row === undefined || row.value === null ? null : textOf(row.value);
  };

  return {
    async page(planId, after, limit, clear, filter) {
      const { subject } = await plans.secretsOf(planId);
      const needles = discovery.needlesFor(subject);
      const lines: DiffLine[] = [];
      for (const stored of await items.page(planId, after, limit, filter)) {
        const { before: _commitment, after: planned, ...item } = stored;
        const value = await valueOf(stored);
        const isChanged = changes(stored);
        const replaced =
          stored.strategy === 'redact' && value !== null ? redactText(value, needles) : null;
        const written = planned === null ? replaced : String(JSON.parse(planned));
        lines.push({
          item,
          changes: isChanged,
          before: shown(value, clear),
          // What an erasure writes says nothing about anybody, but a text around a mention may.
          after: isChanged
            ? planned === null
              ? shown(written, clear)
              : written
            : shown(value, clear),
        });
      }
      return lines;
    },
  };
};
