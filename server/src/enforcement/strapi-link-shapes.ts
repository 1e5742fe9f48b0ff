import type { Core, UID } from '@strapi/strapi';
import type { AttributeShape, LinkShape, LinkStorage, PartShape, ShapesOf } from './link-shape';
import { FILE_UID } from './table-catalogue';

interface Attribute {
  readonly type: string;
  readonly relation?: string;
  readonly target?: string;
  readonly mappedBy?: string;
  readonly inversedBy?: string;
  readonly morphBy?: string;
  readonly multiple?: boolean;
  readonly repeatable?: boolean;
  readonly component?: string;
  readonly components?: readonly string[];
  readonly useJoinTable?: boolean;
  readonly unstable_virtual?: boolean;
}

type Attributes = Readonly<Record<string, Attribute | undefined>>;

/** Column metadata of `@strapi/database`, where a relation is a column of the row itself. */
interface DatabaseAttribute {
  readonly owner?: boolean;
  readonly joinColumn?: { readonly name: string };
}

const MANY = new Set(['oneToMany', 'manyToMany', 'morphToMany', 'morphMany']);
const ONE_TO_ANY = new Set(['oneToOne', 'oneToMany']);

const createLinkReader = (attributesOf: (uid: string) => Attributes) => {
  const storageOf = (attribute: Attribute, inverse: Attribute | undefined): LinkStorage => {
    if (attribute.relation === 'morphToOne') return 'own-column';
    if (attribute.morphBy && inverse?.relation === 'morphToOne') return 'far-morph';
    const isColumn = attribute.useJoinTable === false || inverse?.useJoinTable === false;
    if (!isColumn) return 'links';
    return attribute.mappedBy ? 'far-column' : 'own-column';
  };

  return (name: string, attribute: Attribute): LinkShape => {
    const { relation = '', target = null, mappedBy, inversedBy, morphBy } = attribute;
    const inverseName = mappedBy ?? inversedBy ?? morphBy ?? null;
    const inverse = target && inverseName ? attributesOf(target)[inverseName] : undefined;
    const storage = storageOf(attribute, inverse);
    const takesTarget = ONE_TO_ANY.has(relation) && inverse !== undefined;
    return {
      kind: 'link',
      attribute: name,
      many: MANY.has(relation),
      target,
      typeField: '__type',
      takesDocumentIds: attribute.useJoinTable !== false && relation !== 'morphToOne',
      storage,
      inverse: inverse ? inverseName : null,
      exclusive: takesTarget || storage === 'far-morph',
    };
  };
};

const mediaLink = (name: string, attribute: Attribute): LinkShape => ({
  kind: 'link',
  attribute: name,
  many: attribute.multiple === true,
  target: FILE_UID,
  typeField: '__type',
  takesDocumentIds: true,
  storage: 'links',
  inverse: null,
  exclusive: false,
});

const toPart = (name: string, attribute: Attribute): PartShape => ({
  kind: 'part',
  attribute: name,
  many: attribute.type === 'dynamiczone' || attribute.repeatable === true,
  component: attribute.type === 'dynamiczone' ? null : (attribute.component ?? null),
  components: attribute.components ?? [],
});

/** How `db.query` takes a component: as a link to a row that exists. */
const asLink = (part: PartShape): LinkShape => ({
  kind: 'link',
  attribute: part.attribute,
  many: part.many,
  target: part.component,
  typeField: '__component',
  takesDocumentIds: false,
  storage: 'links',
  inverse: null,
  exclusive: false,
});

/** Reads the shapes of all types, once each. */
export interface LinkShapes {
  /** As the document service takes data. */
  readonly documents: ShapesOf;
  /** As `db.query` takes data: row ids only, components by id. */
  readonly rows: ShapesOf;
}

/**
 * Reads from Strapi's schemas which attributes lead to other rows. The column of a relation without
 * a link table is listed as well: `@strapi/database` entity-manager/index.js `processData` takes it
 * for the attribute. Guard: integration tests `relations-in-writes.test.ts`.
 */
export const createLinkShapes = (strapi: Core.Strapi): LinkShapes => {
  const attributesOf = (uid: string): Attributes =>
    (strapi.getModel(uid as UID.Schema) as { attributes?: Attributes } | undefined)?.attributes ??
    {};
  const readLink = createLinkReader(attributesOf);
  const metadata = strapi.db.metadata as unknown as ReadonlyMap<
    string,
    { readonly attributes: Readonly<Record<string, DatabaseAttribute | undefined>> }
  >;

  const read = (uid: string): Map<string, AttributeShape> => {
    const shapes = new Map<string, AttributeShape>();
    for (const [name, attribute] of Object.entries(attributesOf(uid))) {
      if (!attribute || attribute.unstable_virtual) continue;
      if (attribute.type === 'media') shapes.set(name, mediaLink(name, attribute));
      if (attribute.type === 'component' || attribute.type === 'dynamiczone')
        shapes.set(name, toPart(name, attribute));
      if (attribute.type !== 'relation') continue;
      const link = readLink(name, attribute);
      shapes.set(name, link);
      const { owner, joinColumn } = metadata.get(uid)?.attributes[name] ?? {};
      if (owner && joinColumn) shapes.set(joinColumn.name, link);
    }
    return shapes;
  };

  const documents = remember(read);
  const rows = remember((uid: string) => {
    const entries = [...documents(uid)].map(([key, shape]): [string, AttributeShape] => [
      key,
      shape.kind === 'part' ? asLink(shape) : { ...shape, takesDocumentIds: false },
    ]);
    return new Map(entries);
  });
  return { documents, rows };
};

const remember = <T>(read: (uid: string) => T): ((uid: string) => T) => {
  const known = new Map<string, T>();
  return (uid) => {
    const shape = known.get(uid) ?? read(uid);
    known.set(uid, shape);
    return shape;
  };
};
