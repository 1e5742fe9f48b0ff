import fc from 'fast-check';
import type { Attribute, ScalarAttribute } from '../model/schema';
import { modelOf } from '../model/schema';
import type { Param, Params, Uid } from '../model/types';
import * as pools from './values';

/**
 * Random `filters`. Left out, because the databases differ or Strapi answers 500 on all of them:
 * text operators on anything but text, `$not` directly under a relation, operators mixed with
 * attributes under a relation, filters through polymorphic relations and dynamic zones.
 */

const text = (values: readonly unknown[]) => values.map(String);

/** Values that occur in the data and some that do not. */
const POOLS: Record<string, string[]> = {
  country: text(pools.COUNTRIES),
  market: text(pools.COUNTRIES),
  industry: text(pools.INDUSTRIES),
  priority: text(pools.PRIORITIES),
  stage: ['open', 'won', 'none'],
  kind: ['call', 'mail', 'work', 'none'],
  colour: ['red', 'green'],
  email: text(pools.EMAILS),
  ownerRef: ['user:1', 'token:1', 'x'],
  locale: text(pools.LOCALES),
  username: ['user1', 'user2', 'nobody'],
  phone: ['100', '110', '1'],
  number: ['100', '110', '1'],
  amount: text(pools.DECIMALS),
  revenue: text(pools.DECIMALS),
  price: text(pools.DECIMALS),
  creditLimit: text(pools.DECIMALS),
};

const valuesOf = (uid: Uid, name: string, attribute: ScalarAttribute): string[] => {
  if (name === 'documentId') return [1, 2, 3, 5, 8].map((index) => pools.documentId(uid, index));
  if (attribute.type === 'id') return ['1', '2', '5', '9', '999'];
  const pool = POOLS[name];
  if (pool) return pool;
  switch (attribute.type) {
    case 'number':
      return text(pools.NUMBERS);
    case 'boolean':
      return ['true', 'false'];
    case 'date':
      return text(pools.DATES);
    case 'datetime':
      return text(pools.TIMES);
    default:
      return text(pools.NAMES);
  }
};

const EQUALITY = ['$eq', '$ne'];
const ORDER = ['$lt', '$lte', '$gt', '$gte'];
const TEXT = [
  '$contains',
  '$notContains',
  '$containsi',
  '$notContainsi',
  '$startsWith',
  '$startsWithi',
  '$endsWith',
  '$endsWithi',
  '$eqi',
  '$nei',
];

const fragment = (value: string) => fc.constantFrom(value, value.slice(0, 2), value.slice(-2), 'e');

const pair = (values: string[]) => fc.tuple(fc.constantFrom(...values), fc.constantFrom(...values));

const operand = (operators: string[], value: fc.Arbitrary<Param>): fc.Arbitrary<Params> =>
  fc
    .tuple(fc.constantFrom(...operators), value)
    .map(([operator, given]) => ({ [operator]: given }));

/** `{ operator: operand }` for one attribute. */
const condition = (attribute: ScalarAttribute, values: string[]): fc.Arbitrary<Params> => {
  const one = fc.constantFrom(...values);
  const several = fc.array(one, { minLength: 1, maxLength: 3 });
  const choices: fc.Arbitrary<Params>[] = [
    operand(EQUALITY, one),
    operand(['$in', '$notIn'], several),
    operand(['$null', '$notNull'], fc.constantFrom('true', 'false')),
    operand(['$eq'], several),
  ];
  if (attribute.type !== 'boolean') {
    choices.push(operand(ORDER, one), operand(['$between'], pair(values)));
  }
  if (attribute.type === 'string') choices.push(operand(TEXT, one.chain(fragment)));
  return fc.oneof(...choices);
};

const attributeFilter = (uid: Uid, name: string, attribute: ScalarAttribute) => {
  const values = valuesOf(uid, name, attribute);
  const base = condition(attribute, values);
  return fc
    .oneof(
      { weight: 6, arbitrary: base },
      { weight: 2, arbitrary: fc.constantFrom<Param>(...values) },
      {
        weight: 1,
        arbitrary: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
      },
      { weight: 1, arbitrary: base.map((inner): Param => ({ $not: inner })) },
      {
        weight: 1,
        arbitrary: fc.tuple(base, base).map(([left, right]): Param => ({ ...left, ...right })),
      }
    )
    .map((value): Params => ({ [name]: value }));
};

