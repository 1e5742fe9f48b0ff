import type { Context } from './context';
import type { Entity } from './entity';
import { populateQuery, selectedFields, toEntity } from './entity';
import { populate } from './populate';
import type { PopulateOptions } from './populate-params';
import { everyRelation } from './populate-params';
import type { MorphAttribute } from './schema';
import { select } from './select';
import type { Uid } from './types';

interface Target {
  type: Uid;
  id: number;
  order: number;
}

const targetsOf = (parent: Entity, attribute: MorphAttribute, context: Context): Target[] => {
  const { via } = attribute;
  const { row } = parent;
  if (via.kind === 'columns') {
    // With `fields`, Strapi does not select the columns that the relation needs.
    if (parent.fields) return [];
    const id = row[`${via.name}@id`];
    const type = row[`${via.name}@type`];
    return typeof id === 'number' && typeof type === 'string' ? [{ id, type, order: 1 }] : [];
  }
  return context.database
    .links(via.set)
    .filter(
      ({ from, field }) => from === row.id && (via.field === undefined || field === via.field)
    )
    .sort((left, right) => left.order - right.order)
    .map(({ to, toType, order }) => ({ type: toType, id: to, order }));
};

/** Files are numbered within the record that holds them, so what a file is related to may tie. */
const isOrdered = (targets: Target[]) =>
  new Set(targets.map(({ order }) => order)).size === targets.length;

const ANY_STATUS = () => () => true;

/** Options for the rows of one type. */
const optionsFor = (type: Uid, options: PopulateOptions): PopulateOptions => {
  const own = options.on?.[type];
  if (own !== undefined && own !== true) return own;
  return { count: false, populate: options.everything ? everyRelation(type) : {} };
};

const loadType = (type: Uid, ids: Set<number>, options: PopulateOptions, context: Context) => {
  const own = optionsFor(type, options);
  // A type given as plain `true` loses the status of the request: Strapi shows drafts there.
  const forgetsStatus = options.on?.[type] === true;
  const scope = forgetsStatus ? { ...context, statusFilter: ANY_STATUS } : context;
  const query = populateQuery(type, own, scope);
  query.rootFilters.push((row) => ids.has(row.id));
  const entities = select(query, context.database, context.dialect).map(({ row }) =>
    toEntity(type, row, selectedFields(own.fields), query)
  );
  populate(entities, type, own.populate, scope);
  return new Map(entities.map((entity) => [entity.row.id, entity]));
};

/** Loads a polymorphic relation or a dynamic zone into these entities. */
export function populateMorph(
  parents: Entity[],
  name: string,
  attribute: MorphAttribute,
  options: PopulateOptions,
  context: Context
): void {
  const tagName = attribute.form === 'dynamiczone' ? '__component' : '__type';
  const allowed = (target: Target) => !options.on || target.type in options.on;
  const targets = parents.map((parent) => targetsOf(parent, attribute, context).filter(allowed));
  const types = new Set(targets.flat().map(({ type }) => type));
  const loaded = new Map(
    [...types].map((type) => {
      const ids = new Set(
        targets.flat().flatMap((target) => (target.type === type ? target.id : []))
      );
      return [
        type,
        options.count ? new Map<number, Entity>() : loadType(type, ids, options, context),
      ];
    })
  );
  parents.forEach((parent, index) => {
    const own = targets[index] ?? [];
    const entities = own.flatMap(({ type, id }): Entity[] => {
      const entity = loaded.get(type)?.get(id);
      return entity ? [{ ...entity, tag: { name: tagName, uid: type } }] : [];
    });
    if (options.count) parent.relations[name] = { kind: 'count', count: own.length };
    else if (attribute.many)
      parent.relations[name] = { kind: 'many', entities, ordered: isOrdered(own) };
    else parent.relations[name] = { kind: 'one', entity: entities[0] ?? null };
  });
}
