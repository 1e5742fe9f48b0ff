import type { Core, Struct } from '@strapi/strapi';

import type { MaskCatalogue } from './mask-catalogue';
import type { SchemaAttribute, SchemaModel } from './types';

/** Types outside `api::` that a policy may govern. */
const GOVERNABLE_PLUGIN_TYPES: readonly string[] = ['plugin::users-permissions.user'];

/** Whether a policy may govern the type at all; Strapi's own types and other plugins' may not be. */
export const isGovernable = (uid: string): boolean =>
  uid.startsWith('api::') || GOVERNABLE_PLUGIN_TYPES.includes(uid);

/** For those who only read what the schemas say, and compile no masks. */
const NO_MASKS: MaskCatalogue = {
  validate: () => [],
  compile() {
    throw new Error('No masks are known here');
  },
};

/** Reads the project's schemas from a loaded Strapi into what policy validation needs. */
export const createSchemaModel = (
  strapi: Core.Strapi,
  masks: MaskCatalogue = NO_MASKS
): SchemaModel => ({
  masks,
  contentTypes: Object.fromEntries(
    Object.values(strapi.contentTypes as Record<string, Struct.ContentTypeSchema>).map(
      (contentType) => [
        contentType.uid,
        {
          uid: contentType.uid,
          kind: contentType.kind,
          governable: isGovernable(contentType.uid),
          attributes: toSchemaAttributes(contentType.attributes),
          privacy: privacyOf(contentType),
        },
      ]
    )
  ),
  components: Object.fromEntries(
    Object.values(strapi.components as Record<string, Struct.ComponentSchema>).map(
      ({ uid, attributes }) => [uid, { attributes: toSchemaAttributes(attributes) }]
    )
  ),
});

/** What a project says about personal data in `pluginOptions.custodian.privacy`. */
const privacyOf = (described: object): unknown => {
  const { pluginOptions } = described as { pluginOptions?: { custodian?: { privacy?: unknown } } };
  return pluginOptions?.custodian?.privacy;
};

const toSchemaAttributes = (attributes: object): Record<string, SchemaAttribute> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [
      name,
      toSchemaAttribute(attribute as object),
    ])
  );

const OPTIONAL_STRINGS = ['relation', 'target', 'component', 'customField'] as const;

/** Strapi's attribute type is a union of some twenty kinds; only these members matter here. */
const toSchemaAttribute = (attribute: object): SchemaAttribute => {
  const source = new Map<string, unknown>(Object.entries(attribute));
  const result: SchemaAttribute = { type: String(source.get('type')) };
  for (const key of OPTIONAL_STRINGS) {
    const value = source.get(key);
    if (typeof value === 'string') {
      result[key] = value;
    }
  }
  if (typeof source.get('repeatable') === 'boolean') {
    result.repeatable = source.get('repeatable') === true;
  }
  if (source.get('required') === true) {
    result.required = true;
  }
  const privacy = privacyOf(attribute);
  if (privacy !== undefined) {
    result.privacy = privacy;
  }
  const components = source.get('components');
  if (Array.isArray(components)) {
    result.components = components.filter((uid) => typeof uid === 'string');
  }
  const values = source.get('enum');
  if (Array.isArray(values)) result.enum = values.map(String);
  const column = source.get('column');
  if (typeof column === 'object' && column !== null) result.column = column;
  return result;
};
