import type { Context } from './context';
import { linkMatches } from './database';
import type { Entity, Populated } from './entity';
import { populateQuery, selectedFields, toEntity } from './entity';
import type { PopulateMap, PopulateOptions } from './populate-params';
import { populateMorph } from './populate-morph';
import type { RelationAttribute, Via } from './schema';
import { attributeOf } from './schema';
import type { Hit, Query } from './select';
import { countByLink, select } from './select';
import type { Json, Uid } from './types';

type LinkVia = Extract<Via, { kind: 'links' }>;

/** Joins the link table from the target's side; its rows carry the parent and the position. */
const joinLinks = (query: Query, via: LinkVia, parents: Set<number>, context: Context): Query => {
  const links = context.database.links(via.set).filter((link) => linkMatches(via, link));
  const linkAlias = query.aliases.joinRows(0, (row) =>
    links
      .filter((link) => (via.side === 'from' ? link.to : link.from) === row.id)
      .map((link) =>
        via.side === 'from'
          ? { parent: link.from, order: link.order }
          : { parent: link.to, order: via.field === undefined ? link.inverseOrder : link.order }
      )
  );
  const where = new Map([
    [
      'link',
      {
        kind: 'column' as const,
        alias: linkAlias,
        column: 'parent',
        type: 'id' as const,
        condition: [...parents],
      },
    ],
  ]);
  return { ...query, linkAlias, where: [...query.where, where] };
};

const wrap = (attribute: RelationAttribute, entities: Entity[], ordered: boolean): Populated =>
  attribute.many
    ? { kind: 'many', entities, ordered }
    : { kind: 'one', entity: entities[0] ?? null };

const toEntities = (query: Query, hits: Hit[], options: PopulateOptions) =>
  hits.map(({ row }) => toEntity(query.uid, row, selectedFields(options.fields), query));

/** Whether the order of the answer is settled by the query rather than left to the database. */
const isOrdered = (options: PopulateOptions, query: Query, byDefault: boolean) =>
  options.limit !== undefined ||
  query.orderBy.some(({ column }) => column === 'id') ||
  (byDefault && query.orderBy.length === 0);

const populateByLinks = (
  parents: Entity[],
  name: string,
  attribute: RelationAttribute,
  options: PopulateOptions,
  context: Context
) => {
  const via = attribute.via as LinkVia;
  const ids = new Set(parents.map(({ row }) => row.id));
  const query = joinLinks(populateQuery(attribute.target, options, context), via, ids, context);
  if (options.count && attribute.form !== 'media') {
    const counts = countByLink(query, 'parent', context.database, context.dialect);
    for (const parent of parents) {
      parent.relations[name] = { kind: 'count', count: counts.get(parent.row.id) ?? 0 };
    }
    return;
  }
  // An explicit sort takes the place of the position in the link table.
  const linkOrdered = via.ordered && query.orderBy.length === 0;
  const hits = select({ ...query, linkOrdered }, context.database, context.dialect);
  const entities = toEntities(query, hits, options);
  populate(entities, attribute.target, options.populate, context);
  for (const parent of parents) {
    const own = entities.filter((_, index) => hits[index]?.link?.parent === parent.row.id);
    parent.relations[name] = wrap(attribute, own, isOrdered(options, query, via.ordered));
  }
};

const populateByColumns = (
  parents: Entity[],
  name: string,
  attribute: RelationAttribute,
  options: PopulateOptions,
  context: Context
) => {
  const via = attribute.via as Extract<Via, { kind: 'columns' }>;
  const query = populateQuery(attribute.target, options, context);
  const wanted = new Set<Json>(
    parents.map(({ row }) => row[via.local] ?? null).filter((value) => value !== null)
  );
  const loaded = new Set(parents.map(({ row }) => row.id));
  query.rootFilters.push((row) => wanted.has(row[via.remote] ?? null));
  if (via.remoteType) {
    const { column, uid } = via.remoteType;
    query.rootFilters.push((row) => row[column] === uid);
  }
  // Localizations leave out every row that the request has loaded already, not only the parent.
  if (name === 'localizations') query.rootFilters.push((row) => !loaded.has(row.id));
  const hits = select(query, context.database, context.dialect);
  const entities = toEntities(query, hits, options);
  populate(entities, attribute.target, options.populate, context);
  // With `fields`, Strapi does not select the column that says whose a morphMany's rows are.
  const isLost = via.remoteType !== undefined && options.fields !== undefined;
  for (const parent of parents) {
    const own = entities.filter(({ row }) => !isLost && row[via.remote] === parent.row[via.local]);
    parent.relations[name] = wrap(attribute, own, isOrdered(options, query, false));
  }
};

/** Loads what `populate` asks for into these entities, all of one type, as Strapi does: in one go. */
export function populate(
  entities: Entity[],
  uid: Uid,
  populateMap: PopulateMap,
  context: Context
): void {
  if (entities.length === 0) return;
  for (const [name, options] of Object.entries(populateMap)) {
    const attribute = attributeOf(uid, name);
    if (attribute.kind === 'morph') {
      populateMorph(entities, name, attribute, options, context);
    } else if (attribute.kind === 'relation') {
      const run = attribute.via.kind === 'links' ? populateByLinks : populateByColumns;
      run(entities, name, attribute, options, context);
    }
  }
}
