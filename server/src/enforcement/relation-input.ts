import { isJson, toList, type Json, type LinkShape, type Path } from './link-shape';

/**
 * A target that the data of a write names, by row id or by documentId. By neither where the value can
 * be no id: it is answered like an id that no row has.
 */
export interface TargetRef {
  readonly path: Path;
  readonly type: string;
  readonly id: number | null;
  readonly documentId: string | null;
  readonly locale: string | null;
  readonly status: string | null;
}

/** What a relation value asks for, as Strapi reads it. */
export interface RelationInput {
  /** `replace`: these and no others. `change`: add some, take some away. `nothing`: leave it. */
  readonly mode: 'nothing' | 'replace' | 'change';
  /** Targets that will be linked. */
  readonly linked: readonly TargetRef[];
  /** Targets that will no longer be linked (`change` only). */
  readonly unlinked: readonly TargetRef[];
  /** Everything that has to be there: more than what is linked, to be safe from readings that differ. */
  readonly named: readonly TargetRef[];
}

const NOTHING: RelationInput = { mode: 'nothing', linked: [], unlinked: [], named: [] };

const LARGEST_ID = 2 ** 31 - 1;
const DIGITS = /^\d{1,10}$/;

/** A row id, strictly: MySQL would take `12abc` for 12. */
const toId = (value: unknown): number | null => {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  if (!DIGITS.test(String(value))) return null;
  const id = Number(value);
  return id > 0 && id <= LARGEST_ID ? id : null;
};

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What the document service takes for a row id: whatever `parseInt` can begin to read. */
const looksNumeric = (value: unknown): boolean => !Number.isNaN(parseInt(String(value), 10));

const typeOf = (shape: LinkShape, item: unknown): string | null => {
  if (shape.target !== null) return shape.target;
  return isJson(item) ? textOf(item[shape.typeField]) : null;
};

/** Strapi takes a list of one for the text in it, and what is empty for nothing said. */
const isQualifier = (value: unknown): boolean => !value || typeof value === 'string';

const refOf = (
  type: string,
  path: Path,
  reference: { id?: unknown; documentId?: unknown },
  { locale, status }: Json
): TargetRef => {
  // Strapi reads the id only where there is no documentId.
  const byDocument = Boolean(reference.documentId);
  const isQualified = isQualifier(locale) && isQualifier(status);
  return {
    path,
    type,
    id: byDocument ? null : toId(reference.id),
    documentId: byDocument && isQualified ? textOf(reference.documentId) : null,
    locale: textOf(locale) || null,
    status: textOf(status) || null,
  };
};

const parseItem = (shape: LinkShape, item: unknown, path: Path): TargetRef[] => {
  const type = typeOf(shape, item);
  // Without a type nothing is linked that anybody could follow.
  if (type === null) return [];
  if (isJson(item)) {
    const documentId = shape.takesDocumentIds ? item.documentId : undefined;
    return [refOf(type, path, { id: item.id, documentId }, item)];
  }
  const isId = !shape.takesDocumentIds || typeof item !== 'string' || looksNumeric(item);
  return [refOf(type, path, isId ? { id: item } : { documentId: item }, {})];
};

/** A position is relative to another link: by documentId where the item itself is. */
const parsePosition = (shape: LinkShape, item: unknown, path: Path): TargetRef[] => {
  if (!isJson(item) || !isJson(item.position)) return [];
  const { position } = item;
  const type = shape.target ?? textOf(position.__type) ?? typeOf(shape, item);
  if (type === null) return [];
  const byDocument = shape.takesDocumentIds && Boolean(item.documentId);
  const more = { ...item, ...position };
  return ['before', 'after'].flatMap((side): TargetRef[] => {
    const value = position[side];
    if (value === undefined || value === null || value === '') return [];
    const reference = byDocument ? { documentId: value } : { id: value };
    return [refOf(type, [...path, 'position', side], reference, more)];
  });
};

type ParseItem = typeof parseItem;

