'use strict';

const { winston } = require('@strapi/logger');

// A failing request is asserted by the tests; its stack only helps when somebody asks for it.
module.exports = ({ env }) => ({
  level: env('STRAPI_LOG_LEVEL', 'error'),
  transports: [new winston.transports.Console({ silent: env('STRAPI_LOG_LEVEL') === 'silent' })],
});
