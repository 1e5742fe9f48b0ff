import { isGovernable } from '../../access/policy/schema-model';
import type { Classification, IdentifierKind, LegalBasis } from '../../access/policy/privacy-types';
import type { CompiledPolicy, SchemaModel } from '../../access/policy/types';
import type { AnnotationMap } from './compile';
import { coverageOf, OWN_ATTRIBUTES, type CoveredAttribute } from './coverage';

/** An attribute, what it holds, and how it is masked. */
export interface ClassifiedAttribute {
  readonly attribute: string;
  readonly type: string;
  /** Null if nobody has said. */
  readonly classification: Classification | null;
  readonly category: string | null;
  readonly legalBasis: LegalBasis | null;
  readonly identifier: IdentifierKind | null;
  /** The strategy of the policy's field rule; null where there is none. */
  readonly mask: string | null;
}

/** A content type or component with all its attributes. */
export interface ClassifiedType {
  readonly uid: string;
  readonly kind: 'contentType' | 'component';
  readonly attributes: readonly ClassifiedAttribute[];
}

/** What the project's attributes hold, as far as anybody has said. */
export interface ClassificationReport {
  readonly types: readonly ClassifiedType[];
  /** Text, e-mail, rich text, JSON and media attributes that nobody has classified. */
  readonly unclassified: readonly Omit<CoveredAttribute, 'classification'>[];
  /** Special categories of personal data (Art. 9 GDPR) that no field rule masks. */
  readonly unmaskedSpecial: readonly { readonly uid: string; readonly attribute: string }[];
}

/** Reports on every content type that a policy may govern, and on every component. Pure. */
export const classificationOf = (
  schemas: SchemaModel,
  annotations: AnnotationMap,
  policy: CompiledPolicy | null
): ClassificationReport => {
  const rulesOf = (uid: string) => policy?.types.get(uid)?.fields ?? [];
  /** A component's attributes are masked by the types that use it. */
  const masksWithin = (uid: string) =>
    [...(policy?.types.values() ?? [])].flatMap(({ fields }) =>
      fields.filter(({ steps }) => steps.at(-1)?.component === uid)
    );

  const typeOf = (
    kind: ClassifiedType['kind'],
    uid: string,
    attributes: SchemaModel['contentTypes'][string]['attributes']
  ): ClassifiedType => {
    const rules =
      kind === 'component' ? masksWithin(uid) : rulesOf(uid).filter(({ steps }) => !steps.length);
    return {
      uid,
      kind,
      attributes: Object.entries(attributes)
        .filter(([attribute]) => !OWN_ATTRIBUTES.includes(attribute))
        .map(([attribute, { type }]) => {
          const said = annotations.attribute(uid, attribute);
          return {
            attribute,
            type,
            classification: said?.classification ?? null,
            category: said?.category ?? null,
            legalBasis: said?.legalBasis ?? null,
            identifier: said?.identifier ?? null,
            mask: rules.find((rule) => rule.attribute === attribute)?.strategy ?? null,
          };
        }),
    };
  };

  const contentTypes = Object.values(schemas.contentTypes)
    .filter(({ uid }) => isGovernable(uid))
    .map(({ uid, attributes }) => typeOf('contentType', uid, attributes));
  const components = Object.entries(schemas.components).map(([uid, { attributes }]) =>
    typeOf('component', uid, attributes)
  );
  const types = [...contentTypes, ...components];
  return {
    types,
    unclassified: coverageOf(schemas, annotations).unclassified.map(
      ({ classification: _none, ...attribute }) => attribute
    ),
    unmaskedSpecial: types.flatMap(({ uid, attributes }) =>
      attributes
        .filter(({ classification, mask }) => classification === 'special' && mask === null)
        .map(({ attribute }) => ({ uid, attribute }))
    ),
  };
};
