import type { TableCatalogue } from './table-catalogue';

/** What the rows of a table say about records whose reads are recorded. */
export type ReadTable =
  /** They are records of the type. */
  | { readonly kind: 'record'; readonly uid: string }
  /** They are parts of records, which are read with them as a rule. */
  | { readonly kind: 'part'; readonly uid: string; readonly of: readonly string[] }
  /** They are copies of records, and name them. */
  | { readonly kind: 'copy'; readonly typeColumn: string; readonly documentColumn: string };

/** The content types that a component is part of, at any depth. */
const ownersOf = (catalogue: TableCatalogue, uid: string): string[] => {
  const seen = new Set<string>();
  const visit = (component: string): void => {
    for (const { parentUid } of catalogue.parentsOf(component)) {
      if (seen.has(parentUid)) continue;
      seen.add(parentUid);
      visit(parentUid);
    }
  };
  visit(uid);
  return [...seen];
};

const describe = (
  catalogue: TableCatalogue,
  types: ReadonlySet<string>,
  uid: string
): ReadTable | null => {
  if (types.has(uid)) return { kind: 'record', uid };
  const copy = catalogue.copyOf(uid);
  // Copies that hold no values say that a record exists, and not what it says.
  if (copy) return copy.holdsValues ? { kind: 'copy', ...copy } : null;
  if (!catalogue.model(uid).isComponent) return null;
  return { kind: 'part', uid, of: ownersOf(catalogue, uid).filter((owner) => types.has(owner)) };
};

/** The tables by which records of a set of content types are read, by name. */
export const readTablesOf = (
  catalogue: TableCatalogue,
  types: ReadonlySet<string>
): ReadonlyMap<string, ReadTable> => {
  const tables = new Map<string, ReadTable>();
  for (const [name, table] of catalogue.tables) {
    const read = table.kind === 'record' ? describe(catalogue, types, table.uid) : null;
    if (read) tables.set(name, read);
  }
  return tables;
};
