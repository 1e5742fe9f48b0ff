import { isDeepStrictEqual } from 'node:util';
import { isJson, toList, type LinkShape, type PartShape, type ShapesOf } from './link-shape';
import { means, targetsOf } from './hidden-links';
import { parseRelation } from './relation-input';

const MOMENTS = new Set(['datetime', 'timestamp']);
const NUMBERS = new Set(['integer', 'float', 'decimal']);

const momentOf = (value: unknown): number =>
  value instanceof Date ? value.getTime() : new Date(value as string | number).getTime();

/** `9:30`, `09:30:00` and `09:30:00.000` are one time. */
const timeOf = (value: unknown): string => {
  const [hours = '', minutes = '', seconds = '0'] = String(value).split(':');
  return [Number(hours), Number(minutes), Number(seconds)].join(':');
};

const dayOf = (value: unknown): string =>
  value instanceof Date ? value.toISOString().slice(0, 10) : String(value).slice(0, 10);

/** JSON as it comes back from the database: a value, or the text of one. */
const jsonOf = (value: unknown): unknown => {
  if (typeof value !== 'string') return JSON.parse(JSON.stringify(value)) as unknown;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};

const isNothing = (value: unknown): boolean => value === null || value === undefined;

/**
 * Whether a value sent for a scalar attribute is the one that is stored, in whatever form the caller
 * wrote it. A password never is: what is stored is its hash. Pure.
 */
export const isSameScalar = (type: string, sent: unknown, stored: unknown): boolean => {
  if (isNothing(sent) || isNothing(stored)) return isNothing(sent) && isNothing(stored);
  if (type === 'password') return false;
  if (NUMBERS.has(type)) return sent !== '' && Number(sent) === Number(stored);
  if (type === 'biginteger') return String(sent) === String(stored);
  if (MOMENTS.has(type)) return momentOf(sent) === momentOf(stored);
  if (type === 'date') return dayOf(sent) === dayOf(stored);
  if (type === 'time') return timeOf(sent) === timeOf(stored);
  if (type === 'boolean') return String(sent) === String(stored);
  if (type === 'json' || type === 'blocks') return isDeepStrictEqual(jsonOf(sent), jsonOf(stored));
  return sent === stored;
};

const isSameLink = (shape: LinkShape, sent: unknown, stored: unknown): boolean => {
  const relation = parseRelation(shape, sent, []);
  if (relation.mode === 'nothing') return true;
  if (relation.mode === 'change')
    return relation.linked.length === 0 && relation.unlinked.length === 0;
  const targets = targetsOf(shape, stored);
  return (
    relation.linked.every((ref) => targets.some((target) => means(ref, target))) &&
    targets.every((target) => relation.linked.some((ref) => means(ref, target)))
  );
};

/** Says the type of a scalar attribute; null for what a type does not have. */
export type ScalarTypeOf = (uid: string, attribute: string) => string | null;

/**
 * Creates the comparison of what is sent for an attribute with what is stored, as the caller sees
 * it: scalars, links in every form, components item by item. Pure.
 */
export const createComparison = (shapesOf: ShapesOf, scalarTypeOf: ScalarTypeOf) => {
  const isSameItem = (component: string, sent: unknown, stored: unknown): boolean => {
    if (!isJson(sent) || !isJson(stored)) return false;
    return Object.entries(sent).every(
      ([key, value]) =>
        key === 'id' || key === '__component' || isSame(component, key, value, stored[key])
    );
  };

  const isSamePart = (shape: PartShape, sent: unknown, stored: unknown): boolean => {
    const [items, before] = [toList(sent), toList(stored)];
    if (items.length !== before.length) return false;
    return items.every((item, index) => {
      const old = before[index];
      const named = [item, old].map((one) => (isJson(one) ? one.__component : undefined));
      if (shape.component === null && named[0] !== named[1]) return false;
      return isSameItem(shape.component ?? String(named[0]), item, old);
    });
  };

  const isSame = (uid: string, key: string, sent: unknown, stored: unknown): boolean => {
    if (sent === undefined) return true;
    const shape = shapesOf(uid).get(key);
    if (shape?.kind === 'link') return isSameLink(shape, sent, stored);
    if (shape?.kind === 'part') return isSamePart(shape, sent, stored);
    const type = scalarTypeOf(uid, key);
    // What the type does not have is not written either.
    return type === null || isSameScalar(type, sent, stored);
  };
  return isSame;
};

/** Whether data holds nothing for an attribute. Pure. */
export const isEmptyValue = (shape: LinkShape | PartShape | undefined, value: unknown): boolean => {
  if (isNothing(value)) return true;
  if (shape?.kind === 'link') return isSameLink(shape, value, null);
  return shape?.kind === 'part' && toList(value).length === 0;
};
