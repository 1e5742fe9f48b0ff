import type { Random } from '../generators/random';
import { CANARY, type Doc } from './data';
import { MARKET, type Attribute, type GeneratedSchema } from './schema';

type Param = string | Param[] | { [key: string]: Param };

const VALUES = ['seen1', 'seen2', 'e', '1', '5', '105', '2.5', 'true', '2030-05-11', '2020-05-11', 'one', 'two', 'N', 'S', '10:00:00.000', CANARY, `${CANARY}7`, '']; // prettier-ignore

const OPERATORS = ['$eq', '$ne', '$gt', '$lt', '$gte', '$lte', '$contains', '$containsi', '$notContains', '$startsWith', '$endsWith', '$eqi', '$in', '$notIn', '$null', '$notNull', '$between']; // prettier-ignore

const SYSTEM = ['id', 'documentId', 'createdAt', 'publishedAt', 'locale'];

type Attributes = Record<string, Attribute>;

/**
 * Random requests to any generated schema, by what `schema.json` says of it. Pages are asked for where
 * the database keeps to one order among equals (`hasOrder`).
 */
export function createQueries(
  random: Random,
  schema: GeneratedSchema,
  docs: Doc[],
  hasOrder: boolean
) {
  const attributesOf = (uid: string | undefined): Attributes =>
    schema.types.find((type) => type.uid === uid)?.attributes ??
    schema.components.find((one) => one.uid === uid)?.attributes ?? { words: { type: 'string' } };

  const isNested = ({ type }: Attribute) => ['relation', 'component', 'dynamiczone'].includes(type);
  const scalarsOf = (attributes: Attributes) => [
    ...SYSTEM,
    MARKET,
    ...Object.keys(attributes).filter((name) => !isNested(attributes[name] as Attribute)),
  ];
  const nestedOf = (attributes: Attributes) =>
    Object.entries(attributes).filter(
      ([, attribute]) =>
        (attribute.type === 'relation' && attribute.target) || attribute.type === 'component'
    );
  const targetOf = ({ target, component }: Attribute) => target ?? component;

  const operand = (operator: string): Param => {
    if (operator === '$in' || operator === '$notIn') return random.some(VALUES, 3);
    if (operator === '$between') return [random.pick(VALUES), random.pick(VALUES)];
    if (operator === '$null' || operator === '$notNull') return random.pick(['true', 'false']);
    return random.chance(0.2) ? random.pick(docs).documentId : random.pick(VALUES);
  };

  const filters = (attributes: Attributes, depth: number): Param => {
    const nested = nestedOf(attributes);
    if (depth > 0 && random.chance(0.25)) {
      const inner = () => filters(attributes, depth - 1);
      return random.pick<() => Param>([
        () => ({ $or: [inner(), inner()] }),
        () => ({ $and: [inner(), inner()] }),
        () => ({ $not: inner() }),
      ])();
    }
    if (depth > 0 && nested.length > 0 && random.chance(0.6)) {
      const [name, attribute] = random.pick(nested);
      return { [name]: filters(attributesOf(targetOf(attribute)), depth - 1) };
    }
    const operator = random.pick(OPERATORS);
    return { [random.pick(scalarsOf(attributes))]: { [operator]: operand(operator) } };
  };

  const sort = (attributes: Attributes, depth = 2): string => {
    const nested = nestedOf(attributes);
    if (depth === 0 || nested.length === 0 || random.chance(0.5))
      return random.pick(scalarsOf(attributes));
    const [name, attribute] = random.pick(nested);
    return `${name}.${sort(attributesOf(targetOf(attribute)), depth - 1)}`;
  };

  const inside = (attribute: Attribute, depth: number): Param => {
    if (attribute.components)
      return {
        on: Object.fromEntries(
          attribute.components.map((uid) => [
            uid,
            { populate: populate(attributesOf(uid), depth - 1) },
          ])
        ),
      };
    if (attribute.relation?.startsWith('morph')) return random.pick(['true', '*']);
    const attributes = attributesOf(targetOf(attribute));
    const part = <T extends Param>(chance: number, make: () => T) =>
      random.chance(chance) ? make() : undefined;
    return defined({
      populate: populate(attributes, depth - 1),
      filters: attribute.type === 'relation' ? part(0.4, () => filters(attributes, 1)) : undefined,
      sort: attribute.type === 'relation' ? part(0.3, () => sort(attributes, 0)) : undefined,
    });
  };

  const populate = (attributes: Attributes, depth: number): Param => {
    if (depth <= 0 || random.chance(0.2)) return '*';
    const nested = Object.entries(attributes).filter(([, attribute]) => isNested(attribute));
    const chosen = random.some(nested, 3);
    if (chosen.length === 0) return '*';
    return Object.fromEntries(chosen.map(([name, attribute]) => [name, inside(attribute, depth)]));
  };

  const params = (attributes: Attributes): Param => {
    const part = (chance: number, make: () => Param) =>
      random.chance(chance) ? make() : undefined;
    return defined({
      filters: part(0.7, () => filters(attributes, 3)),
      sort: part(0.4, () => sort(attributes)),
      populate: part(0.6, () => populate(attributes, 3)),
      _q: part(0.1, () => random.pick(VALUES)),
      status: part(0.3, () => random.pick(['draft', 'published'])),
      locale: part(0.2, () => random.pick(['*', 'nl', 'en'])),
      pagination: part(hasOrder ? 0.4 : 0, () => ({ page: random.pick(['1', '2']), pageSize: random.pick(['2', '5', '50']) })), // prettier-ignore
    });
  };

  const rest = (): string => {
    const type = random.pick(schema.types);
    const one = random.chance(0.2) ? `/${random.pick(docs).documentId}` : '';
    return `/api/${type.plural}${one}?${toQuery(params(type.attributes))}`;
  };

  const admin = (): string => {
    const type = random.pick(schema.types);
    const related = Object.entries(type.attributes).filter(
      ([, attribute]) => attribute.type === 'relation' && attribute.target
    );
    const { documentId } = random.pick(docs.filter((doc) => doc.type === type));
    if (related.length > 0 && random.chance(0.4)) {
      const [name] = random.pick(related);
      const q = random.chance(0.3) ? `?_q=${random.pick(VALUES)}` : '';
      return `/content-manager/relations/${type.uid}/${random.chance(0.5) ? `${documentId}/` : ''}${name}${q}`;
    }
    const one = random.chance(0.3) ? `/${documentId}` : '';
    return `/content-manager/collection-types/${type.uid}${one}?${toQuery(params(type.attributes))}`;
  };

  return { rest, admin };
}

const defined = (given: Record<string, Param | undefined>): Param =>
  Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, Param] => entry[1] !== undefined)
  );

const toQuery = (param: Param): string => {
  const walk = (path: string, value: Param): string[] => {
    if (typeof value === 'string') return [`${path}=${encodeURIComponent(value)}`];
    return Object.entries(value).flatMap(([key, inner]) =>
      walk(path === '' ? key : `${path}[${encodeURIComponent(key)}]`, inner)
    );
  };
  return walk('', param).join('&');
};
