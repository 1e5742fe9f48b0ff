import { isGovernable } from '../../access/policy/schema-model';
import type { Classification } from '../../access/policy/privacy-types';
import type { SchemaAttribute, SchemaModel } from '../../access/policy/types';
import type { AnnotationMap, TypeAnnotation } from './compile';

/** Attributes that can hold personal data without anybody having meant them to. */
const OPEN_KINDS: readonly string[] = [
  'string',
  'text',
  'email',
  'richtext',
  'blocks',
  'json',
  'media',
  'uid',
];

/** An attribute, and what it is said to hold; null if nobody said. */
export interface CoveredAttribute {
  readonly uid: string;
  readonly attribute: string;
  readonly kind: string;
  readonly classification: Classification | null;
}

/** What the annotations cover. */
export interface Coverage {
  /** Every text, e-mail, rich text, JSON or media attribute of the project, and every classified one. */
  readonly attributes: readonly CoveredAttribute[];
  /** Those among them that nobody has classified. */
  readonly unclassified: readonly CoveredAttribute[];
  /** Annotated types from which no data subject can be reached: their data is found by search only. */
  readonly unreachable: readonly string[];
}

const coveredIn = (
  uid: string,
  attributes: Readonly<Record<string, SchemaAttribute>>,
  annotations: AnnotationMap
): CoveredAttribute[] =>
  Object.entries(attributes)
    .map(([attribute, { type }]) => ({
      uid,
      attribute,
      kind: type,
      classification: annotations.attribute(uid, attribute)?.classification ?? null,
    }))
    .filter(({ kind, classification }) => classification !== null || OPEN_KINDS.includes(kind));

const holdsPersonalData = ({ attributes }: TypeAnnotation): boolean =>
  [...attributes.values()].some(({ classification }) => classification !== 'none');

/** Attributes that Strapi itself adds, and nobody could classify. */
export const OWN_ATTRIBUTES: readonly string[] = ['locale', 'documentId'];

/** Reports what the project's types hold and what nobody has classified. Pure. */
export const coverageOf = (schemas: SchemaModel, annotations: AnnotationMap): Coverage => {
  const types = Object.values(schemas.contentTypes).filter(({ uid }) => isGovernable(uid));
  const components = Object.entries(schemas.components).map(([uid, { attributes }]) => ({
    uid,
    attributes,
  }));
  const attributes = [...types, ...components]
    .flatMap((type) => coveredIn(type.uid, type.attributes, annotations))
    .filter(({ attribute }) => !OWN_ATTRIBUTES.includes(attribute));
  const unreachable = [...annotations.contentTypes.values()].filter(
    (type) => holdsPersonalData(type) && !type.subject && type.subjectPaths.length === 0
  );
  return {
    attributes,
    unclassified: attributes.filter(({ classification }) => classification === null),
    unreachable: unreachable.map(({ uid }) => uid),
  };
};
