'use strict';

/**
 * Three projects, because their needs differ: units run without Strapi, integration and property
 * suites boot a real one (heap grows by about 100 MB a boot, hence the idle limit on the workers).
 */
const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(t|j)s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/', '/tests/app/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/playground/'],
  setupFilesAfterEnv: ['<rootDir>/tests/support/jest-setup.ts'],
};

/** Databases that a Strapi was started on, to be copied for suites. */
const withTemplates = {
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
};

const project = (name, folder, more) => ({
  ...shared,
  ...more,
  displayName: name,
  testMatch: [`<rootDir>/tests/${folder}/**/*.test.ts`],
});

module.exports = {
  projects: [
    project('unit', 'unit'),
    project('integration', 'integration', withTemplates),
    project('property', 'property', withTemplates),
  ],
  testSequencer: '<rootDir>/tests/support/longest-first.js',
  workerIdleMemoryLimit: '1500MB',
  maxWorkers: 2,
};
