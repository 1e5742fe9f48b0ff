import type { StrapiApp } from '@strapi/strapi/admin';
import type { ComponentType } from 'react';
import { Clock, Shield } from '@strapi/icons';

import { AccessPanel } from './content-manager/access-panel';
import { BULK_ACTIONS } from './content-manager/bulk-actions';
import { guardLayout, GUARDED_TYPE } from './content-manager/guard-layout';
import { GuardedInput } from './content-manager/guarded-input';
import { addRestrictionColumn } from './content-manager/restriction-column';
import type { ContentManagerApis } from './content-manager/types';
import { rememberPanel } from './content-manager/refresh';
import { textOf } from './i18n/use-text';
import { pagePermissions, PANEL_PERMISSIONS } from './permissions';
import { PLUGIN_ID } from './plugin-id';
import { loadTranslations } from './translations';

/** What Strapi's admin panel loads: pages, a widget, and what is added to the content manager. */
const plugin = {
  register(app: StrapiApp) {
    rememberPanel(app);
    app.addFields({ type: GUARDED_TYPE, Component: GuardedInput as ComponentType });
    app.registerPlugin({ id: PLUGIN_ID, name: 'Custodian' });
    app.addMenuLink({
      to: `plugins/${PLUGIN_ID}`,
      icon: Shield,
      intlLabel: textOf('plugin.name'),
      permissions: PANEL_PERMISSIONS,
      Component: () => import('./app'),
    });
    app.widgets.register({
      id: 'access-health',
      pluginId: PLUGIN_ID,
      icon: Shield,
      title: textOf('widget.title'),
      link: { label: textOf('widget.link'), href: `/plugins/${PLUGIN_ID}/overview` },
      permissions: pagePermissions('overview'),
      component: async () => (await import('./home/access-widget')).default,
    });
    app.widgets.register({
      id: 'my-requests',
      pluginId: PLUGIN_ID,
      icon: Clock,
      title: textOf('requests.widget'),
      link: { label: textOf('requests.widgetLink'), href: `/plugins/${PLUGIN_ID}/requests` },
      permissions: pagePermissions('requests'),
      component: async () => (await import('./home/requests-widget')).default,
    });
  },

  bootstrap(app: Pick<StrapiApp, 'getPlugin' | 'registerHook'>) {
    const { apis } = app.getPlugin('content-manager') as unknown as { apis: ContentManagerApis };
    apis.addEditViewSidePanel([AccessPanel]);
    apis.addBulkAction(BULK_ACTIONS);
    app.registerHook('Admin/CM/pages/EditView/mutate-edit-view-layout', guardLayout);
    app.registerHook('Admin/CM/pages/ListView/inject-column-in-table', addRestrictionColumn);
  },

  registerTrads: ({ locales }: { locales: string[] }) => loadTranslations(locales),
};

export default plugin;
