import { walkLinks, type Json, type LinkShape, type Path, type ShapesOf } from './link-shape';
import { findPivot, parseRelation, type TargetRef } from './relation-input';

/** What the data of a write names. */
export interface PayloadTargets {
  /** What has to be there, in the order of the data. */
  readonly named: readonly TargetRef[];
  /** What the caller asks to unlink, which need not be there. */
  readonly unlinked: readonly TargetRef[];
  /** Where the data say themselves what is stored for a link, which is not theirs to say. */
  readonly pivot: Path | null;
}

/** Collects every target that the data of a write names, in components and dynamic zones too. Pure. */
export const collectTargets = (shapesOf: ShapesOf, uid: string, data: Json): PayloadTargets => {
  const visits = walkLinks(shapesOf, uid, data);
  const inputs = visits.map(({ shape, value, path }) => parseRelation(shape, value, path));
  const pivots = visits.map(({ shape, value, path }) => findPivot(shape, value, path));
  return {
    named: inputs.flatMap(({ named }) => named),
    unlinked: inputs.flatMap(({ unlinked }) => unlinked),
    pivot: pivots.find((path) => path !== null) ?? null,
  };
};

/** How a row is populated, in the form `db.query` takes. */
export type Populate = Readonly<Record<string, unknown>>;

/** What is populated. */
export interface PopulateChoice {
  readonly shapesOf: ShapesOf;
  /** How a link is populated; null leaves it out. */
  readonly choose: (shape: LinkShape) => unknown;
  /** Whether components without any chosen link are read as well. */
  readonly allParts: boolean;
}

/** How to populate the links and components below these attributes of a type (all without keys). Pure. */
export const populateFor = (
  choice: PopulateChoice,
  uid: string,
  keys?: ReadonlySet<string>
): Populate => {
  const populate: Record<string, unknown> = {};
  for (const [key, shape] of choice.shapesOf(uid)) {
    if (keys && !keys.has(key)) continue;
    if (shape.kind === 'link') {
      const chosen = choice.choose(shape);
      if (chosen !== null) populate[shape.attribute] = chosen;
      continue;
    }
    const components = shape.component === null ? shape.components : [shape.component];
    const below = components.map((one) => [one, { populate: populateFor(choice, one) }] as const);
    const isBare = below.every(([, one]) => Object.keys(one.populate).length === 0);
    if (isBare && !choice.allParts) continue;
    // A dynamic zone is read whole: items are told apart by their place as well.
    populate[shape.attribute] =
      shape.component === null ? { on: Object.fromEntries(below) } : below[0]?.[1];
  }
  return populate;
};
