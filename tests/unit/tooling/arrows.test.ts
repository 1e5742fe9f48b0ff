import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

type Finding = { rule: string; message: string };
interface Case {
  name: string;
  file: string;
  code: string;
  /** The rules that refuse the snippet; none if it is allowed. */
  refusedBy: string[];
}

const CHAIN = ['platform', 'enforcement', 'access', 'masking', 'privacy'];
const DOMAINS = [...CHAIN, 'audit'];
const ARROWS = 'boundaries/dependencies';
const SYNTAX = 'no-restricted-syntax';
const CALLER = 'server/src/access/services/caller.ts';
const ADAPTER = 'server/src/enforcement/strapi-views.ts';

/** A tree of the server's shape: the arrows look at where an import leads, so targets must exist. */
const createTree = () => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'arrows-')));
  for (const domain of DOMAINS) {
    const services = path.join(folder, 'server/src', domain, 'services');
    mkdirSync(services, { recursive: true });
    writeFileSync(path.join(services, 'target.ts'), 'export interface T {}\nexport const t = 1;\n');
  }
  writeFileSync(path.join(folder, 'server/src/register.ts'), 'export const t = 1;\n');
  return folder;
};

/** What eslint says about each snippet with the rules of this repository, all in one process. */
const lint = (cases: Case[]): Finding[][] => {
  const folder = createTree();
  try {
    const output = execFileSync(process.execPath, [path.join(__dirname, 'lint-probe.mjs')], {
      cwd: folder,
      input: JSON.stringify(cases),
      encoding: 'utf8',
    });
    return JSON.parse(output) as Finding[][];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The arrows once more, from the wording of the architecture and not from the configuration. */
const isAllowed = (domain: string, target: string) => {
  if (domain === target) return true;
  if (target === 'audit') return domain !== 'platform';
  if (domain === 'audit') return target === 'platform';
  return CHAIN.indexOf(domain) > CHAIN.indexOf(target);
};

const arrows: Case[] = DOMAINS.flatMap((domain) =>
  DOMAINS.map((target) => ({
    name: `${domain} -> ${target}`,
    file: `server/src/${domain}/services/caller.ts`,
    code: `import { t } from '../../${target}/services/target';\nexport const u = t;\n`,
    refusedBy: isAllowed(domain, target) ? [] : [ARROWS],
  }))
);

const forms: Case[] = [
  ['a type', "import type { T } from '../../access/services/target';\nexport type U = T;\n"],
  ['an import() type', "export type U = import('../../access/services/target').T;\n"],
  ['a re-export', "export * from '../../access/services/target';\n"],
  ['a lazy import', "export const load = () => import('../../access/services/target');\n"],
  ['a require', "export const load = () => require('../../access/services/target');\n"],
  ['import =', "import target = require('../../access/services/target');\nexport { target };\n"],
].map(([form, code]) => ({
  name: `enforcement -> access through ${form!}`,
  file: 'server/src/enforcement/services/caller.ts',
  code: code!,
  refusedBy: [ARROWS],
}));

const wiring: Case[] = [
  {
    name: 'wiring -> domain',
    file: 'server/src/index.ts',
    code: "export * from './privacy/services/target';\n",
    refusedBy: [],
  },
  {
    name: 'domain -> wiring',
    file: 'server/src/privacy/services/caller.ts',
    code: "export * from '../../register';\n",
    refusedBy: [ARROWS],
  },
];

const patches: Case[] = [
  ['db', 'export const f = (strapi: S) => { strapi.db.transaction = () => null; };\n'],
  ['a db of its own', 'export const f = (db: S) => { db.transaction = () => null; };\n'],
  ['queries', "export const f = (db: S) => db.connection.on('query', () => null);\n"],
].flatMap(([what, code]) => [
  { name: `patching ${what!}, elsewhere`, file: CALLER, code: code!, refusedBy: [SYNTAX] },
  { name: `patching ${what!}, in an adapter`, file: ADAPTER, code: code!, refusedBy: [] },
]);

const everywhere: Case[] = [
  ['this', 'export function f() { return this; }\n', SYNTAX],
  ['the global strapi', 'export const f = () => strapi.config;\n', 'no-restricted-globals'],
  [
    "Strapi's database package",
    "import { Database } from '@strapi/database';\nexport const f = Database;\n",
    '@typescript-eslint/no-restricted-imports',
  ],
  [
    'a long function',
    `export const f = () => {\n${'  g();\n'.repeat(60)}};\n`,
    'max-lines-per-function',
  ],
  ['a file beyond the aim', 'export {};\n'.repeat(221), 'size/aim-lines'],
].flatMap(([what, code, rule]) =>
  [CALLER, ADAPTER].map((file) => ({
    name: `${what!} in ${path.basename(file)}`,
    file,
    code: code!,
    refusedBy: [rule!],
  }))
);

const others: Case[] = [
  {
    name: 'a file beyond the limit',
    file: CALLER,
    code: 'export {};\n'.repeat(301),
    refusedBy: ['size/aim-lines', 'max-lines'],
  },
  {
    name: 'an injected strapi and a type of the database package',
    file: CALLER,
    code: [
      "import type { Database } from '@strapi/database';",
      'export const create = ({ strapi }: { strapi: { db: Database } }) => strapi.db;',
      '',
    ].join('\n'),
    refusedBy: [],
  },
];

describe('lint rules of the server', () => {
  const cases = [...arrows, ...forms, ...wiring, ...patches, ...everywhere, ...others];
  let findings: Finding[][];

  beforeAll(() => {
    findings = lint(cases);
  });

  test.each(cases.map((entry, index) => ({ ...entry, index })))(
    '$name is refused by $refusedBy',
    ({ index, refusedBy }) => {
      expect(findings[index]!.map(({ rule }) => rule).sort()).toEqual([...refusedBy].sort());
    }
  );

  test('a refused arrow names both of its ends', () => {
    const index = cases.findIndex(({ name }) => name === 'platform -> access');
    expect(findings[index]![0]!.message).toContain('The domain "platform" may not import "access"');
  });
});
