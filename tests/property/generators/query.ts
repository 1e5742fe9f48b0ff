import fc from 'fast-check';
import type { Attribute } from '../model/schema';
import { API_UIDS, FILE_UID, modelOf } from '../model/schema';
import type { Param, Params, Uid } from '../model/types';
import { filters } from './filters';
import { populate } from './populate';
import { LOCALES, NAMES, documentId } from './values';

/** One request: a list, or one document when `documentId` is given. */
export interface Request {
  uid: Uid;
  documentId?: string;
  params: Params;
}

/** Drawn `weight` times as often as it is left out; a smaller failing case leaves it out. */
const optional = <T>(arbitrary: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight, arbitrary }
  );

const rare = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary }
  );

const isSortable = (attribute: Attribute) =>
  attribute.kind === 'scalar' && !attribute.private && attribute.type !== 'json';

const sortable = (uid: Uid): string[] =>
  Object.entries(modelOf(uid).attributes).flatMap(([name, attribute]) =>
    isSortable(attribute) ? [name] : []
  );

const throughRelations = (uid: Uid): string[] =>
  Object.entries(modelOf(uid).attributes).flatMap(([name, attribute]) => {
    if (attribute.kind !== 'relation' || attribute.private) return [];
    if (attribute.target === 'plugin::custodian.group') return [];
    return sortable(attribute.target).map((inner) => `${name}.${inner}`);
  });

const toObject = (path: string, direction: string): Params => {
  const nest = (names: string[]): Param =>
    names.length === 0 ? direction : { [names[0] ?? '']: nest(names.slice(1)) };
  return nest(path.split('.')) as Params;
};

/** A sort by columns of the type or of what it is related to, in one of Strapi's notations. */
const sort = (uid: Uid): fc.Arbitrary<Param> => {
  const own = fc.constantFrom(...sortable(uid));
  const deep = throughRelations(uid);
  const path = deep.length === 0 ? own : fc.oneof(own, fc.constantFrom(...deep));
  const term = fc.tuple(path, fc.constantFrom('asc', 'desc', 'DESC'));
  const terms = fc.array(term, { minLength: 1, maxLength: 2 });
  return fc.oneof<fc.Arbitrary<Param>[]>(
    path,
    terms.map((list) => list.map((pair) => pair.join(':')).join(',')),
    terms.map((list) => list.map((pair) => pair.join(':'))),
    term.map(([name, direction]) => toObject(name, direction)),
    terms.map((list) => list.map(([name, direction]) => toObject(name, direction)))
  );
};

const fields = (uid: Uid): fc.Arbitrary<Param> => {
  const names = Object.entries(modelOf(uid).attributes).flatMap(([name, attribute]) =>
    attribute.kind === 'scalar' && !attribute.private && name !== 'id' ? [name] : []
  );
  const some = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 });
  return fc.oneof<fc.Arbitrary<Param>[]>(
    some,
    some.map((list) => list.join(','))
  );
};

const number = (low: number, high: number) => fc.integer({ min: low, max: high }).map(String);

const pagination = (): fc.Arbitrary<Param> => {
  const withCount = optional(fc.constantFrom('true', 'false'));
  return fc
    .oneof(
      fc.record({ page: rare(number(1, 3)), pageSize: optional(number(1, 6)), withCount }),
      fc.record({
        start: optional(number(0, 4)),
        limit: optional(fc.oneof(number(1, 6), fc.constant('-1'))),
        withCount,
      })
    )
    .map((given) => clean(given));
};

/** Terms that match nothing, little, or (by an id or a part of every document id) a lot. */
const term = fc.constantFrom(...NAMES, 'al', 'E', '1', '12', '7', 'k', 'zz', '_l', 'user:1', '100');

/** Without the parameters that were not drawn, and without what would then be empty. */
const clean = (given: Record<string, Param | undefined>): Params =>
  Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, Param] => {
      const [, value] = entry;
      return value !== undefined && Object.keys(Object(value) as object).length > 0;
    })
  );

const PUBLICATION_FILTERS = [
  'never-published',
  'has-published-version',
  'modified',
  'unmodified',
  'never-published-document',
  'has-published-version-document',
  'published-without-draft',
  'published-with-draft',
];

const common = (uid: Uid) => ({
  filters: optional<Param>(filters(uid, 2)),
  fields: optional(fields(uid)),
  populate: optional(populate(uid, 2), 2),
  status: optional(fc.constantFrom('draft', 'published')),
  locale: optional(fc.constantFrom(...LOCALES, '*', '*', 'xx')),
  publicationFilter: rare(fc.constantFrom(...PUBLICATION_FILTERS)),
});

const listParams = (uid: Uid): fc.Arbitrary<Params> =>
  fc
    .record({
      ...common(uid),
      _q: rare(term),
      sort: optional(sort(uid)),
      pagination: optional(pagination()),
    })
    .map(clean);

const detailParams = (uid: Uid): fc.Arbitrary<Params> =>
  fc
    .record({
      ...common(uid),
      filters: rare(filters(uid, 1)),
    })
    .map(clean);

/** The order of media is only settled by a sort that ends with the id. */
const fileParams = (): fc.Arbitrary<Params> => {
  const column = fc.constantFrom(...sortable(FILE_UID));
  return fc
    .record({
      filters: optional<Param>(filters(FILE_UID, 0)),
      fields: rare(fields(FILE_UID)),
      populate: optional(populate(FILE_UID, 2), 3),
      status: optional(fc.constantFrom('draft', 'published')),
      sort: optional(column.map((name): Param => [`${name}:desc`, 'id'])),
      _q: rare(term),
    })
    .map(clean);
};

const requestOf = (uid: Uid): fc.Arbitrary<Request> =>
  fc.oneof(
    { weight: 4, arbitrary: listParams(uid).map((params): Request => ({ uid, params })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.integer({ min: 1, max: 15 }), detailParams(uid))
        .map(([index, params]): Request => ({ uid, documentId: documentId(uid, index), params })),
    }
  );

/** A random read over the REST API of any type, or of the media library. */
export const request = (): fc.Arbitrary<Request> =>
  fc
    .constantFrom(...API_UIDS, FILE_UID)
    .chain((uid) =>
      uid === FILE_UID ? fileParams().map((params): Request => ({ uid, params })) : requestOf(uid)
    );
