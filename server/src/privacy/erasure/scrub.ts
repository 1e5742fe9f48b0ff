import type { ModelMeta } from '../../enforcement/strapi-metadata';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, joinSql, sql, toCondition } from '../../platform/sql';
import { redactJson, redactText, textOf } from '../discovery/mentions';
import type { Needle } from '../discovery/needles';
import type { StoredItem } from '../plan/item-store';

/** Overwrites cells, and removes rows that go as a whole. All statements join the open transaction. */
export interface Scrub {
  /** Overwrites the cells of items; cells of one row in one statement. */
  cells(items: readonly StoredItem[], needles: readonly Needle[]): Promise<void>;
  /** Deletes rows that belong to no document. */
  rows(items: readonly StoredItem[]): Promise<void>;
}

interface Assignment {
  readonly column: string;
  readonly value: unknown;
}

/** Attributes whose values are instants; the driver writes them as the database keeps them. */
const INSTANTS: readonly string[] = ['datetime', 'timestamp'];

/** What the cell will hold, as a value to bind. */
const planned = (after: string | null, type: string): unknown => {
  if (after === null) return null;
  const value = JSON.parse(after) as unknown;
  if (INSTANTS.includes(type) && typeof value === 'string') return new Date(value);
  return type === 'json' || type === 'blocks' ? JSON.stringify(value) : value;
};

const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};

/** A text without the person; JSON stays JSON. */
const redacted = (value: unknown, isJson: boolean, needles: readonly Needle[]): unknown => {
  if (value === null || value === undefined) return null;
  if (!isJson) return redactText(textOf(value), needles);
  return JSON.stringify(redactJson(parsed(value), needles));
};

const groupByRow = (items: readonly StoredItem[]): StoredItem[][] => {
  const rows = new Map<string, StoredItem[]>();
  for (const item of items) {
    const key = `${item.table} ${item.rowId ?? ''}`;
    rows.set(key, [...(rows.get(key) ?? []), item]);
  }
  return [...rows.values()];
};

/** Creates the scrub. Runs as system. @param typeOf kind of an attribute, by type and dotted path */
export const createScrub = (
  run: RunSql,
  dialect: Dialect,
  modelOf: (uid: string) => ModelMeta | undefined,
  typeOf: (uid: string, attribute: string) => string
): Scrub => {
  const kindOf = ({ uid, attribute }: StoredItem): string => {
    const last = attribute?.split('.').at(-1);
    return uid !== null && last !== undefined && modelOf(uid) ? typeOf(uid, last) : 'text';
  };

  const assignmentsOf = async (
    items: readonly StoredItem[],
    needles: readonly Needle[]
  ): Promise<Assignment[]> => {
    const [{ table, rowId } = { table: '', rowId: null }] = items;
    const isRead = items.some(({ strategy }) => strategy === 'redact');
    const [row] = isRead
      ? await run.rows<Record<string, unknown>>(
          sql`select * from ${dialect.table(table)} where id = ${rowId}`
        )
      : [];
    return items.flatMap((item) => {
      const { column, strategy, after } = item;
      const type = kindOf(item);
      if (column === null) return [];
      const value = row?.[column];
      const isJson =
        type === 'json' || type === 'blocks' || (value !== null && typeof value === 'object');
      return strategy === 'redact'
        ? [{ column, value: redacted(value, isJson, needles) }]
        : [{ column, value: planned(after, type) }];
    });
  };

  return {
    async cells(items, needles) {
      for (const row of groupByRow(items)) {
        const [{ table, rowId } = { table: '', rowId: null }] = row;
        const assignments = await assignmentsOf(row, needles);
        if (rowId === null || assignments.length === 0) continue;
        const set = joinSql(
          assignments.map(({ column, value }) => sql`${id(column)} = ${value}`),
          ', '
        );
        await run.change(sql`update ${dialect.table(table)} set ${set} where id = ${rowId}`);
      }
    },
    async rows(items) {
      for (const table of new Set(items.map((item) => item.table))) {
        const ids = items.flatMap((item) =>
          item.table === table && item.rowId !== null ? [item.rowId] : []
        );
        const which = toCondition(dialect.inNumbers(id('id'), ids));
        await run.change(sql`delete from ${dialect.table(table)} where ${which}`);
      }
    },
  };
};
