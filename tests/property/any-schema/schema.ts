import type { Random } from '../generators/random';

/** One attribute as `schema.json` has it. */
export interface Attribute extends Record<string, unknown> {
  type: string;
  relation?: string;
  target?: string;
  component?: string;
  components?: string[];
}

/** How the records of a generated type get their group. */
export type Place = 'attribute' | 'inherit' | 'assigned' | 'open';

export interface GeneratedType {
  uid: string;
  singular: string;
  plural: string;
  collectionName: string;
  drafts: boolean;
  localized: boolean;
  attributes: Record<string, Attribute>;
  place: Place;
  /** Strategies by field, as the policy writes it: an attribute, or `words` of a component. */
  masks: Record<string, string>;
}

export interface GeneratedComponent {
  uid: string;
  collectionName: string;
  attributes: Record<string, Attribute>;
}

export interface GeneratedSchema {
  types: GeneratedType[];
  components: GeneratedComponent[];
}

/** The attribute that places a record by its value; a reserved word of SQL. */
export const MARKET = 'order';

/** Names that SQL, Strapi's snake case or its short identifiers could trip over. */
const NAMES = [
  'select', 'group', 'from', 'key', 'Index', 'camelCaseName', 'snake_case_name', 'UPPER', 'a1',
  'value', 'table', 'user', 'default', 'desc', 'field', 'cmp', 'entity', 'relatedId',
  'aVeryLongAttributeNameThatStrapiHasToShortenBeforeTheDatabaseTakesIt',
  'x', 'rowNumber', 'count', 'json', 'limit', 'offset', 'where', 'and', 'not_null', 'T', 'version2',
]; // prettier-ignore

const TYPE_NAMES = ['order-line', 'select', 'person2', 'news', 'very-long-name-of-a-content-type-that-needs-shortening', 'group']; // prettier-ignore

const SCALARS: (() => Attribute)[] = [
  () => ({ type: 'string' }),
  () => ({ type: 'text' }),
  () => ({ type: 'richtext' }),
  () => ({ type: 'email' }),
  () => ({ type: 'integer' }),
  () => ({ type: 'biginteger' }),
  () => ({ type: 'float' }),
  () => ({ type: 'decimal' }),
  () => ({ type: 'boolean' }),
  () => ({ type: 'date' }),
  () => ({ type: 'datetime' }),
  () => ({ type: 'time' }),
  () => ({ type: 'timestamp' }),
  () => ({ type: 'enumeration', enum: ['one', 'two', 'a b'] }),
  () => ({ type: 'json' }),
  () => ({ type: 'blocks' }),
  () => ({ type: 'password' }),
  () => ({ type: 'string', private: true }),
];

const createNames = (random: Random) => {
  const left = [...NAMES];
  return () => left.splice(random.integer(0, left.length - 1), 1)[0] as string;
};

const scalars = (random: Random, name: () => string, count: number, localized = false) =>
  Object.fromEntries(
    Array.from({ length: count }, () => {
      const attribute = random.pick(SCALARS)();
      const options = localized
        ? { pluginOptions: { i18n: { localized: random.chance(0.6) } } }
        : {};
      return [name(), { ...attribute, ...options }];
    })
  );

/** Two components within one another, with relations and a file; the outer one is met in zones too. */
const createComponents = (random: Random, uids: string[]): GeneratedComponent[] => {
  const inner = createNames(random);
  const outer = createNames(random);
  return [
    {
      uid: 'odd.inner',
      collectionName: 'components_odd_Inner',
      attributes: {
        words: { type: 'string' },
        ...scalars(random, inner, 2),
        [inner()]: { type: 'relation', relation: 'oneToOne', target: random.pick(uids) },
        [inner()]: { type: 'relation', relation: 'oneToMany', target: random.pick(uids) },
      },
    },
    {
      uid: 'odd.outer',
      collectionName: 'components_odd_the_outer_of_two_components_with_a_name_too_long',
      attributes: {
        words: { type: 'text' },
        ...scalars(random, outer, 2),
        [outer()]: { type: 'component', component: 'odd.inner', repeatable: random.chance(0.5) },
        [outer()]: { type: 'relation', relation: 'manyToMany', target: random.pick(uids) },
      },
    },
  ];
};

const ONE_WAY = ['oneToOne', 'oneToMany', 'manyToOne', 'manyToMany'];

type Names = Map<string, () => string>;

const nameIn = (names: Names, uid: string) => (names.get(uid) as () => string)();

