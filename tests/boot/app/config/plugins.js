'use strict';

module.exports = ({ env }) => ({
  'users-permissions': { config: { jwtSecret: 'boot-jwt-secret' } },
  custodian: {
    enabled: true,
    // Absent when the plugin is installed by its package name.
    ...(env('CUSTODIAN_PATH') ? { resolve: env('CUSTODIAN_PATH') } : {}),
    config: { policyFile: './policy.json' },
  },
});
