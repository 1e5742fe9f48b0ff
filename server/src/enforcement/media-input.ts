import type { Core, UID } from '@strapi/strapi';

type Data = Record<string, unknown>;

interface Model {
  readonly attributes: Record<string, { readonly type: string; readonly component?: string }>;
}

const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value)
    ? (value as unknown[])
    : value === null || value === undefined
      ? []
      : [value];

/** A file as data names it. */
export interface FileReference {
  readonly id?: unknown;
  readonly documentId?: unknown;
}

/** What one media attribute names: `5`, `{ id: 5 }`, `{ documentId }`, `{ set, connect }`, lists of these. */
const referencesIn = (value: unknown): FileReference[] =>
  listOf(value).flatMap((item): FileReference[] => {
    if (typeof item === 'string' && !/^\d+$/.test(item)) return [{ documentId: item }];
    if (!isData(item)) return [{ id: item }];
    const named = ['id', 'documentId'].filter((key) => item[key] !== undefined);
    return [
      ...named.map((key) => ({ [key]: item[key] })),
      ...referencesIn(item.set),
      ...referencesIn(item.connect),
    ];
  });

/**
 * The files that a record's data attaches, those in components and dynamic zones included.
 */
export const filesIn = (strapi: Core.Strapi, uid: string, data: unknown): FileReference[] => {
  if (!isData(data)) return [];
  const model = strapi.getModel(uid as UID.Schema) as unknown as Model | undefined;
  const attributes = model?.attributes ?? {};
  return Object.entries(data).flatMap(([name, value]): FileReference[] => {
    const attribute = attributes[name];
    switch (attribute?.type) {
      case 'media':
        return referencesIn(value);
      case 'component':
        return listOf(value).flatMap((item) => filesIn(strapi, attribute.component ?? '', item));
      case 'dynamiczone':
        return listOf(value).flatMap((item) =>
          isData(item) ? filesIn(strapi, String(item.__component), item) : []
        );
      default:
        return [];
    }
  });
};
