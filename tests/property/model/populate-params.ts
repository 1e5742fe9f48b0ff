import type { Attribute } from './schema';
import { API_UIDS, attributeOf, modelOf } from './schema';
import type { Param, Params, Uid } from './types';
import { isObject } from './types';

/** Options of one populated attribute, as the content API leaves them after sanitizing. */
export interface PopulateOptions {
  fields?: Param;
  filters?: Param;
  sort?: Param;
  limit?: number;
  offset?: number;
  count: boolean;
  populate: PopulateMap;
  /** `populate=*` within a dynamic zone: every relation of every component. */
  everything?: boolean;
  /** Per type of a polymorphic attribute. `true` stands for "as it is, drafts and all". */
  on?: Record<Uid, PopulateOptions | true>;
}

export type PopulateMap = Record<string, PopulateOptions>;

const USER = 'plugin::users-permissions.user';

/** Types that every actor of the tests may ask for; relations to others are cut off by Strapi. */
export const ALLOWED_TARGETS: Uid[] = [...API_UIDS, USER];

const isTrue = (value: Param) => value === 'true' || value === '1' || value === 't';

const plain = (): PopulateOptions => ({ count: false, populate: {} });

/** Without a choice of types Strapi offers all allowed ones, and forgets the status of each. */
const anyType = (): Record<Uid, true> =>
  Object.fromEntries(ALLOWED_TARGETS.map((uid) => [uid, true as const]));

const isMorphRelation = (attribute: Attribute) =>
  attribute.kind === 'morph' && attribute.form === 'relation';

const simple = (attribute: Attribute): PopulateOptions =>
  isMorphRelation(attribute) ? { ...plain(), on: anyType() } : plain();

/** Whether a relation survives the sanitizer. */
const isReachable = (attribute: Attribute): boolean => {
  if (attribute.kind !== 'relation') return attribute.kind === 'morph';
  if (attribute.private) return false;
  return attribute.form !== 'relation' || ALLOWED_TARGETS.includes(attribute.target);
};

const wildcard = (uid: Uid): PopulateMap =>
  Object.fromEntries(
    Object.entries(modelOf(uid).attributes)
      .filter(([, attribute]) => isReachable(attribute))
      .map(([name, attribute]) => [name, simple(attribute)])
  );

const hasMorph = (map: PopulateMap): boolean =>
  Object.values(map).some((options) => options.on !== undefined || hasMorph(options.populate));

/** Written back as paths, an attribute is lost when all that was asked for below it is out of reach. */
const prune = (map: PopulateMap, ends: Set<PopulateOptions>): void => {
  for (const [name, options] of Object.entries(map)) {
    prune(options.populate, ends);
    if (!ends.has(options) && Object.keys(options.populate).length === 0) delete map[name];
  }
};

/**
 * Dotted paths. As a list they are first made an object, in which a later `account` takes the place
 * of an earlier `account.parent`; separated by commas they go past that step and are merged.
 */
const fromPaths = (paths: string[], uid: Uid, isMerged: boolean): PopulateMap => {
  const map: PopulateMap = {};
  const ends = new Set<PopulateOptions>();
  for (const names of paths.map((path) => path.split('.'))) {
    let level = map;
    let type = uid;
    for (const [index, name] of names.entries()) {
      const attribute = attributeOf(type, name);
      if (!isReachable(attribute)) break;
      const known = isMerged || index < names.length - 1 ? level[name] : undefined;
      // The commas hide the names from the sanitizer, so polymorphic relations keep their status.
      const options = known ?? (isMerged ? plain() : simple(attribute));
      if (index === names.length - 1) ends.add(options);
      else ends.delete(options);
      level[name] = options;
      level = options.populate;
      if (attribute.kind === 'relation') type = attribute.target;
    }
  }
  if (!isMerged && !hasMorph(map)) prune(map, ends);
  return map;
};

const optionsOf = (value: Params, target: Uid): PopulateOptions => ({
  fields: value.fields,
  filters: value.filters,
  sort: value.sort,
  limit: value.limit === undefined ? undefined : Number(value.limit),
  offset: value.start === undefined ? undefined : Number(value.start),
  count: value.count !== undefined && isTrue(value.count),
  populate: value.populate === undefined ? {} : parsePopulate(value.populate, target),
});

const morphOptions = (value: Params, attribute: Attribute): PopulateOptions => {
  if (isObject(value.on)) {
    const on = Object.entries(value.on).map(([type, sub]): [Uid, PopulateOptions | true] => [
      type,
      isObject(sub) ? optionsOf(sub, type) : true,
    ]);
    return { ...plain(), on: Object.fromEntries(on) };
  }
  if (!isMorphRelation(attribute)) {
    // A dynamic zone: `count` is lost on the way.
    return { ...plain(), everything: value.populate === '*' };
  }
  return { ...plain(), count: value.count !== undefined, on: anyType() };
};

const fromObject = (populate: Params, uid: Uid): PopulateMap => {
  const map: PopulateMap = {};
  for (const [name, value] of Object.entries(populate)) {
    const attribute = attributeOf(uid, name);
    if (!isReachable(attribute)) continue;
    if (!isObject(value)) {
      if (isTrue(value)) map[name] = simple(attribute);
    } else if (attribute.kind === 'morph') {
      map[name] = morphOptions(value, attribute);
    } else if (attribute.kind === 'relation') {
      map[name] = optionsOf(value, attribute.target);
    }
  }
  return map;
};

/** Reads a `populate` parameter of a type in any of its notations. */
export function parsePopulate(populate: Param, uid: Uid): PopulateMap {
  if (populate === '*') return wildcard(uid);
  if (typeof populate === 'string') {
    const paths = populate.split(',').map((path) => path.trim());
    return fromPaths(paths, uid, paths.length > 1);
  }
  if (Array.isArray(populate)) return fromPaths(populate.map(String), uid, false);
  return fromObject(populate, uid);
}

/** What `populate=*` within a dynamic zone adds to each of its components. */
export function everyRelation(uid: Uid): PopulateMap {
  const names = Object.entries(modelOf(uid).attributes).filter(([, { kind }]) => kind !== 'scalar');
  return Object.fromEntries(names.map(([name]) => [name, plain()]));
}
