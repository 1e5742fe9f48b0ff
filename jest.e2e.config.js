'use strict';

/**
 * The panel in a real browser. Apart from the other suites, because it needs the playground built:
 * `npm run test:e2e` sees to that.
 */
const { projects } = require('./jest.config');

const [{ transform, transformIgnorePatterns, testEnvironment }] = projects;

module.exports = {
  displayName: 'e2e',
  testEnvironment,
  transform,
  transformIgnorePatterns,
  testMatch: ['<rootDir>/tests/e2e/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/playground/'],
  globalSetup: '<rootDir>/tests/e2e/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/e2e/support/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/tests/e2e/support/setup.ts'],
  maxWorkers: 1,
  // The steps of a walk build on each other: what follows a failed one would only fail as well.
  bail: false,
};
