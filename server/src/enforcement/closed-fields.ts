import type { FieldView } from './access-rule';

/** The rows of a record by id, each with the attributes that it shows somebody masked. */
export type MaskedRows = ReadonlyMap<number, readonly FieldView[]>;

/** The fields that no row of a record shows as they are. Pure. */
export const closedIn = (rows: MaskedRows): ReadonlySet<string> => {
  const [first = [], ...others] = rows.values();
  const closed = first.filter((view) => others.every((fields) => fields.includes(view)));
  return new Set(closed.map(({ field }) => field));
};

/**
 * Whether a row shows what none did before: whoever moves a record, or makes it their own, must not
 * see more of it for that. Pure.
 */
export const opensAny = (closed: ReadonlySet<string>, rows: MaskedRows): boolean =>
  [...rows.values()].some((fields) => {
    const names = new Set(fields.map(({ field }) => field));
    return [...closed].some((name) => !names.has(name));
  });
