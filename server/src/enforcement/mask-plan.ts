import type { FieldView, PartStep } from './access-rule';
import { targetsOf, toItems } from './hidden-links';
import {
  componentOf,
  isJson,
  toList,
  type AttributeShape,
  type Json,
  type PartShape,
  type Path,
  type ShapesOf,
} from './link-shape';

/** A masked attribute, as far as writing it goes. */
export type MaskedField = Pick<FieldView, 'steps' | 'attribute'>;

/** What is decided about the data of a write. */
export interface MaskPlan {
  /** The data without what the caller only sent back as it was shown. */
  readonly data: Json;
  /** The first value for an attribute that the caller sees masked, and did not send back as it is. */
  readonly refused: Path | null;
}

/** What a plan is made from. */
export interface MaskPlanInput {
  readonly shapesOf: ShapesOf;
  readonly uid: string;
  readonly data: Json;
  /** Attributes that the row shows the caller masked. */
  readonly fields: readonly MaskedField[];
  /** The row that is written, as it is; null for a new one. */
  readonly stored: Json | null;
  /** What the caller may have been shown: the row itself first, then its other versions. */
  readonly seen: readonly Json[];
  readonly isSame: (uid: string, key: string, sent: unknown, seen: unknown) => boolean;
  /** Whether another value of an attribute of the record is refused. */
  readonly refuses: (attribute: string) => boolean;
}

interface Place {
  readonly path: Path;
  readonly stored: Json | null;
  readonly seen: readonly Json[];
  /** Strapi makes a new row here: what is left out of the data is lost. */
  readonly isNew: boolean;
  readonly refuses: boolean;
}

interface Planning {
  readonly input: MaskPlanInput;
  readonly refusals: Path[];
}

const fieldsAt = (fields: readonly MaskedField[], attribute: string): boolean =>
  fields.some((field) => field.steps.length === 0 && field.attribute === attribute);

/** The fields within one component of an attribute, as they look from that component. */
const fieldsWithin = (
  fields: readonly MaskedField[],
  attribute: string,
  component: string
): MaskedField[] =>
  fields.flatMap(({ steps, attribute: name }): MaskedField[] => {
    const [first, ...rest] = steps as readonly [PartStep?, ...PartStep[]];
    const leads = first?.attribute === attribute && first.component === component;
    return leads ? [{ steps: rest, attribute: name }] : [];
  });

/** A stored value in the form in which it is written to a new row. */
const asWritten = (
  shapesOf: ShapesOf,
  shape: AttributeShape | undefined,
  value: unknown
): unknown => {
  if (shape?.kind === 'link') {
    const items = toItems(shape, targetsOf(shape, value));
    return shape.storage === 'own-column' ? (items[0] ?? null) : items;
  }
  if (shape?.kind !== 'part') return value;
  const copy = (item: unknown): unknown => {
    const component = componentOf(shape, item);
    if (component === null || !isJson(item)) return item;
    const shapes = shapesOf(component);
    return Object.fromEntries(
      Object.entries(item)
        .filter(([key]) => key !== 'id')
        .map(([key, one]) => [key, asWritten(shapesOf, shapes.get(key), one)])
    );
  };
  return Array.isArray(value) ? value.map(copy) : copy(value);
};

const inherited = (
  { input }: Planning,
  uid: string,
  attribute: string,
  stored: Json
): [string, unknown][] => {
  const value = stored[attribute];
  if (value === undefined || value === null) return [];
  return [[attribute, asWritten(input.shapesOf, input.shapesOf(uid).get(attribute), value)]];
};

const hasId = (item: Json): boolean => item.id !== undefined && item.id !== null;

