'use strict';

const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

const options = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

/**
 * Lets Node load TypeScript (`node -r ./benchmarks/register.js file.ts`), so that the sources are
 * measured as they stand and never an old build. Compiling happens while loading, not in a request.
 */
require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
  module._compile(code, filename);
};