const OPPOSITE: Record<string, string> = {
  oneToOne: 'oneToOne',
  oneToMany: 'manyToOne',
  manyToOne: 'oneToMany',
  manyToMany: 'manyToMany',
};

/** A relation between two types, possibly the same, known to one side or to both. */
const relate = (random: Random, names: Names, from: GeneratedType, to: GeneratedType) => {
  const here = nameIn(names, from.uid);
  const relation = random.pick(ONE_WAY);
  if (random.chance(0.4)) {
    from.attributes[here] = { type: 'relation', relation, target: to.uid };
    return;
  }
  const there = nameIn(names, to.uid);
  // Only the side of the single foreign key may own a relation of one to many.
  const owner = relation === 'oneToMany' ? [to, there, from, here] : [from, here, to, there];
  const [own, ownName, other, otherName] = owner as [GeneratedType, string, GeneratedType, string];
  const kind = relation === 'oneToMany' ? 'manyToOne' : relation;
  own.attributes[ownName] = {
    type: 'relation',
    relation: kind,
    target: other.uid,
    inversedBy: otherName,
  };
  other.attributes[otherName] = {
    type: 'relation',
    relation: OPPOSITE[kind],
    target: own.uid,
    mappedBy: ownName,
  };
};

const morph = (random: Random, names: Names, from: GeneratedType, types: GeneratedType[]) => {
  const name = nameIn(names, from.uid);
  const relation = random.pick(['morphToOne', 'morphToMany']);
  from.attributes[name] = { type: 'relation', relation };
  const target = random.pick(types);
  // Strapi cannot publish a record whose other end of a morphToOne is empty.
  if (relation === 'morphToMany' || target.drafts) return;
  target.attributes[nameIn(names, target.uid)] = {
    type: 'relation',
    relation: random.pick(['morphOne', 'morphMany']),
    target: from.uid,
    morphBy: name,
  };
};

const WORDS_IN = { component: (name: string) => `${name}.words`, dynamiczone: (name: string) => `${name}[odd.outer].words` }; // prettier-ignore

/** Strategies that show nothing of what is there; most fields have none. */
const drawMasks = (random: Random, { attributes }: GeneratedType): Record<string, string> => {
  const fields = Object.entries(attributes).flatMap(([name, { type }]) => {
    if (name === MARKET || name === 'parent' || type === 'relation' || type === 'password')
      return [];
    return [type in WORDS_IN ? WORDS_IN[type as keyof typeof WORDS_IN](name) : name];
  });
  return Object.fromEntries(
    random.some(fields, 3).map((field) => [field, random.pick(['hidden', 'redact'])])
  );
};

/** Draws content types and components of every kind of attribute and relation, with awkward names. */
export function generateSchema(random: Random): GeneratedSchema {
  const names: Names = new Map();
  const places: Place[] = ['attribute', 'attribute', 'inherit', 'assigned', 'open', 'attribute'];
  const types = TYPE_NAMES.map((singular, index): GeneratedType => {
    const uid = `api::${singular}.${singular}`;
    names.set(uid, createNames(random));
    const localized = random.chance(0.3);
    return {
      uid,
      singular,
      plural: singular.endsWith('s') ? `${singular}-items` : `${singular}s`,
      collectionName: random.pick([`Odd_${index}`, `${singular.replaceAll('-', '_')}_rows`]),
      drafts: random.chance(0.5),
      localized,
      place: places[index] ?? 'open',
      masks: {},
      attributes: {
        words: { type: 'string' },
        ...scalars(random, () => nameIn(names, uid), 4, localized),
      },
    };
  });
  const uids = types.map(({ uid }) => uid);
  for (const type of types) {
    type.attributes[MARKET] = { type: 'string' };
    const name = () => nameIn(names, type.uid);
    if (random.chance(0.7))
      type.attributes[name()] = {
        type: 'component',
        component: 'odd.outer',
        repeatable: random.chance(0.5),
      };
    if (random.chance(0.5))
      type.attributes[name()] = { type: 'dynamiczone', components: ['odd.outer', 'odd.inner'] };
    relate(random, names, type, random.pick(types));
    relate(random, names, type, random.pick(types));
    if (random.chance(0.4)) morph(random, names, type, types);
    if (type.place === 'inherit')
      type.attributes.parent = {
        type: 'relation',
        relation: 'manyToOne',
        target: (types[0] as GeneratedType).uid,
      };
  }
  for (const type of types) if (type.place !== 'open') type.masks = drawMasks(random, type);
  return { types, components: createComponents(random, uids) };
}
