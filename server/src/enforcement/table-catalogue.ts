import { COPY_TYPES } from './copies';
import { COMPONENT_TYPE_COLUMN, type ModelMeta, type RelationMeta } from './strapi-metadata';

/** One end of a link: an id column and the type it points at, which a second column may name. */
export type LinkEnd =
  | { readonly kind: 'typed'; readonly column: string; readonly uid: string }
  | {
      readonly kind: 'morph';
      readonly column: string;
      readonly typeColumn: string;
      /** The governed types that it may lead to, where not all do; what leads to others is hidden. */
      readonly only?: readonly string[];
    };

/** How a component row hangs on its parent: a row of the parent's `_cmps` table. */
export interface ParentLink {
  readonly parentUid: string;
  readonly table: string;
  readonly parentColumn: string;
  readonly componentColumn: string;
  readonly typeColumn: string;
}

/**
 * How a file hangs on the records that show it: rows of a polymorphic link table. A file is there if
 * one of them is, or if there are none.
 */
export interface Holders {
  readonly table: string;
  /** Column of the link table that names the file. */
  readonly column: string;
  readonly end: LinkEnd;
}

/** A table whose rows or columns depend on who asks. */
export type GovernedTable =
  | {
      readonly kind: 'record';
      readonly uid: string;
      /** Columns of the row that point at rows which may be hidden. */
      readonly references: readonly LinkEnd[];
    }
  | {
      readonly kind: 'link';
      readonly ends: readonly LinkEnd[];
      /** Ends that need no check of their own: a row that is there proves them. */
      readonly proves?: readonly LinkEnd[];
    };

/** Which tables are replaced by views while a set of content types is governed. */
export interface TableCatalogue {
  /** By table name; a table that is not listed is the same for everybody. */
  readonly tables: ReadonlyMap<string, GovernedTable>;
  /** Content types and components whose rows depend on who asks. */
  readonly sensitive: ReadonlySet<string>;
  /** @throws if the type is unknown to the database */
  model(uid: string): ModelMeta;
  parentsOf(componentUid: string): readonly ParentLink[];
  /** Types that are not governed, but whose rows follow the records they hang on: files. */
  readonly held: readonly string[];
  /** What the rows of such a type hang on; null for types whose rows stand for themselves. */
  holdersOf(uid: string): Holders | null;
  /** Where rows of a type say which record they are about; null for all other types. */
  copyOf(uid: string): CopyColumns | null;
}

/** Strapi's uid of the media library's files. */
export const FILE_UID = 'plugin::upload.file';

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

/** Whether a type has a media attribute. */
export const hasMedia = ({ relations }: ModelMeta): boolean =>
  relations.some((relation) => relation.kind === 'inverse-morph' && relation.target === FILE_UID);

/**
 * What files hang on. Only types with media attributes are followed: each more makes every statement
 * about files longer, and planning it is what takes PostgreSQL its time.
 */
const holdersOfFiles = (
  models: readonly ModelMeta[],
  sensitive: ReadonlySet<string>
): Holders | null => {
  const only = models.filter((model) => sensitive.has(model.uid) && hasMedia(model));
  const files = models.find(({ uid }) => uid === FILE_UID);
  for (const relation of files?.relations ?? []) {
    if (relation.kind !== 'morph-table' || relation.components) continue;
    const { table, nearColumn, idColumn, typeColumn } = relation;
    const uids = only.map(({ uid }) => uid);
    const end: LinkEnd = { kind: 'morph', column: idColumn, typeColumn, only: uids };
    return { table, column: nearColumn, end };
  }
  return null;
};

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
  // Nothing else is asked where a policy governs the files themselves.
  const follow = sensitive.size > 0 && !sensitive.has(FILE_UID);
  const holders = follow ? holdersOfFiles(models, sensitive) : null;
  const isHeld = (uid: string) => holders !== null && uid === FILE_UID;
  const copies = models.filter(({ uid }) => COPY_TYPES[uid] && sensitive.size > 0);
  copies.forEach(({ uid }) => sensitive.add(uid));
  const touches = (end: LinkEnd) =>
    end.kind === 'morph' || sensitive.has(end.uid) || isHeld(end.uid);
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
      if (sensitive.has(model.uid) || isHeld(model.uid) || references.length > 0)
        tables.set(model.tableName, { kind: 'record', uid: model.uid, references });
      addLinks(model);
    }
  }
  if (holders) {
    // A file is there because a link to it is; checking it again would slow every populate of media.
    const proves: LinkEnd[] = [{ kind: 'typed', column: holders.column, uid: FILE_UID }];
    tables.set(holders.table, { kind: 'link', ends: [holders.end], proves });
  }

  return {
    tables,
    sensitive,
    held: holders ? [FILE_UID] : [],
    model(uid) {
      const model = byUid.get(uid);
      if (!model) throw new Error(`Unknown model ${uid}`);
      return model;
    },
    parentsOf: (uid) => parents.get(uid) ?? [],
    holdersOf: (uid) => (isHeld(uid) ? holders : null),
    copyOf: (uid) => copyColumns(byUid.get(uid)),
  };
};
