/** The plugin's id: the `strapi.name` of package.json, the prefix of every route and translation key. */
export const PLUGIN_ID = 'custodian';
