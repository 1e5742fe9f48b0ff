'use strict';

/** `CUSTODIAN=off` boots stock Strapi: what all figures are divided by. */
module.exports = ({ env }) => ({
  'users-permissions': { config: { jwtSecret: 'benchmark-jwt-secret' } },
  ...(env('CUSTODIAN') === 'off'
    ? {}
    : {
        custodian: {
          enabled: true,
          resolve: '../../tests/app/plugin-under-test',
          config: { privacy: env.json('CUSTODIAN_PRIVACY', {}) },
        },
      }),
});
