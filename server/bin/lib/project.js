'use strict';

const { UsageError } = require('./errors');

const PLUGIN = 'custodian';

/** The project's own Strapi: the plugin may be linked from somewhere else entirely. */
const findStrapi = (dir) => {
  try {
    return require.resolve('@strapi/strapi', { paths: [dir] });
  } catch {
    throw new UsageError(`${dir} is not the root of a Strapi project (use --dir)`);
  }
};

const servicesOf = (strapi) => {
  const plugin = strapi.plugins[PLUGIN];
  if (!plugin) throw new Error(`The plugin '${PLUGIN}' is not enabled in this project`);
  return (name) => plugin.service(name);
};

/**
 * Loads the project without serving it, gives its Custodian services to `work`, and destroys it
 * again whatever happens.
 */
const withProject = async ({ dir }, work) => {
  const location = findStrapi(dir);
  // Strapi reads .env from the current folder as soon as it is required.
  process.chdir(dir);
  // Read by the plugin's bootstrap: a configured policyFile is not applied behind the caller's back.
  process.env.CUSTODIAN_CLI = '1';
  const { compileStrapi, createStrapi } = require(location);
  const strapi = createStrapi(await compileStrapi({ appDir: dir }));
  strapi.log.level = 'error';
  try {
    await strapi.load();
    const services = servicesOf(strapi);
    return await services('scope').runAsSystem(() => work(services));
  } finally {
    // What failed while loading cannot always be destroyed; that error would hide the first one.
    await strapi.destroy().catch(() => undefined);
  }
};

module.exports = { withProject };
