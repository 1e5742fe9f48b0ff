import fc from 'fast-check';
import { ALLOWED_TARGETS } from '../model/populate-params';
import type { Attribute, MorphAttribute, RelationAttribute } from '../model/schema';
import { modelOf } from '../model/schema';
import type { Param, Params, Uid } from '../model/types';
import { filters } from './filters';

/**
 * Random `populate`. Left out, because stock Strapi answers 500 there or leaves the order open: a
 * sort through a relation inside `populate`, and an explicit sort that does not end with the id.
 */

const isReachable = (attribute: Attribute) =>
  attribute.kind === 'morph' || (attribute.kind === 'relation' && !attribute.private);

const populatable = (uid: Uid): string[] =>
  Object.entries(modelOf(uid).attributes).flatMap(([name, attribute]) =>
    isReachable(attribute) ? [name] : []
  );

const scalarNames = (uid: Uid): string[] =>
  Object.entries(modelOf(uid).attributes).flatMap(([name, attribute]) =>
    attribute.kind === 'scalar' && !attribute.private && attribute.type !== 'json' && name !== 'id'
      ? [name]
      : []
  );

const optional = (arbitrary: fc.Arbitrary<Param>) => fc.option(arbitrary, { nil: undefined });

const sort = (uid: Uid): fc.Arbitrary<Param> =>
  fc
    .tuple(fc.constantFrom(...scalarNames(uid)), fc.constantFrom('asc', 'desc'))
    .map(([name, direction]) => [`${name}:${direction}`, 'id:asc']);

const clean = (given: Record<string, Param | undefined>): Params =>
  Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, Param] => entry[1] !== undefined)
  );

const nestedPopulate = (uid: Uid, depth: number) =>
  depth > 0 && populatable(uid).length > 0
    ? optional(populate(uid, depth - 1, false))
    : fc.constant(undefined);

const relationOptions = (
  { target, many, form }: RelationAttribute,
  depth: number
): fc.Arbitrary<Param> => {
  const names = scalarNames(target);
  const loaded = fc
    .record({
      fields: optional(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 })),
      filters: optional(filters(target, 1)),
      sort: many ? optional(sort(target)) : fc.constant(undefined),
      limit: many
        ? fc.option(fc.constantFrom('1', '3'), { nil: undefined, freq: 1 })
        : fc.constant(undefined),
      populate: nestedPopulate(target, depth),
    })
    .map(clean)
    .map((options): Param => (Object.keys(options).length === 0 ? 'true' : options));
  const counted = fc
    .record({ filters: optional(filters(target, 1)) })
    .map((options): Param => clean({ ...options, count: 'true' }));
  return form === 'media'
    ? loaded
    : fc.oneof({ weight: 4, arbitrary: loaded }, { weight: 1, arbitrary: counted });
};

const componentsOf: Record<string, Uid[]> = { sections: ['blocks.quote', 'blocks.link'] };

const onFragment = (uid: Uid, depth: number): fc.Arbitrary<Param> =>
  fc.oneof<fc.Arbitrary<Param>[]>(
    fc.constant('true'),
    fc
      .record({
        fields: fc.uniqueArray(fc.constantFrom(...scalarNames(uid)), {
          minLength: 1,
          maxLength: 2,
        }),
        populate: nestedPopulate(uid, depth),
      })
      .map(clean)
  );

const morphOptions = (
  name: string,
  attribute: MorphAttribute,
  depth: number
): fc.Arbitrary<Param> => {
  const types = componentsOf[name] ?? ALLOWED_TARGETS.filter((uid) => uid.startsWith('api::'));
  const on = fc
    .uniqueArray(fc.constantFrom(...types), { minLength: 1, maxLength: 3 })
    .chain((uids) =>
      fc.tuple(...uids.map((uid) => onFragment(uid, depth).map((value) => [uid, value] as const)))
    )
    .map((entries): Param => ({ on: Object.fromEntries(entries) }));
  const other: Param = attribute.form === 'dynamiczone' ? { populate: '*' } : { count: 'true' };
  return fc.oneof(on, fc.constant(other));
};

const optionsOf = (uid: Uid, name: string, depth: number): fc.Arbitrary<Param> => {
  const attribute = modelOf(uid).attributes[name];
  if (attribute?.kind === 'relation') {
    return fc.oneof(
      { weight: 1, arbitrary: fc.constant<Param>('true') },
      { weight: 3, arbitrary: relationOptions(attribute, depth) }
    );
  }
  if (attribute?.kind === 'morph') {
    return fc.oneof(fc.constant<Param>('true'), morphOptions(name, attribute, depth));
  }
  throw new Error(`${uid}.${name} cannot be populated`);
};

/** Dotted paths, at most two names long. */
const path = (uid: Uid): fc.Arbitrary<string> =>
  fc.constantFrom(...populatable(uid)).chain((name) => {
    const attribute = modelOf(uid).attributes[name];
    const inner =
      attribute?.kind === 'relation' && attribute.form !== 'media'
        ? populatable(attribute.target)
        : [];
    return inner.length === 0
      ? fc.constant(name)
      : fc.oneof(
          fc.constant(name),
          fc.constantFrom(...inner).map((next) => `${name}.${next}`)
        );
  });

/**
 * A `populate` parameter of a type, through at most `depth` further relations. Names separated by
 * commas are understood at the root only; further in, Strapi takes them for one name.
 */
export function populate(uid: Uid, depth: number, isRoot = true): fc.Arbitrary<Param> {
  const paths = fc.uniqueArray(path(uid), { minLength: 1, maxLength: 3 });
  const object = fc
    .uniqueArray(fc.constantFrom(...populatable(uid)), { minLength: 1, maxLength: 3 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) => optionsOf(uid, name, depth).map((value) => [name, value] as const))
      )
    )
    .map((entries): Param => Object.fromEntries(entries));
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<Param>('*') },
    { weight: 1, arbitrary: paths },
    {
      weight: 1,
      arbitrary: isRoot ? paths.map((list): Param => list.join(',')) : path(uid),
    },
    { weight: 4, arbitrary: object }
  );
}
