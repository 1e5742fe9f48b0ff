import type { Core } from '@strapi/strapi';
import { joinTransaction } from '../platform/transaction';
import { id as identifier } from '../platform/sql';
import type { FieldView, PartStep } from './access-rule';
import { isJson, toList, type Json } from './link-shape';

/** A row or a component of the copy. */
type Part = Record<string, unknown>;

interface Column {
  readonly tableName: string;
  readonly columnName: string;
}

/** Components on the way to a field; one of a repeatable attribute leads to each of its items. */
const partsAt = (rows: readonly Part[], [step, ...rest]: readonly PartStep[]): Part[] => {
  if (!step) return [...rows];
  const isMeant = ({ __component }: Part) =>
    __component === undefined || __component === step.component;
  const parts = rows.flatMap((row) => toList(row[step.attribute]).filter(isJson) as Part[]);
  return partsAt(parts.filter(isMeant), rest);
};

/**
 * Creates what tells how a row would look if nothing of it had been revealed: a copy of the stored row,
 * as populated, with the masks in place of the values of `fields`. Runs as system.
 */
export const createUnrevealed = (strapi: Core.Strapi) => {
  const columnOf = (uid: string, attribute: string): Column | null => {
    const { tableName, attributes } = strapi.db.metadata.get(uid);
    const { columnName } = (attributes[attribute] ?? {}) as { columnName?: string };
    return columnName === undefined ? null : { tableName, columnName };
  };

  const masksOf = async (
    { mask }: FieldView,
    { tableName, columnName }: Column,
    ids: readonly number[]
  ): Promise<Map<string, unknown>> => {
    const { text, bindings } = mask(identifier(columnName));
    const shown = strapi.db.connection.raw(`${text} as shown`, [...bindings] as never[]);
    const query = strapi.db.getConnection(tableName).select('id', shown).whereIn('id', ids);
    await joinTransaction({ strapi }, query);
    const rows = (await query) as { id: number; shown: unknown }[];
    return new Map(rows.map(({ id, shown: value }) => [String(id), value]));
  };

  return async (uid: string, stored: Json, fields: readonly FieldView[]): Promise<Json> => {
    const copy: Part = structuredClone(stored);
    for (const field of fields) {
      const parts = partsAt([copy], field.steps).filter((part) => field.attribute in part);
      const column = columnOf(field.steps.at(-1)?.component ?? uid, field.attribute);
      const ids = parts.map(({ id }) => Number(id));
      const masks = column && ids.length > 0 ? await masksOf(field, column, ids) : null;
      // What is no column of its own shows nothing: relations, files, components.
      for (const part of parts) part[field.attribute] = masks?.get(String(part.id)) ?? null;
    }
    return copy;
  };
};
