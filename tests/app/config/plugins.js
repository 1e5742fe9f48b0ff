'use strict';

const { dirname } = require('node:path');

/**
 * `CUSTODIAN=off` boots stock Strapi: the yardstick that the plugin's answers are compared with.
 * `GRAPHQL=on` adds GraphQL, which only its own suite needs and every start would pay for.
 */
module.exports = ({ env }) => ({
  'users-permissions': {
    config: { jwtSecret: 'fixture-jwt-secret', ratelimit: { enabled: false } },
  },
  ...(env('CUSTODIAN') === 'off'
    ? {}
    : {
        custodian: {
          enabled: true,
          resolve: './plugin-under-test',
          config: {
            webhooks: env.json('CUSTODIAN_WEBHOOKS', {}),
            privacy: env.json('CUSTODIAN_PRIVACY', {}),
          },
        },
      }),
  ...(env('GRAPHQL') === 'on'
    ? {
        graphql: {
          enabled: true,
          resolve: dirname(require.resolve('@strapi/plugin-graphql/package.json')),
          config: { landingPage: false, depthLimit: 10, defaultLimit: 25, maxLimit: 100 },
        },
      }
    : {}),
});
