import { hiddenTargets, targetsOf, toItems, type Target } from './hidden-links';
import type { LinkClaim } from './link-effect';
import {
  componentOf,
  isJson,
  toList,
  type Json,
  type LinkShape,
  type PartShape,
  type Path,
  type ShapesOf,
} from './link-shape';
import {
  keepUnlinked,
  parseRelation,
  withTargets,
  type RelationInput,
  type TargetRef,
} from './relation-input';

/** Why a write is refused although all it names is there. */
export interface LinkRefusal {
  readonly code: 'HIDDEN_LINK' | 'HIDDEN_LINKS';
  readonly path: Path;
}

/** What becomes of the data of a write once the links are minded that its caller cannot see. */
export interface LinkPlan {
  readonly data: Json;
  readonly claims: readonly LinkClaim[];
  readonly restores: readonly LinkRestore[];
  readonly refusal: LinkRefusal | null;
}

/** What a plan is made from. */
export interface LinkPlanInput {
  readonly shapesOf: ShapesOf;
  readonly uid: string;
  readonly data: Json;
  /** The row that is written with its links, as it is; null for a new one. */
  readonly stored: Json | null;
  /** The same, as the caller sees it. */
  readonly seen: Json | null;
  /** Whether rows of a type may be hidden. */
  readonly isChecked: (uid: string) => boolean;
  /** Whether the caller sees what a reference names. */
  readonly isVisible: (ref: TargetRef) => boolean;
}

/** What is written (a row, an attribute of it) beside what is there. */
interface Place {
  readonly path: Path;
  readonly stored: unknown;
  readonly seen: unknown;
  /** Strapi makes a new row here, whatever was there before. */
  readonly isNew: boolean;
}

/** Hidden links of the row itself that Strapi breaks and that are made again after the write. */
export interface LinkRestore {
  readonly shape: LinkShape;
  readonly ids: readonly number[];
}

interface Planning {
  readonly input: LinkPlanInput;
  readonly claims: LinkClaim[];
  readonly refusals: LinkRefusal[];
  readonly restores: LinkRestore[];
}

/** Marks a key that is left out of the data. */
const LEAVE = Symbol('leave');

const claimOf = (
  { isVisible }: LinkPlanInput,
  uid: string,
  shape: LinkShape,
  { mode, linked, unlinked }: RelationInput,
  { path, seen }: Place
): LinkClaim => ({
  uid,
  shape,
  path,
  mode,
  linked,
  unlinked: unlinked.filter(isVisible),
  before: targetsOf(shape, seen),
});

const writeToOne = (
  { refusals }: Planning,
  shape: LinkShape,
  relation: RelationInput,
  value: unknown,
  { path, isNew }: Place
): unknown => {
  if (relation.linked.length > 0) refusals.push({ code: 'HIDDEN_LINK', path });
  // The caller saw nothing there: emptying it changes nothing.
  const leaves = isNew || relation.mode === 'replace' || shape.storage === 'own-column';
  return leaves ? LEAVE : value;
};

const writeToMany = (
  { refusals, restores }: Planning,
  shape: LinkShape,
  { mode }: RelationInput,
  value: unknown,
  { path, isNew }: Place,
  hidden: readonly Target[]
): unknown => {
  const items = toItems(shape, hidden);
  if (shape.storage === 'far-morph') {
    // Strapi empties such a list, whatever is sent; below the row itself it cannot be mended.
    if (isNew || path.length > 1) refusals.push({ code: 'HIDDEN_LINKS', path });
    else restores.push({ shape, ids: hidden.map(({ id }) => id) });
    return value;
  }
  // Strapi knows no changes of such a list: it empties it, and hears of what is `set` only.
  if (shape.storage === 'far-column' && mode === 'change') return { set: items };
  if (mode === 'replace') return withTargets(value, items);
  if (!isNew || !isJson(value)) return value;
  return { ...value, connect: [...toList(value.connect), ...items] };
};

const writeLink = (
  planning: Planning,
  uid: string,
  shape: LinkShape,
  sent: unknown,
  place: Place
): unknown => {
  const { isChecked, isVisible } = planning.input;
  const maySay = (ref: TargetRef) => !isChecked(ref.type) || isVisible(ref);
  const value = keepUnlinked(shape, sent, place.path, maySay);
  const relation = parseRelation(shape, value, place.path);
  if (relation.mode === 'nothing') return value;
  planning.claims.push(claimOf(planning.input, uid, shape, relation, place));
  const hidden = hiddenTargets(shape, place.stored, place.seen, isChecked);
  if (hidden.length === 0) return value;
  return shape.many
    ? writeToMany(planning, shape, relation, value, place, hidden)
    : writeToOne(planning, shape, relation, value, place);
};