/** Finds what stood in a list where an item stands: by its id, or by its place. */
const createFinder = (
  shape: PartShape,
  attribute: string,
  items: readonly unknown[],
  at: Place
) => {
  const rowsOf = (row: Json | null): Json[] => toList(row?.[attribute]).filter(isJson);
  const kept = new Set(items.filter(isJson).map(({ id }) => String(id)));
  const stored = rowsOf(at.stored);
  const isOf = (component: string) => (row: Json | undefined) =>
    row !== undefined && componentOf(shape, row) === component;

  return (item: Json, component: string, index: number): Pick<Place, 'stored' | 'seen'> => {
    const byId = (id: unknown) => (row: Json) => String(row.id) === String(id);
    const inPlace = stored[index];
    const isFree = inPlace !== undefined && !kept.has(String(inPlace.id));
    const found = hasId(item) ? stored.find(byId(item.id)) : isFree ? inPlace : undefined;
    const before = isOf(component)(found) ? (found as Json) : null;
    const seen = at.seen.flatMap((row) => {
      const rows = rowsOf(row);
      const same = before && rows.find(byId(before.id));
      return [same ?? rows[index]].filter(isOf(component)) as Json[];
    });
    return { stored: before, seen };
  };
};

const writePart = (
  planning: Planning,
  fields: readonly MaskedField[],
  shape: PartShape,
  value: unknown,
  place: Place
): unknown => {
  const { attribute } = shape;
  const items = toList(value);
  const find = createFinder(shape, attribute, items, place);
  const write = (item: unknown, index: number, path: Path): unknown => {
    const component = componentOf(shape, item);
    if (component === null || !isJson(item)) return item;
    const within = fieldsWithin(fields, attribute, component);
    if (within.length === 0) return item;
    const { stored, seen } = find(item, component, index);
    const isNew = place.isNew || !hasId(item);
    // A component that was not there before is the caller's own to fill.
    const refuses = place.refuses && stored !== null;
    return writeRow(planning, component, item, within, { path, stored, seen, isNew, refuses });
  };
  return Array.isArray(value)
    ? items.map((item, index) => write(item, index, [...place.path, index]))
    : write(value, 0, place.path);
};

const writeRow = (
  planning: Planning,
  uid: string,
  data: Json,
  fields: readonly MaskedField[],
  place: Place
): Json => {
  const { input, refusals } = planning;
  const shapes = input.shapesOf(uid);
  const { stored, seen, isNew } = place;
  const written = Object.entries(data).flatMap(([key, value]): [string, unknown][] => {
    const shape = shapes.get(key);
    const attribute = shape?.attribute ?? key;
    const path = [...place.path, key];
    const refuses = place.path.length === 0 ? input.refuses(attribute) : place.refuses;
    if (value !== undefined && fieldsAt(fields, attribute)) {
      // Sent back as it was shown: it stays what it is.
      if (seen.some((row) => input.isSame(uid, key, value, row[attribute]))) return [];
      if (refuses) refusals.push(path);
    }
    if (shape?.kind !== 'part' || value === undefined) return [[key, value]];
    return [[key, writePart(planning, fields, shape, value, { ...place, path, refuses })]];
  });
  const row = Object.fromEntries(written);
  if (!isNew || !stored) return row;
  const left = fields.filter(({ steps, attribute }) => steps.length === 0 && !(attribute in row));
  const kept = left.flatMap(({ attribute }) => inherited(planning, uid, attribute, stored));
  return { ...row, ...Object.fromEntries(kept) };
};

/**
 * Decides what a write does to attributes that its caller sees masked. What is sent back as it was
 * shown is left out, so that it stays what it is; any other value is refused. Components are followed
 * by id; one sent without an id takes over the masked values of the component in the same place of
 * the list, if it is of the same type. A component that is left out is removed with all it holds: the
 * caller saw it. Pure.
 */
export const planMasks = (input: MaskPlanInput): MaskPlan => {
  const planning: Planning = { input, refusals: [] };
  const { uid, data, fields, stored, seen } = input;
  const place: Place = { path: [], stored, seen, isNew: false, refuses: true };
  const written = writeRow(planning, uid, data, fields, place);
  return { data: written, refused: planning.refusals[0] ?? null };
};
