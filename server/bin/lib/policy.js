'use strict';

const { readFile, writeFile } = require('node:fs/promises');

const { issueLines } = require('./errors');
const { json, table } = require('./output');

/** Who is on record for a version that came from the command line. */
const BY = 'system';

/** Adds the document in the file to the input. */
const readDocument = async (input) => {
  const { file } = input;
  try {
    return { ...input, document: JSON.parse(await readFile(file, 'utf8')) };
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error.message}`, { cause: error });
  }
};

const validate = async (services, input) => {
  const result = services('policy').validate(input.document);
  if (input.json) {
    return { ok: result.ok, text: json({ ok: result.ok, errors: result.issues ?? [] }) };
  }
  if (result.ok) return { ok: true, text: `${input.file} is valid\n` };
  return { ok: false, text: issueLines(result.issues) };
};

const apply = async (services, input) => {
  const { version } = await services('policy').activate(input.document, { by: BY });
  const text = input.json ? json({ version }) : `Policy version ${version} is in force\n`;
  return { ok: true, text };
};

const exportDocument = async (services, input) => {
  const active = await services('policy').active();
  if (!active) throw new Error('No policy is in force');
  const document = json(active.document);
  if (!input.file) return { ok: true, text: document };
  await writeFile(input.file, document);
  return { ok: true, text: `Policy version ${active.version} is in ${input.file}\n` };
};

const SIGNS = { added: '+', removed: '-', changed: '~' };

const names = (part) =>
  Object.entries(SIGNS).flatMap(([kind, sign]) => part[kind].map((name) => `${sign}${name}`));

const documentLines = ({ groups, profiles, contentTypes, sharingRules, audiences }) => {
  const parts = {
    Groups: names(groups),
    Profiles: names(profiles),
    'Content types': names(contentTypes),
    'Sharing rules': [
      ...(sharingRules.added ? [`+${sharingRules.added}`] : []),
      ...(sharingRules.removed ? [`-${sharingRules.removed}`] : []),
    ],
    Public: names(audiences.public),
    'Super admin': audiences.superAdmin ? ['~superAdmin'] : [],
  };
  return Object.entries(parts)
    .filter(([, changes]) => changes.length > 0)
    .map(([title, changes]) => `${`${title}:`.padEnd(15)}${changes.join(' ')}\n`)
    .join('');
};

const accessRows = (access) =>
  access.map(({ contentType, principal, gained, lost, samples }) => [
    contentType,
    principal,
    gained,
    lost,
    [...samples.gained.map((id) => `+${id}`), ...samples.lost.map((id) => `-${id}`)].join(' '),
  ]);

const HEADINGS = ['Content type', 'Principal', 'Gains', 'Loses', 'For example'];

const diff = async (services, input) => {
  const { version, diff: changes } = await services('dryRun').compare(input.document);
  if (input.json) return { ok: true, text: json({ version, ...changes }) };
  const { document, access, truncated } = changes;
  const text = [
    version === null ? 'No policy is in force yet\n' : `Compared with policy version ${version}\n`,
    document.changed ? `\n${documentLines(document)}` : 'The documents say the same\n',
    '\n',
    access.length > 0 ? table(HEADINGS, accessRows(access)) : 'Nobody gains or loses a record\n',
    truncated ? 'There are more principals than were compared\n' : '',
  ].join('');
  return { ok: true, text };
};

module.exports = { readDocument, validate, apply, exportDocument, diff };