/** A new component in the place of an old one: the links nobody mentioned and nobody saw move over. */
const inheritLinks = (
  { input }: Planning,
  component: string,
  item: Json,
  { stored, seen }: Place
): Json => {
  const missing = [...input.shapesOf(component).values()].flatMap((shape) => {
    const { attribute } = shape;
    if (shape.kind !== 'link' || !isJson(stored) || item[attribute] !== undefined) return [];
    const shown = isJson(seen) ? seen[attribute] : undefined;
    const hidden = hiddenTargets(shape, stored[attribute], shown, input.isChecked);
    const items = toItems(shape, hidden);
    if (items.length === 0) return [];
    return [[attribute, shape.storage === 'own-column' ? items[0] : items] as const];
  });
  return { ...item, ...Object.fromEntries(missing) };
};

const hasId = (item: Json): boolean => item.id !== undefined && item.id !== null;

const createFinder = (shape: PartShape, items: readonly unknown[], place: Place) => {
  const [stored, seen] = [toList(place.stored), toList(place.seen)];
  const kept = new Set(items.map((item) => (isJson(item) ? String(item.id) : '')));
  const find = (rows: readonly unknown[], component: string, id: unknown) =>
    rows
      .filter(isJson)
      .find((row) => String(row.id) === String(id) && componentOf(shape, row) === component);

  /** The component that an item stands for: by id, or by its place in the list. */
  return (item: Json, component: string, index: number): { stored?: Json; seen?: Json } => {
    if (hasId(item))
      return { stored: find(stored, component, item.id), seen: find(seen, component, item.id) };
    const before = stored[index];
    if (!isJson(before) || componentOf(shape, before) !== component || kept.has(String(before.id)))
      return {};
    return { stored: before, seen: find(seen, component, before.id) };
  };
};

const writePart = (planning: Planning, shape: PartShape, value: unknown, place: Place): unknown => {
  const items = toList(value);
  const find = createFinder(shape, items, place);
  const write = (item: unknown, index: number, path: Path): unknown => {
    const component = componentOf(shape, item);
    if (component === null || !isJson(item)) return item;
    const isNew = place.isNew || !hasId(item);
    const here: Place = { stored: null, seen: null, ...find(item, component, index), path, isNew };
    const written = writeRow(planning, component, item, here);
    return isNew ? inheritLinks(planning, component, written, here) : written;
  };
  return Array.isArray(value)
    ? items.map((item, index) => write(item, index, [...place.path, index]))
    : write(value, 0, place.path);
};

const writeRow = (planning: Planning, uid: string, data: Json, place: Place): Json => {
  const shapes = planning.input.shapesOf(uid);
  const written = Object.entries(data).map(([key, value]): [string, unknown] => {
    const shape = shapes.get(key);
    if (!shape || value === undefined) return [key, value];
    const { attribute } = shape;
    const here: Place = {
      path: [...place.path, key],
      stored: isJson(place.stored) ? place.stored[attribute] : null,
      seen: isJson(place.seen) ? place.seen[attribute] : null,
      isNew: place.isNew,
    };
    return shape.kind === 'link'
      ? [key, writeLink(planning, uid, shape, value, here)]
      : [key, writePart(planning, shape, value, here)];
  });
  return Object.fromEntries(written.filter(([, value]) => value !== LEAVE));
};

/**
 * Decides what a write does to links that its caller cannot see: lists keep them, an empty value
 * leaves them in place, and a target that would take the place of a hidden one is refused. What the
 * caller asks to unlink and cannot see is dropped. Components are followed by id; one sent without an
 * id takes over the hidden links of the component it replaces (the same place in the list, the same
 * type); a component that is removed goes with its links, as a deleted record does. Pure.
 */
export const planLinks = (input: LinkPlanInput): LinkPlan => {
  const planning: Planning = { input, claims: [], refusals: [], restores: [] };
  const { stored, seen } = input;
  const place: Place = { path: [], stored, seen, isNew: stored === null };
  const data = writeRow(planning, input.uid, input.data, place);
  const { claims, restores, refusals } = planning;
  return { data, claims, restores, refusal: refusals[0] ?? null };
};
