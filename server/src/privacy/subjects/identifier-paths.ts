import type { SchemaAttribute, SchemaModel } from '../../access/policy/types';
import type { IdentifierKind } from '../../access/policy/privacy-types';
import type { AnnotationMap } from '../annotations/compile';

/** Where the identifiers of a type's records are: in its own attributes and in its components'. */
export interface IdentifierSource {
  readonly attributes: ReadonlyMap<string, IdentifierKind>;
  /** By attribute that holds components. */
  readonly components: ReadonlyMap<string, ComponentSource>;
}

interface ComponentSource {
  readonly isZone: boolean;
  /** What is looked for in each component that may stand there. */
  readonly inside: ReadonlyMap<string, IdentifierSource>;
}

interface FoundIdentifier {
  readonly kind: IdentifierKind;
  readonly value: unknown;
}

/** Components nest; Strapi's own editor stops at two levels. */
const DEEPEST = 4;

const componentsOf = ({ type, component, components }: SchemaAttribute): readonly string[] => {
  if (type === 'component' && component) return [component];
  return type === 'dynamiczone' ? (components ?? []) : [];
};

const isEmpty = ({ attributes, components }: IdentifierSource): boolean =>
  attributes.size === 0 && components.size === 0;

const sourceOf = (
  uid: string,
  schemas: SchemaModel,
  annotations: AnnotationMap,
  depth: number
): IdentifierSource => {
  const schema = schemas.contentTypes[uid] ?? schemas.components[uid];
  const annotation = annotations.contentTypes.get(uid) ?? annotations.components.get(uid);
  const components = new Map<string, ComponentSource>();
  if (depth < DEEPEST)
    for (const [name, attribute] of Object.entries(schema?.attributes ?? {})) {
      const inside = componentsOf(attribute)
        .map((one) => [one, sourceOf(one, schemas, annotations, depth + 1)] as const)
        .filter(([, source]) => !isEmpty(source));
      if (inside.length > 0)
        components.set(name, {
          isZone: attribute.type === 'dynamiczone',
          inside: new Map(inside),
        });
    }
  return { attributes: annotation?.identifiers ?? new Map<string, IdentifierKind>(), components };
};

/** Finds all places of identifiers in a type's records. Pure. */
export const identifierSource = (
  uid: string,
  schemas: SchemaModel,
  annotations: AnnotationMap
): IdentifierSource => sourceOf(uid, schemas, annotations, 0);

/** What to populate so that a row comes with all its identifiers. */
export const populateFor = ({ attributes, components }: IdentifierSource): object => {
  const accounts = [...attributes].filter(([, kind]) => kind === 'account');
  const nested = [...components].map(([name, { isZone, inside }]) => {
    const each = [...inside].map(([uid, source]) => [uid, { populate: populateFor(source) }]);
    const on = Object.fromEntries(each) as Record<string, object>;
    return [name, isZone ? { on } : Object.values(on)[0]];
  });
  return Object.fromEntries([...accounts.map(([name]) => [name, true]), ...nested]) as object;
};

const listOf = (value: unknown): Record<string, unknown>[] =>
  [value].flat().filter((item) => typeof item === 'object' && item !== null) as Record<
    string,
    unknown
  >[];

/** The identifiers in a populated row, as they stand there. Pure. */
export const identifiersIn = (
  row: Readonly<Record<string, unknown>>,
  { attributes, components }: IdentifierSource
): FoundIdentifier[] => {
  const own = [...attributes].flatMap(([name, kind]): FoundIdentifier[] =>
    kind === 'account'
      ? listOf(row[name]).map(({ id }) => ({ kind, value: id }))
      : [{ kind, value: row[name] }]
  );
  const nested = [...components].flatMap(([name, { isZone, inside }]) =>
    listOf(row[name]).flatMap((entry) => {
      const source = isZone ? inside.get(String(entry.__component)) : [...inside.values()][0];
      return source ? identifiersIn(entry, source) : [];
    })
  );
  return [...own, ...nested];
};
