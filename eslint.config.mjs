/**
 * Lint rules of the whole repository. Three things go beyond a stock type-checked setup:
 *
 * - the server's domains may only import in one direction (see `domainArrows`);
 * - Strapi's undocumented internals may only be altered in `server/src/enforcement/strapi-*.ts`;
 * - files and functions have a size above which they no longer hold one idea.
 *
 * tests/unit/tooling/arrows.test.ts proves the first two against snippets that break them.
 */
import { defineConfig, globalIgnores } from 'eslint/config';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

const SERVER = ['server/src/**/*.ts'];
const ADMIN = ['admin/src/**/*.{ts,tsx}'];
const PLAYGROUND = ['playground/src/**/*.ts', 'playground/config/**/*.ts'];
const SUITES = ['tests/**/*.ts', 'benchmarks/**/*.ts'];
const TYPED = [...SERVER, ...ADMIN, ...PLAYGROUND, ...SUITES];
const SCRIPTS = ['**/*.{js,cjs,mjs}'];

/** Which domains a domain may import besides itself; what is not named here is refused. */
const MAY_IMPORT = {
  platform: [],
  audit: ['platform'],
  enforcement: ['platform', 'audit'],
  access: ['platform', 'audit', 'enforcement'],
  masking: ['platform', 'audit', 'enforcement', 'access'],
  privacy: ['platform', 'audit', 'enforcement', 'access', 'masking'],
};
const DOMAINS = Object.keys(MAY_IMPORT);

/** The wiring (`server/src/*.ts`, and folders that are no domain) may import every domain; no domain may import the wiring. */
const domainArrows = {
  files: SERVER,
  plugins: { boundaries },
  settings: {
    'boundaries/legacy-templates': false,
    'boundaries/elements': [
      ...DOMAINS.map((domain) => ({
        type: domain,
        pattern: `server/src/${domain}`,
        partialMatch: false,
      })),
      // Last, because it is the first match that counts: what is in no domain.
      { type: 'wiring', pattern: 'server/src', partialMatch: false },
    ],
    // Type-only forms that the plugin does not look at by itself would be a way around the arrows.
    'boundaries/additional-dependency-nodes': [
      { name: 'import-type', selector: 'TSImportType > TSLiteralType > Literal', kind: 'type' },
      { name: 'import-type', selector: 'TSImportType > Literal', kind: 'type' },
      { name: 'import-equals', selector: 'TSExternalModuleReference > Literal', kind: 'value' },
    ],
    'import/resolver': { node: { extensions: ['.ts', '.js', '.json'] } },
  },
  rules: {
    'boundaries/dependencies': [
      'error',
      {
        default: 'disallow',
        message:
          'The domain "{{from.element.type}}" may not import "{{to.element.type}}": domains depend one way, see MAY_IMPORT in eslint.config.mjs.',
        policies: [
          ...DOMAINS.map((domain) => ({
            from: { element: { type: domain } },
            allow: { to: { element: { types: { anyOf: [domain, ...MAY_IMPORT[domain]] } } } },
          })),
          {
            from: { element: { type: 'wiring' } },
            allow: { to: { element: { types: { anyOf: [...DOMAINS, 'wiring'] } } } },
          },
        ],
      },
    ],
  },
};

/** `max-lines` a second time under another name, because one rule cannot both warn and fail. */
const aimLines = { rules: { 'aim-lines': builtinRules.get('max-lines') } };

const size = {
  files: TYPED,
  ignores: ['tests/**'],
  plugins: { size: aimLines },
  rules: {
    'size/aim-lines': ['warn', { max: 220, skipBlankLines: true, skipComments: true }],
    'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': [
      'error',
      { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true },
    ],
  },
};

const NO_THIS = {
  selector: 'ThisExpression',
  message: 'Write a factory that closes over what it needs; `this` is lost when Strapi rebinds.',
};

/** Best effort: the shapes in which somebody would patch Strapi's database layer. */
const NO_PATCHING = [
  {
    selector:
      "AssignmentExpression > MemberExpression.left[object.type='MemberExpression'][object.property.name=/^(db|connection|entityManager)$/]",
    message: 'Only server/src/enforcement/strapi-*.ts may alter the database layer.',
  },
  {
    selector:
      'AssignmentExpression > MemberExpression.left[object.name=/^(db|knex|connection|entityManager)$/]',
    message: 'Only server/src/enforcement/strapi-*.ts may alter the database layer.',
  },
  {
    selector:
      "CallExpression > MemberExpression.callee[property.name=/^(on|once|prependListener)$/][object.property.name='connection']",
    message: 'Only server/src/enforcement/strapi-*.ts may listen on the database connection.',
  },
];

