'use strict';

const { projects } = require('./jest.config');

/** What needs `redis-server`, which it starts itself: `npm run test:redis`. */
module.exports = {
  ...projects.find(({ displayName }) => displayName === 'integration'),
  displayName: 'redis',
  testMatch: ['<rootDir>/tests/redis/**/*.test.ts'],
};
