import { mergePrivacy } from '../../access/policy/privacy-merge';
import type {
  AttributePrivacyConfig,
  Classification,
  ErasureStrategy,
  IdentifierKind,
  LegalBasis,
  PrivacyConfig,
  RecordErasure,
  RetentionConfig,
  SubjectRole,
  TypePrivacyConfig,
} from '../../access/policy/privacy-types';
import type { SchemaModel } from '../../access/policy/types';

/** Until when a value must stay in spite of an erasure, and by which rule. */
export interface Retention {
  /** ISO 8601 duration. */
  readonly for: string;
  /** The attribute it counts from. */
  readonly from: string;
  readonly basis: string;
}

/** One classified attribute. */
export interface AttributeAnnotation {
  readonly classification: Classification;
  readonly identifier: IdentifierKind | null;
  readonly category: string | null;
  readonly legalBasis: LegalBasis | null;
  readonly portable: boolean;
  /** Null: whatever suits the attribute's kind. */
  readonly erasure: ErasureStrategy | null;
  readonly retention: Retention | null;
}

/** How a record leads to the data subject: relations in their order. */
export interface SubjectPath {
  readonly relations: readonly string[];
  readonly role: SubjectRole;
}

/** What is said about a content type or component. */
export interface TypeAnnotation {
  readonly uid: string;
  /** Its records are data subjects. */
  readonly subject: boolean;
  readonly subjectPaths: readonly SubjectPath[];
  /** What an erasure does with the record: of a data subject, or owned by one. */
  readonly erasure: RecordErasure;
  readonly attributes: ReadonlyMap<string, AttributeAnnotation>;
  /** The attributes among them that identify, with their kind. */
  readonly identifiers: ReadonlyMap<string, IdentifierKind>;
}

/** The compiled map of personal data. */
export interface AnnotationMap {
  readonly contentTypes: ReadonlyMap<string, TypeAnnotation>;
  readonly components: ReadonlyMap<string, TypeAnnotation>;
  /** The content types whose records are data subjects. */
  readonly subjects: readonly TypeAnnotation[];
  /** The annotation of an attribute of a content type or component, null if nobody classified it. */
  attribute(uid: string, name: string): AttributeAnnotation | null;
}

const retentionOf = (config: RetentionConfig | undefined): Retention | null =>
  config ? { for: config.for, from: config.from ?? 'createdAt', basis: config.basis } : null;

const compileAttribute = (
  config: AttributePrivacyConfig,
  kept: Retention | null
): AttributeAnnotation => ({
  classification: config.classification,
  identifier: config.identifier ?? null,
  category: config.category ?? null,
  legalBasis: config.legalBasis ?? null,
  portable: config.portable ?? false,
  erasure: config.erasure ?? (kept ? 'keep' : null),
  retention: retentionOf(config.retention) ?? kept,
});

/** Attributes that a type's retention keeps but nobody classified are personal: they are kept for it. */
const attributesOf = ({ attributes = {}, retention }: TypePrivacyConfig) => {
  const kept = new Set(retention?.keep ?? []);
  const names = new Set([...Object.keys(attributes), ...kept]);
  return new Map(
    [...names].map((name) => [
      name,
      compileAttribute(
        attributes[name] ?? { classification: 'personal' },
        kept.has(name) ? retentionOf(retention) : null
      ),
    ])
  );
};

const compileType = (uid: string, config: TypePrivacyConfig): TypeAnnotation => {
  const attributes = attributesOf(config);
  return {
    uid,
    subject: config.subject ?? false,
    subjectPaths: Object.entries(config.subjectPaths ?? {}).map(([path, role]) => ({
      relations: path.split('.'),
      role,
    })),
    erasure: config.erasure ?? (config.retention ? 'scrub' : 'delete'),
    attributes,
    identifiers: new Map(
      [...attributes].flatMap(([name, { identifier }]) => (identifier ? [[name, identifier]] : []))
    ),
  };
};

const compileAll = (types: Record<string, TypePrivacyConfig> | undefined) =>
  new Map(Object.entries(types ?? {}).map(([uid, config]) => [uid, compileType(uid, config)]));

/** Turns what schemas and document say into the form the rest of the domain works with. Pure. */
export const compileAnnotations = (
  schemas: SchemaModel,
  document: PrivacyConfig | undefined
): AnnotationMap => {
  const merged = mergePrivacy(schemas, document);
  const contentTypes = compileAll(merged.contentTypes);
  const components = compileAll(merged.components);
  return {
    contentTypes,
    components,
    subjects: [...contentTypes.values()].filter(({ subject }) => subject),
    attribute: (uid, name) =>
      (contentTypes.get(uid) ?? components.get(uid))?.attributes.get(name) ?? null,
  };
};