const serverCode = [
  {
    files: SERVER,
    rules: {
      'no-restricted-syntax': ['error', NO_THIS, ...NO_PATCHING],
      'no-restricted-globals': [
        'error',
        { name: 'strapi', message: 'Take `strapi` as an argument: createX({ strapi }).' },
      ],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@strapi/database', '@strapi/database/*'],
              allowTypeImports: true,
              message:
                'At run time Strapi holds two copies of it with separate transactions; use strapi.db.',
            },
            {
              group: ['@strapi/*/dist/**', '@strapi/core', '@strapi/core/*', '**/tests/**'],
              message: 'Use what @strapi/strapi, @strapi/utils or `strapi` itself offer.',
            },
          ],
        },
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['server/src/enforcement/strapi-*.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_THIS] },
  },
];

const adminCode = {
  files: ADMIN,
  rules: {
    // Deep imports of admin packages bundle a second copy of React contexts.
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: ['@strapi/admin', '@strapi/admin/*', '@strapi/*/dist/**'],
            message: 'Import from @strapi/strapi/admin only.',
          },
        ],
      },
    ],
  },
};

const typeChecked = {
  files: TYPED,
  extends: [tseslint.configs.strictTypeChecked],
  languageOptions: {
    parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
  },
  linterOptions: { noInlineConfig: true },
  rules: {
    '@typescript-eslint/no-explicit-any': 'error',
    '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    '@typescript-eslint/no-unused-vars': [
      'error',
      { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
    ],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    eqeqeq: ['error', 'always'],
    'no-else-return': 'error',
    'no-param-reassign': 'error',
    'object-shorthand': 'error',
    'prefer-const': 'error',
    'prefer-template': 'error',
  },
};

/** Answers of supertest and of a booted Strapi are `any` by their own types, so suites may read them. */
const suites = {
  files: SUITES,
  rules: {
    '@typescript-eslint/no-dynamic-delete': 'off',
    '@typescript-eslint/no-non-null-assertion': 'off',
    '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    '@typescript-eslint/no-unsafe-argument': 'off',
    '@typescript-eslint/no-unsafe-assignment': 'off',
    '@typescript-eslint/no-unsafe-call': 'off',
    '@typescript-eslint/no-unsafe-member-access': 'off',
    '@typescript-eslint/no-unsafe-return': 'off',
    '@typescript-eslint/require-await': 'off',
    '@typescript-eslint/unbound-method': 'off',
  },
};

const nodeGlobals = Object.fromEntries(
  [
    ['AbortController', 'AbortSignal', 'Buffer', 'URL', 'URLSearchParams', 'clearInterval'],
    ['clearTimeout', 'console', 'fetch', 'performance', 'process', 'setImmediate'],
    ['setInterval', 'setTimeout', 'structuredClone', 'TextDecoder', 'TextEncoder'],
  ]
    .flat()
    .map((name) => [name, 'readonly'])
);

const commonjsGlobals = {
  __dirname: 'readonly',
  __filename: 'readonly',
  exports: 'writable',
  module: 'writable',
  require: 'readonly',
};

const scripts = [
  {
    files: SCRIPTS,
    extends: [tseslint.configs.strict],
    languageOptions: { globals: nodeGlobals },
    linterOptions: { noInlineConfig: true },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      eqeqeq: ['error', 'always'],
      'no-undef': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: { sourceType: 'commonjs', globals: commonjsGlobals },
  },
];

export default defineConfig([
  globalIgnores([
    '**/node_modules/**',
    '**/dist/**',
    '**/build/**',
    '**/.cache/**',
    '**/.strapi/**',
    '**/.tmp/**',
    '**/coverage/**',
    'playground/types/generated/**',
    'tests/output/**',
  ]),
  ...scripts,
  typeChecked,
  size,
  ...serverCode,
  domainArrows,
  adminCode,
  suites,
]);
