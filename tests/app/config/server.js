'use strict';

module.exports = {
  host: '127.0.0.1',
  port: 0,
  app: { keys: ['fixture-key-one', 'fixture-key-two'] },
  mcp: { enabled: process.env.MCP === 'on' },
  logger: { startup: { enabled: false }, updates: { enabled: false } },
};
