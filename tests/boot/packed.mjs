/**
 * `npm run test:boot`: packs the built plugin as npm would and starts it in a Strapi project in a
 * real Node process, once installed by package name and once by path. Catches what jest cannot see,
 * since its own module loader is far more forgiving: files that are not packed, packages that are
 * not declared, a bundle that behaves unlike the sources.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { findImportErrors, findMissingFiles } from './package-check.mjs';
import { createProject, errorLines, runProject, unpack } from './project.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const repository = path.resolve(here, '../..');
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'packed-')));
const unpacked = path.join(folder, 'package');

const counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };

const check = async (name, run) => {
  const started = performance.now();
  try {
    await run();
    counts.numPassedTests += 1;
    console.log(`ok      ${name} (${Math.round(performance.now() - started)} ms)`);
  } catch (error) {
    counts.numFailedTests += 1;
    console.error(`FAILED  ${name}\n${error.stack}`);
  }
};

const get = async (url) => {
  const answer = await fetch(url);
  return { status: answer.status, body: await answer.json() };
};

/** What has to hold in a running project, however the plugin came into it. */
const visit = async ({ url, plugins }) => {
  assert.ok(plugins.includes('custodian'), `loaded plugins: ${plugins.join(', ')}`);

  const policy = await get(`${url}/custodian/policy`);
  assert.equal(policy.status, 401, 'GET /custodian/policy without a log-in');
  assert.equal(policy.body.error.name, 'UnauthorizedError');

  const notices = await get(`${url}/api/notices`);
  assert.equal(notices.status, 200);
  assert.equal(notices.body.data.length, 1, 'a type that the policy does not name');

  const secrets = await get(`${url}/api/secrets`);
  assert.equal(secrets.status, 200);
  assert.deepEqual(secrets.body.data, [], 'a governed type without any grant');
  assert.equal(secrets.body.meta.pagination.total, 0);
};

const bootCheck = ({ name, pluginAt, byName }) =>
  check(`boots with the plugin ${name}`, async () => {
    const project = path.join(folder, byName ? 'by-name' : 'by-path');
    const template = path.join(here, 'app');
    createProject({ repository, template, unpacked, project, pluginAt, byName });
    const pluginPath = byName ? undefined : `./${pluginAt}`;
    const log = await runProject({ project, pluginPath, visit });
    assert.deepEqual(errorLines(log), [], 'errors in the log');
  });

try {
  if (!existsSync(path.join(repository, 'dist/server/index.js'))) {
    throw new Error('There is no build in dist/: run `npm run build` first.');
  }
  unpack(repository, unpacked);
  await check('the package holds every file that it promises', () =>
    assert.deepEqual(findMissingFiles(unpacked), [])
  );
  await check('the package imports only what it declares', () =>
    assert.deepEqual(findImportErrors(unpacked), [])
  );
  await bootCheck({
    name: 'by package name',
    pluginAt: 'node_modules/strapi-plugin-custodian',
    byName: true,
  });
  await check('the command line tool starts', () => {
    const tool = 'node_modules/strapi-plugin-custodian/server/bin/custodian.js';
    const cwd = path.join(folder, 'by-name');
    const help = execFileSync(process.execPath, [tool, '--help'], { cwd, encoding: 'utf8' });
    assert.match(help, /^Usage: custodian <command>[\s\S]*policy validate <file>/);
  });
  await bootCheck({ name: 'by path', pluginAt: 'src/plugins/custodian', byName: false });
} catch (error) {
  counts.numFailedTests += 1;
  console.error(error);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

mkdirSync(path.join(repository, 'tests/output'), { recursive: true });
writeFileSync(path.join(repository, 'tests/output/boot.json'), JSON.stringify(counts));
console.log(`Checks that hold: ${counts.numPassedTests}, that do not: ${counts.numFailedTests}`);
process.exitCode = counts.numFailedTests > 0 ? 1 : 0;
