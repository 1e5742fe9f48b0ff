import type { Core, UID } from '@strapi/strapi';
import { createSchemaModel } from './schema-model';

/** An attribute, as far as a policy can speak of it. */
export interface AttributeView {
  readonly name: string;
  readonly type: string;
  /** The content type that a relation leads to. */
  readonly target: string | null;
}

/** A content type that a policy may govern. */
export interface TypeView {
  readonly uid: string;
  readonly displayName: string;
  readonly kind: 'collectionType' | 'singleType';
  readonly attributes: readonly AttributeView[];
}

/** Lists what a policy may govern, by display name. Attributes that are set by Strapi are left out. */
export const describeTypes = (strapi: Core.Strapi): TypeView[] =>
  Object.values(createSchemaModel(strapi).contentTypes)
    .filter(({ governable }) => governable)
    .map(({ uid, kind, attributes }) => ({
      uid,
      kind,
      displayName: strapi.contentTypes[uid as UID.ContentType]?.info.displayName ?? uid,
      attributes: Object.entries(attributes)
        .filter(([name]) => !SYSTEM_ATTRIBUTES.has(name))
        .map(([name, { type, target }]) => ({ name, type, target: target ?? null })),
    }))
    .sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));

const SYSTEM_ATTRIBUTES = new Set([
  'id',
  'documentId',
  'createdAt',
  'updatedAt',
  'publishedAt',
  'createdBy',
  'updatedBy',
  'locale',
  'localizations',
]);