const parseList = (shape: LinkShape, value: unknown, path: Path, parse: ParseItem): TargetRef[] => {
  const isList = Array.isArray(value);
  return toList(value).flatMap((item, index) =>
    item === null || item === undefined ? [] : parse(shape, item, isList ? [...path, index] : path)
  );
};

const namesTarget = (shape: LinkShape, value: Json): boolean =>
  'id' in value || (shape.takesDocumentIds && 'documentId' in value);

/** For a column of the row itself Strapi prefers the list of `set` to the target that the value names. */
const besideItem = (shape: LinkShape, value: unknown, path: Path): TargetRef[] =>
  isJson(value) && shape.storage === 'own-column'
    ? parseList(shape, value.set, [...path, 'set'], parseItem)
    : [];

/** What may stand in `__pivot`: the upload plugin names the attribute that a file hangs on. */
const PIVOT_KEYS = new Set(['field']);

const isStray = ({ target, takesDocumentIds }: LinkShape, pivot: unknown): boolean =>
  target !== null ||
  takesDocumentIds ||
  !isJson(pivot) ||
  Object.keys(pivot).some((key) => !PIVOT_KEYS.has(key));

/**
 * Where a value says itself what is stored for a link: Strapi copies `__pivot` over the columns of the
 * link's row, both its ends included. Null: nowhere. Pure.
 */
export const findPivot = (shape: LinkShape, value: unknown, path: Path): Path | null => {
  const isList = Array.isArray(value);
  if (!isList && !isJson(value)) return null;
  for (const [key, one] of Object.entries(value)) {
    const here = [...path, isList ? Number(key) : key];
    if (key === '__pivot' && isStray(shape, one)) return here;
    const found = findPivot(shape, one, here);
    if (found) return found;
  }
  return null;
};

/**
 * Reads the value of a relation or media attribute in every form Strapi takes: an id, a documentId,
 * `{ id }`, `{ documentId }`, lists of those, null, and `{ set, connect, disconnect }` with lists or
 * single values. Follows core `document-service/transform/relations/utils/map-relation.js` and
 * `@strapi/database` entity-manager `toAssocs`, in which a truthy `set` wins over `connect`. Pure.
 */
export const parseRelation = (shape: LinkShape, value: unknown, path: Path): RelationInput => {
  if (value === undefined || typeof value === 'boolean') return NOTHING;
  if (!isJson(value) || namesTarget(shape, value)) {
    const items = parseList(shape, value, path, parseItem);
    const linked = [...items, ...besideItem(shape, value, path)];
    const positions = parseList(shape, value, path, parsePosition);
    return { mode: 'replace', linked, unlinked: [], named: [...linked, ...positions] };
  }
  const [set, connect, unlinked] = (['set', 'connect', 'disconnect'] as const).map((operation) =>
    parseList(shape, value[operation], [...path, operation], parseItem)
  ) as [TargetRef[], TargetRef[], TargetRef[]];
  const positions = (['set', 'connect'] as const).flatMap((operation) =>
    parseList(shape, value[operation], [...path, operation], parsePosition)
  );
  const named = [...set, ...connect, ...positions];
  if (value.set) return { mode: 'replace', linked: set, unlinked: [], named };
  return { mode: 'change', linked: connect, unlinked, named };
};

/** The same value without the items of `disconnect` for which the test fails. Pure. */
export const keepUnlinked = (
  shape: LinkShape,
  value: unknown,
  path: Path,
  keep: (ref: TargetRef) => boolean
): unknown => {
  if (!isJson(value) || value.disconnect === undefined || namesTarget(shape, value)) return value;
  const disconnect = toList(value.disconnect).filter((item) =>
    parseItem(shape, item, [...path, 'disconnect']).every(keep)
  );
  return { ...value, disconnect };
};

/** The same value with more targets, in the form the caller chose. Pure. */
export const withTargets = (value: unknown, items: readonly Json[]): unknown =>
  isJson(value) && value.set
    ? { ...value, set: [...toList(value.set), ...items] }
    : [...toList(value), ...items];