const isFilterable = (name: string, attribute: Attribute): attribute is ScalarAttribute =>
  attribute.kind === 'scalar' && !attribute.private && attribute.type !== 'json';

const RESTRICTED = ['plugin::custodian.group', 'plugin::upload.file'];

const relationsOf = (uid: Uid): [string, Uid][] =>
  Object.entries(modelOf(uid).attributes).flatMap(([name, attribute]): [string, Uid][] => {
    if (attribute.kind !== 'relation' || attribute.private) return [];
    return attribute.form === 'relation' && RESTRICTED.includes(attribute.target)
      ? []
      : [[name, attribute.target]];
  });

const scalars = (uid: Uid): [string, ScalarAttribute][] =>
  Object.entries(modelOf(uid).attributes).flatMap(([name, attribute]) =>
    isFilterable(name, attribute) ? [[name, attribute]] : []
  );

const idFilter = (): fc.Arbitrary<Param> =>
  fc.oneof<fc.Arbitrary<Param>[]>(
    fc.constantFrom('true', 'false').map((value) => ({ $null: value })),
    fc.constantFrom('true', 'false').map((value) => ({ $notNull: value })),
    fc.constantFrom('1', '2', '7'),
    fc.array(fc.constantFrom('1', '2', '3', '7'), { minLength: 1, maxLength: 3 }).map((ids) => ({
      $in: ids,
    })),
    fc.constantFrom('1', '4').map((id) => ({ $ne: id }))
  );

/** Under a relation Strapi takes attributes, or one group and nothing else. */
const fitsRelation = (given: Params) => {
  const keys = Object.keys(given);
  const operators = keys.filter((key) => key.startsWith('$'));
  return operators.length === 0 || (keys.length === 1 && keys[0] !== '$not');
};

const relationFilter = (uid: Uid, depth: number): fc.Arbitrary<Params> =>
  fc.constantFrom(...relationsOf(uid)).chain(([name, target]) => {
    const nested = filters(target, depth - 1).filter(fitsRelation);
    const group = fc
      .tuple(fc.constantFrom('$and', '$or'), fc.array(nested, { minLength: 1, maxLength: 2 }))
      .map(([operator, parts]): Param => ({ [operator]: parts }));
    return fc
      .oneof(
        { weight: 5, arbitrary: nested },
        { weight: 2, arbitrary: idFilter() },
        { weight: 1, arbitrary: group }
      )
      .map((value): Params => ({ [name]: value }));
  });

const scalarFilter = (uid: Uid): fc.Arbitrary<Params> =>
  fc
    .constantFrom(...scalars(uid))
    .chain(([name, attribute]) => attributeFilter(uid, name, attribute));

/** Filters of a type, through at most `depth` relations. */
export function filters(uid: Uid, depth: number): fc.Arbitrary<Params> {
  const leaf = scalarFilter(uid);
  if (depth === 0 || relationsOf(uid).length === 0) return leaf;
  const relation = relationFilter(uid, depth);
  const either = fc.oneof({ weight: 2, arbitrary: leaf }, { weight: 3, arbitrary: relation });
  const parts = fc.array(either, { minLength: 1, maxLength: 2 });
  return fc.oneof(
    { weight: 4, arbitrary: either },
    { weight: 2, arbitrary: parts.map((list): Params => ({ $or: list })) },
    { weight: 1, arbitrary: parts.map((list): Params => ({ $and: list })) },
    { weight: 2, arbitrary: either.map((part): Params => ({ $not: part })) },
    // Neighbours: the groups inside one of them overwrite those outside.
    {
      weight: 2,
      arbitrary: fc.tuple(either, either).map(([left, right]): Params => ({ ...left, ...right })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(leaf, relation)
        .map(([guard, other]): Params => ({ $and: [guard], ...other })),
    }
  );
}
