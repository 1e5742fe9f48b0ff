#!/usr/bin/env node
'use strict';

const { parseCommand, USAGE } = require('./lib/args');
const { describeError, UsageError } = require('./lib/errors');
const { redirectLogs } = require('./lib/output');
const { withProject } = require('./lib/project');

const OK = 0;
const REFUSED = 1;
const WRONG_USAGE = 2;

/**
 * Runs one command and says how the process should end: 0 done, 1 refused or failed, 2 wrongly
 * called. What a command has to say goes to standard output, all else to standard error.
 */
const main = async (argv) => {
  const output = redirectLogs();
  try {
    const { run, prepare, input } = parseCommand(argv);
    if (!run) {
      await output.print(USAGE);
      return OK;
    }
    const given = prepare ? await prepare(input) : input;
    const { text, ok } = await withProject(given, (services) => run(services, given));
    await output.print(text);
    return ok ? OK : REFUSED;
  } catch (error) {
    await output.complain(describeError(error));
    if (!(error instanceof UsageError)) return REFUSED;
    await output.complain('Run `custodian help` for the commands and their options.\n');
    return WRONG_USAGE;
  }
};

// A loaded project leaves timers and pools behind; there is nothing left to wait for.
main(process.argv.slice(2)).then((code) => process.exit(code));
