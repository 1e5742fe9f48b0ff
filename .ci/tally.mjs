/**
 * Closes a CI run with one line, `N passed, M failed`, and the exit code that goes with it. The
 * arguments are the result files of jest (`--json`) and of the boot test. A result that is not there
 * means that its run broke off: a failure, as is a test that was skipped or a suite that did not load.
 * Steps without tests of their own (lint, types, build) only show up when they fail.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const read = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

const countOf = (file) => {
  const name = path.basename(file, '.json');
  const result = read(file);
  if (!result) {
    console.log(`${name}: no result`);
    return { passed: 0, failed: 1 };
  }
  const skipped = result.numPendingTests + (result.numTodoTests ?? 0);
  const broken = result.numRuntimeErrorTestSuites ?? 0;
  const failed = result.numFailedTests + skipped + broken;
  console.log(
    `${name}: ok ${result.numPassedTests}, not ok ${result.numFailedTests}, skipped ${skipped}, suites not run ${broken}`
  );
  // A run without a single test proves nothing.
  return {
    passed: result.numPassedTests,
    failed: result.numPassedTests === 0 ? failed || 1 : failed,
  };
};

const MESSAGE_SHOWN = 300;
const ESCAPES = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, 'g');

/** What failed, and the beginning of why: the end of a log is what is read first. */
const showFailures = (file) => {
  for (const { name, message, assertionResults } of read(file)?.testResults ?? []) {
    const failures = assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => [fullName, failureMessages.join('\n')]);
    if (failures.length === 0 && assertionResults.length === 0) failures.push(['', message]);
    for (const [title, text] of failures) {
      console.log(`\n${path.basename(file, '.json')}: ${path.basename(name)} ${title}`);
      console.log(text.replaceAll(ESCAPES, '').slice(0, MESSAGE_SHOWN));
    }
  }
};

process.argv.slice(2).forEach(showFailures);
const counts = process.argv.slice(2).map(countOf);
const sum = (key) => counts.reduce((total, count) => total + count[key], 0);

const failedSteps = Number(process.env.FAILED_STEP_COUNT ?? 0);
// A failed step whose tests all passed, such as lint, must not end in "0 failed".
const failed = Math.max(sum('failed'), failedSteps);

console.log(`${sum('passed')} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
