import { adminApi, type StrapiApp } from '@strapi/strapi/admin';

let panel: Pick<StrapiApp, 'store'> | null = null;

/** Remembers the panel, whose store holds what the content manager has read. */
export const rememberPanel = (app: Pick<StrapiApp, 'store'>): void => {
  panel = app;
};

type Tags = Parameters<typeof adminApi.util.invalidateTags>[0];

/** Has the content manager read its records again, because they look different by now. */
export const refreshRecords = (): void => {
  // The content manager adds this tag to the panel's API; the panel's own types do not know it.
  const tags = [{ type: 'Document' }] as unknown as Tags;
  panel?.store?.dispatch(adminApi.util.invalidateTags(tags));
};
