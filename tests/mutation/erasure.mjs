/**
 * Takes one safeguard of the erasure away at a time, and expects a test to fail for each. Works on a
 * copy of the sources. `node tests/mutation/erasure.mjs [name …]`
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PRIVACY = 'server/src/privacy';

/** Safeguard → file, what it says, what it says without, and the suites that must notice. */
const MUTATIONS = {
  "locale: '*'": [
    `${PRIVACY}/erasure/carry-out.ts`,
    "delete({ documentId, locale: '*' })",
    'delete({ documentId })',
    ['erasure-holds'],
  ],
  'the walk through components': [
    `${PRIVACY}/discovery/discovery.ts`,
    '[...(await records.componentsOf(rows)), ...rows]',
    '[...rows]',
    ['erasure'],
  ],
  'versions of history': [
    `${PRIVACY}/discovery/discovery.ts`,
    'seen.read.add(mark(version.table, version.rowId));\n          yield version;',
    'seen.read.add(mark(version.table, version.rowId));',
    ['erasure'],
  ],
  'scrub before delete': [
    `${PRIVACY}/erasure/carry-out.ts`,
    "await work('cell', (chunk) => effects.cell(chunk, needles));\n      await work('row', (chunk) => effects.row(chunk));\n      await work('document', (chunk) => effects.document(chunk));",
    "await work('document', (chunk) => effects.document(chunk));\n      await work('cell', (chunk) => effects.cell(chunk, needles));\n      await work('row', (chunk) => effects.row(chunk));",
    ['erasure'],
  ],
  'overwriting freed bytes': [
    `${PRIVACY}/erasure/bytes.ts`,
    'if (isSqlite) await run.rows(sql`pragma secure_delete = on`);',
    '',
    ['erasure-restore'],
    [`${PRIVACY}/erasure/bytes.ts`, 'if (!isSqlite) return;', 'if (isSqlite || !isSqlite) return;'],
  ],
  'the journal': [
    `${PRIVACY}/ledger/ledger.ts`,
    'if (!journaled.has(entryId)) await journal.append',
    'if (journaled.has(entryId)) await journal.append',
    ['erasure-restore'],
  ],
  'fsync of the journal': [
    `${PRIVACY}/ledger/journal.ts`,
    'await file.sync();',
    '',
    ['journal-fsync'],
  ],
  "the plan's digest": [
    `${PRIVACY}/erasure/erasure.ts`,
    '(await currentDigest(request)) !== plan.digest',
    '(await currentDigest(request)) === null',
    ['erasure'],
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

const isNoticed = (folder, suites) =>
  spawnSync('npx', ['jest', '-i', ...suites.map((name) => `/${name}\\.test\\.ts$`)], {
    cwd: folder,
    stdio: 'ignore',
  }).status !== 0;

let missed = 0;
for (const [name, [file, from, to, suites, ...more]] of Object.entries(MUTATIONS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), 'custodian-mutation-'));
  try {
    for (const part of ['server', 'tests', 'package.json', 'tsconfig.json', 'jest.config.js'])
      cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const mutation of [[file, from, to], ...more]) replace(folder, mutation);
    const noticed = isNoticed(folder, suites);
    if (!noticed) missed += 1;
    console.log(`${noticed ? 'noticed' : 'MISSED '}  without ${name}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = missed === 0 ? 0 : 1;
