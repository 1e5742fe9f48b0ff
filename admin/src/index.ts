import type { StrapiApp } from '@strapi/strapi/admin';

import { PLUGIN_ID } from './plugin-id';
import { loadTranslations } from './translations';

/** What Strapi's admin panel loads. It makes the plugin known; its pages are added here. */
const plugin = {
  register(app: StrapiApp) {
    app.registerPlugin({ id: PLUGIN_ID, name: 'Custodian' });
  },

  registerTrads: ({ locales }: { locales: string[] }) => loadTranslations(locales),
};

export default plugin;
