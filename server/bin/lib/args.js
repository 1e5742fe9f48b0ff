'use strict';

const path = require('node:path');
const { parseArgs } = require('node:util');

const audit = require('./audit');
const { explain } = require('./explain');
const { UsageError } = require('./errors');
const policy = require('./policy');
const { selfTest } = require('./self-test');

const USAGE = `Usage: custodian <command> [options], in the root of a Strapi project

Commands
  policy validate <file>   list everything that is wrong with a policy document
  policy diff <file>       compare it with the policy in force: who would gain and lose how many records
  policy apply <file>      validate and activate it
  policy export [file]     write the document in force to a file, or to standard output
  explain                  say why a principal may or may not do something with a record
      --principal user:1 --content-type api::x.x --document-id <id> [--action read]
  audit verify             check the audit log from its first entry to its last
      [--checkpoint <file>]  also against a checkpoint or an export that was taken earlier
  audit checkpoint [file]  write the signed end of the log to a file, or to standard output
  self-test                try every hook that enforcement depends on
  help                     show this text

Options
  --dir <folder>           root of the Strapi project (default: the current folder)
  --json                   answer with JSON
  -h, --help               show this text

A principal is user:<id>, admin:<id>, token:<id> or public. An action is create, read (the default),
update, delete, publish, share, export or import.

Exit code: 0 done, 1 refused or failed, 2 called wrongly
`;

const COMMON = { dir: { type: 'string' }, json: { type: 'boolean' } };

const EXPLAIN = {
  principal: { type: 'string' },
  'content-type': { type: 'string' },
  'document-id': { type: 'string' },
  action: { type: 'string', default: 'read' },
};

const CHECKPOINT = { checkpoint: { type: 'string' } };

/**
 * What each command takes: `file` says whether a file must be named or only may be, `prepare` is what
 * can be done before the project is loaded, which takes seconds.
 */
const COMMANDS = {
  'policy validate': { run: policy.validate, prepare: policy.readDocument, file: 'required' },
  'policy diff': { run: policy.diff, prepare: policy.readDocument, file: 'required' },
  'policy apply': { run: policy.apply, prepare: policy.readDocument, file: 'required' },
  'policy export': { run: policy.exportDocument, file: 'optional' },
  explain: { run: explain, options: EXPLAIN, required: Object.keys(EXPLAIN) },
  'audit verify': { run: audit.verify, prepare: audit.readCheckpoints, options: CHECKPOINT },
  'audit checkpoint': { run: audit.checkpoint, file: 'optional' },
  'self-test': { run: selfTest },
};

/** Commands of two words begin with one of these. */
const TOPICS = ['policy', 'audit'];

const nameOf = (words) => words.slice(0, TOPICS.includes(words[0]) ? 2 : 1).join(' ');

const OPTIONS = { ...COMMON, ...EXPLAIN, ...CHECKPOINT, help: { type: 'boolean', short: 'h' } };

/** First read leniently, only to tell the command from its options. */
const wordsOf = (args) =>
  parseArgs({ args, options: OPTIONS, strict: false, allowPositionals: true });

const parseStrictly = (args, options) => {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
};

const fileOf = (command, name, words) => {
  const [file, ...rest] = words.slice(name.split(' ').length);
  const surplus = command.file ? rest[0] : file;
  if (surplus !== undefined) throw new UsageError(`Unexpected argument '${surplus}'`);
  if (command.file === 'required' && !file) throw new UsageError(`${name}: name a file`);
  // Relative to where the command was called, whatever project it works on.
  return file === undefined ? undefined : path.resolve(file);
};

/**
 * Reads the command line. Without `run` there is nothing to do but to show the help.
 * @throws UsageError
 */
const parseCommand = (args) => {
  const lenient = wordsOf(args);
  const name = nameOf(lenient.positionals);
  if (lenient.values.help || name === 'help') return {};
  if (name === '') throw new UsageError('Name a command');
  if (!Object.hasOwn(COMMANDS, name)) throw new UsageError(`Unknown command '${name}'`);
  const command = COMMANDS[name];
  const { values, positionals } = parseStrictly(args, { ...COMMON, ...command.options });
  for (const option of command.required ?? []) {
    if (!values[option]) throw new UsageError(`${name}: --${option} is missing`);
  }
  const file = fileOf(command, name, positionals);
  const { run, prepare } = command;
  // Relative to where the command was called, too.
  const given = values.checkpoint ? { checkpoint: path.resolve(values.checkpoint) } : {};
  const dir = path.resolve(values.dir ?? '.');
  return { run, prepare, input: { ...values, ...given, dir, file } };
};

module.exports = { parseCommand, USAGE };
