/** Where something stands in the data of a write. */
export type Path = readonly (string | number)[];

/**
 * Where Strapi keeps a link, which decides what it can do with one:
 * `links`: rows of a link table. `own-column`: a column of the row itself. `far-column`: a column of
 * the target; only a whole list can be written. `far-morph`: two columns of the target; Strapi keeps
 * the first of a list only.
 */
export type LinkStorage = 'links' | 'own-column' | 'far-column' | 'far-morph';

/** An attribute that points at rows of their own: a relation or a media attribute. */
export interface LinkShape {
  readonly kind: 'link';
  readonly attribute: string;
  readonly many: boolean;
  /** null: polymorphic, every value names the type of its target. */
  readonly target: string | null;
  /** Property of a value that names the target's type. */
  readonly typeField: string;
  /** Whether Strapi turns documentIds into row ids here; elsewhere only row ids are understood. */
  readonly takesDocumentIds: boolean;
  readonly storage: LinkStorage;
  /** The attribute of the target that shows the same link. */
  readonly inverse: string | null;
  /** A target has one counterpart only: linking takes it away from the one it has. */
  readonly exclusive: boolean;
}

/** An attribute whose value is part of the record: components and dynamic zones. */
export interface PartShape {
  readonly kind: 'part';
  readonly attribute: string;
  readonly many: boolean;
  /** null: a dynamic zone, every item names its component. */
  readonly component: string | null;
  readonly components: readonly string[];
}

export type AttributeShape = LinkShape | PartShape;

/** The attributes of a type that lead to other rows, by the key they have in the data of a write. */
export type ShapesOf = (uid: string) => ReadonlyMap<string, AttributeShape>;

/** A plain object. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys, and no list. */
export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** A value that may be a list, as a list. */
export const toList = (value: unknown): readonly unknown[] => {
  if (value === null || value === undefined) return [];
  // Strapi flattens nested lists.
  return Array.isArray(value) ? (value as unknown[]).flat(Infinity) : [value];
};

/**
 * The component that an item of a component attribute or dynamic zone is of. A zone's own list is not
 * asked: Strapi's validation lets every component into every zone.
 */
export const componentOf = (shape: PartShape, item: unknown): string | null => {
  if (!isJson(item)) return null;
  if (shape.component !== null) return shape.component;
  const named = item.__component;
  return typeof named === 'string' ? named : null;
};

/** One step of {@link walkLinks}. */
export interface LinkVisit {
  readonly uid: string;
  readonly shape: LinkShape;
  readonly value: unknown;
  readonly path: Path;
}

/** Every link value in the data of a write, in components and dynamic zones too. Pure. */
export const walkLinks = (
  shapesOf: ShapesOf,
  uid: string,
  data: Json,
  path: Path = []
): LinkVisit[] => {
  const shapes = shapesOf(uid);
  return Object.entries(data).flatMap(([key, value]): LinkVisit[] => {
    const shape = shapes.get(key);
    if (!shape || value === undefined) return [];
    const here = [...path, key];
    if (shape.kind === 'link') return [{ uid, shape, value, path: here }];
    const isList = Array.isArray(value);
    return toList(value).flatMap((item, index) => {
      const component = componentOf(shape, item);
      if (component === null) return [];
      return walkLinks(shapesOf, component, item as Json, isList ? [...here, index] : here);
    });
  });
};
