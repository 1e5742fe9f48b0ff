import { COPY_TYPES } from './copies';
import { COMPONENT_TYPE_COLUMN, type ModelMeta, type RelationMeta } from './strapi-metadata';

/** One end of a link: an id column and the type it points at, which a second column may name. */
export type LinkEnd =
  | { readonly kind: 'typed'; readonly column: string; readonly uid: string }
  | { readonly kind: 'morph'; readonly column: string; readonly typeColumn: string };

/** How a component row hangs on its parent: a row of the parent's `_cmps` table. */
export interface ParentLink {
  readonly parentUid: string;
  readonly table: string;
  readonly parentColumn: string;
  readonly componentColumn: string;
  readonly typeColumn: string;
}

/** A table whose rows or columns depend on who asks. */
export type GovernedTable =
  | {
      readonly kind: 'record';
      readonly uid: string;
      /** Columns of the row that point at rows which may be hidden. */
      readonly references: readonly LinkEnd[];
    }
  | { readonly kind: 'link'; readonly ends: readonly LinkEnd[] };

/** Which tables are replaced by views while a set of content types is governed. */
export interface TableCatalogue {
  /** By table name; a table that is not listed is the same for everybody. */
  readonly tables: ReadonlyMap<string, GovernedTable>;
  /** Content types and components whose rows depend on who asks. */
  readonly sensitive: ReadonlySet<string>;
  /** @throws if the type is unknown to the database */
  model(uid: string): ModelMeta;
  parentsOf(componentUid: string): readonly ParentLink[];
  /** Where rows of a type say which record they are about; null for all other types. */
  copyOf(uid: string): CopyColumns | null;
}

/** The columns in which a row says which record it is about. */
export interface CopyColumns {
  readonly typeColumn: string;
  readonly documentColumn: string;
  readonly holdsValues: boolean;
}

const copyColumns = (model: ModelMeta | undefined): CopyColumns | null => {
  const copy = model && COPY_TYPES[model.uid];
  if (!copy) return null;
  const [typeColumn, documentColumn] = [model.columns[copy.type], model.columns[copy.document]];
  if (!typeColumn || !documentColumn) throw new Error(`${model.uid} names no record any more`);
  return { typeColumn, documentColumn, holdsValues: copy.holdsValues };
};

const componentsOf = (relation: RelationMeta): readonly string[] => {
  if (relation.kind === 'join-table') return relation.component ? [relation.target] : [];
  return relation.kind === 'morph-table' ? (relation.components ?? []) : [];
};

const collectParents = (models: readonly ModelMeta[]): Map<string, ParentLink[]> => {
  const parents = new Map<string, ParentLink[]>();
  for (const model of models) {
    for (const relation of model.relations) {
      if (relation.kind !== 'join-table' && relation.kind !== 'morph-table') continue;
      for (const uid of componentsOf(relation)) {
        const links = parents.get(uid) ?? [];
        parents.set(uid, links);
        // All component attributes of a type share one `_cmps` table: it is listed once.
        if (links.some((link) => link.table === relation.table)) continue;
        links.push({
          parentUid: model.uid,
          table: relation.table,
          parentColumn: relation.nearColumn,
          componentColumn: relation.kind === 'join-table' ? relation.farColumn : relation.idColumn,
          typeColumn: COMPONENT_TYPE_COLUMN,
        });
      }
    }
  }
  return parents;
};

const collectSensitive = (
  governed: ReadonlySet<string>,
  parents: ReadonlyMap<string, readonly ParentLink[]>
): Set<string> => {
  const sensitive = new Set(governed);
  // Components nest: repeat until a pass adds nothing.
  for (let grown = true; grown;) {
    grown = false;
    for (const [uid, links] of parents) {
      if (sensitive.has(uid) || !links.some((link) => sensitive.has(link.parentUid))) continue;
      sensitive.add(uid);
      grown = true;
    }
  }
  return sensitive;
};

const referencesOf = (model: ModelMeta): LinkEnd[] =>
  model.relations.flatMap((relation): LinkEnd[] => {
    if (relation.kind === 'foreign-key')
      return [{ kind: 'typed', column: relation.column, uid: relation.target }];
    if (relation.kind === 'morph-columns')
      return [{ kind: 'morph', column: relation.idColumn, typeColumn: relation.typeColumn }];
    return [];
  });

/**
 * The ends of a link row that must be visible for it to show. A component's end is left out: the
 * component is there if its parent is, and the parent is the other end.
 */
const endsOf = (model: ModelMeta, relation: RelationMeta): LinkEnd[] => {
  if (relation.kind !== 'join-table' && relation.kind !== 'morph-table') return [];
  const near: LinkEnd = { kind: 'typed', column: relation.nearColumn, uid: model.uid };
  if (relation.kind === 'morph-table') {
    if (relation.components) return [near];
    return [near, { kind: 'morph', column: relation.idColumn, typeColumn: relation.typeColumn }];
  }
  if (relation.component) return [near];
  return [near, { kind: 'typed', column: relation.farColumn, uid: relation.target }];
};

/** The same table is met from both sides of a relation; each column is checked once. */
const mergeEnds = (known: readonly LinkEnd[], added: readonly LinkEnd[]): LinkEnd[] => [
  ...known,
  ...added.filter((end) => !known.some((one) => one.column === end.column)),
];

/**
 * Finds every table that shows something of a governed type: the types' own tables, their
 * components' (transitively), all link and morph tables that touch them, and rows of other types
 * that carry a foreign key to them. Pure; the metadata comes from {@link ModelMeta}.
 */
export const createTableCatalogue = (
  models: readonly ModelMeta[],
  governed: ReadonlySet<string>
): TableCatalogue => {
  const byUid = new Map(models.map((model) => [model.uid, model]));
  const parents = collectParents(models);
  const sensitive = collectSensitive(governed, parents);
  const copies = models.filter(({ uid }) => COPY_TYPES[uid] && sensitive.size > 0);
  copies.forEach(({ uid }) => sensitive.add(uid));
  const touches = (end: LinkEnd) => end.kind === 'morph' || sensitive.has(end.uid);
  const tables = new Map<string, GovernedTable>();

  const addLinks = (model: ModelMeta) => {
    for (const relation of model.relations) {
      const ends = endsOf(model, relation).filter(touches);
      if (ends.length === 0 || !('table' in relation)) continue;
      const known = tables.get(relation.table);
      const merged = mergeEnds(known?.kind === 'link' ? known.ends : [], ends);
      tables.set(relation.table, { kind: 'link', ends: merged });
    }
  };

  if (sensitive.size > 0) {
    for (const model of models) {
      const references = referencesOf(model).filter(touches);
      if (sensitive.has(model.uid) || references.length > 0)
        tables.set(model.tableName, { kind: 'record', uid: model.uid, references });
      addLinks(model);
    }
  }

  return {
    tables,
    sensitive,
    model(uid) {
      const model = byUid.get(uid);
      if (!model) throw new Error(`Unknown model ${uid}`);
      return model;
    },
    parentsOf: (uid) => parents.get(uid) ?? [],
    copyOf: (uid) => copyColumns(byUid.get(uid)),
  };
};
