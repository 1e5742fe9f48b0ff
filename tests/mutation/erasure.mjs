/**
 * Takes one safeguard of the erasure away at a time, and expects the test that is about it to fail, and
 * no suite to break down for any other reason. Works on a copy of the sources.
 * `node tests/mutation/erasure.mjs [name …]`
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const PRIVACY = 'server/src/privacy';

/** Safeguard → file, what it says, what it says without, suite and test that must notice, more changes. */
const MUTATIONS = {
  "locale: '*'": [
    `${PRIVACY}/erasure/carry-out.ts`,
    "delete({ documentId, locale: '*' })",
    'delete({ documentId })',
    ['erasure-holds', 'reaches every locale and version of a record'],
  ],
  'the walk through components': [
    `${PRIVACY}/discovery/discovery.ts`,
    '[...(await records.componentsOf(rows)), ...rows]',
    '[...rows]',
    ['erasure', 'changes exactly what the dry run lists'],
  ],
  'versions of history': [
    `${PRIVACY}/discovery/discovery.ts`,
    'seen.read.add(mark(version.table, version.rowId));\n          yield version;',
    'seen.read.add(mark(version.table, version.rowId));',
    ['erasure', 'leaves nothing of a person anywhere, and everything of the others'],
  ],
  'scrub before delete': [
    `${PRIVACY}/erasure/carry-out.ts`,
    "await work('cell', (chunk) => effects.cell(chunk, needles));\n      await work('row', (chunk) => effects.row(chunk));\n      await work('document', (chunk) => effects.document(chunk));",
    "await work('document', (chunk) => effects.document(chunk));\n      await work('cell', (chunk) => effects.cell(chunk, needles));\n      await work('row', (chunk) => effects.row(chunk));",
    ['erasure', 'tells listeners and webhooks of nobody'],
  ],
  'overwriting freed bytes': [
    `${PRIVACY}/erasure/bytes.ts`,
    'if (isSqlite) await run.rows(sql`pragma secure_delete = on`);',
    '',
    [
      'erasure-restore',
      'erases again before anybody is served, and leaves no byte behind on SQLite',
    ],
    [`${PRIVACY}/erasure/bytes.ts`, 'if (!isSqlite) return;', 'if (isSqlite || !isSqlite) return;'],
  ],
  'the journal': [
    `${PRIVACY}/ledger/ledger.ts`,
    'if (!journaled.has(entryId)) await journal.append',
    'if (journaled.has(entryId)) await journal.append',
    [
      'erasure-restore',
      'erases again before anybody is served, and leaves no byte behind on SQLite',
    ],
  ],
  'fsync of the journal': [
    `${PRIVACY}/ledger/journal.ts`,
    'await file.sync();',
    '',
    ['journal-fsync', 'is on the disk, with its folder, when appending has returned'],
  ],
  "the plan's digest": [
    `${PRIVACY}/erasure/erasure.ts`,
    '(await of.currentDigest(request)) !== plan.digest',
    '(await of.currentDigest(request)) === null',
    ['erasure', 'refuses to carry out a plan once the data are others'],
  ],
};

const root = resolve(import.meta.dirname, '../..');
const wanted = process.argv.slice(2);

const replace = (folder, [file, from, to]) => {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not say: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to)
  );
};

/** What jest says of a suite: null where the suite itself broke down. */
const failuresOf = (folder, suite) => {
  const report = join(folder, 'report.json');
  spawnSync('npx', ['jest', '-i', '--json', `--outputFile=${report}`, `/${suite}\\.test\\.ts$`], {
    cwd: folder,
    stdio: 'ignore',
  });
  const { numRuntimeErrorTestSuites, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  if (numRuntimeErrorTestSuites > 0 || tests.length === 0) return null;
  return tests.filter(({ status }) => status === 'failed');
};

/** The first line of why a test failed, without what a terminal makes of it. */
const reasonOf = ({ failureMessages }) =>
  stripVTControlCharacters(failureMessages[0] ?? '').split('\n')[0];

let missed = 0;
for (const [name, [file, from, to, [suite, test], ...more]] of Object.entries(MUTATIONS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), 'custodian-mutation-'));
  try {
    for (const part of ['server', 'tests', 'package.json', 'tsconfig.json', 'jest.config.js'])
      cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const mutation of [[file, from, to], ...more]) replace(folder, mutation);
    const failures = failuresOf(folder, suite);
    const noticed = failures?.find(({ title }) => title === test);
    if (!noticed) missed += 1;
    console.log(`${noticed ? 'noticed' : 'MISSED '}  without ${name}`);
    for (const failure of failures ?? [])
      console.log(`         ${failure.title}: ${reasonOf(failure)}`);
    if (!failures) console.log(`         the suite ${suite} broke down`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = missed === 0 ? 0 : 1;
