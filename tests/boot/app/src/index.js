'use strict';

const TYPES = ['notice', 'secret'];

/** One record of each type, and the public role allowed to list both: only the policy differs. */
const seed = async ({ strapi }) => {
  const roles = strapi.db.query('plugin::users-permissions.role');
  const permissions = strapi.db.query('plugin::users-permissions.permission');
  const role = await roles.findOne({ where: { type: 'public' } });
  for (const type of TYPES) {
    const action = `api::${type}.${type}.find`;
    await permissions.create({ data: { action, role: role.id } });
    await strapi.documents(`api::${type}.${type}`).create({ data: { title: `a ${type}` } });
  }
};

module.exports = { bootstrap: seed };
