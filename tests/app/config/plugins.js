'use strict';

/** `CUSTODIAN=off` boots stock Strapi: the yardstick that the plugin's answers are compared with. */
module.exports = ({ env }) => ({
  'users-permissions': {
    config: { jwtSecret: 'fixture-jwt-secret', ratelimit: { enabled: false } },
  },
  ...(env('CUSTODIAN') === 'off'
    ? {}
    : { custodian: { enabled: true, resolve: './plugin-under-test', config: {} } }),
});
