'use strict';

module.exports = ({ env }) => ({
  host: '127.0.0.1',
  port: 0,
  // Strapi wants the folder to be there; a suite's is its own, and goes with it.
  dirs: { public: env('PUBLIC_DIR', './public') },
  app: { keys: ['fixture-key-one', 'fixture-key-two'] },
  mcp: { enabled: env('MCP') === 'on' },
  logger: { startup: { enabled: false }, updates: { enabled: false } },
});
