import { adminApi, type StrapiApp } from '@strapi/strapi/admin';

let panel: Pick<StrapiApp, 'store'> | null = null;

/** Remembers the panel, whose store holds what the content manager has read. */
export const rememberPanel = (app: Pick<StrapiApp, 'store'>): void => {
  panel = app;
};

type Tags = Parameters<typeof adminApi.util.invalidateTags>[0];

let isAsked = false;

/** Has the content manager read its records again, because they look different by now; once, for all who ask at once. */
export const refreshRecords = (): void => {
  if (isAsked) return;
  isAsked = true;
  queueMicrotask(() => {
    isAsked = false;
    // The content manager adds this tag to the panel's API; the panel's own types do not know it.
    const tags = [{ type: 'Document' }] as unknown as Tags;
    panel?.store?.dispatch(adminApi.util.invalidateTags(tags));
  });
};

interface ContentType {
  readonly uid: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Query {
  readonly endpointName?: string;
  readonly data?: { readonly contentTypes?: readonly ContentType[] };
}

/**
 * The content type that an attribute belongs to. Layouts do not name their type, but hold the very
 * attributes of the schemas that the content manager has read (`getInitialData`). Null where that is
 * no longer so: fields are shown as Strapi shows them then, and the server refuses what may not be.
 */
export const typeOfAttribute = (name: string, attribute: unknown): string | null => {
  const state = panel?.store?.getState() as
    { adminApi?: { queries?: Record<string, Query | undefined> } } | undefined;
  const read = Object.values(state?.adminApi?.queries ?? {}).find(
    (query) => query?.endpointName === 'getInitialData'
  );
  const type = read?.data?.contentTypes?.find(({ attributes }) => attributes[name] === attribute);
  return type?.uid ?? null;
};
