'use strict';

const { readFile, writeFile } = require('node:fs/promises');

const { json } = require('./output');

/** Adds the checkpoints in a file to the input: one, a list, or the last line of an NDJSON export. */
const readCheckpoints = async (input) => {
  const { checkpoint: file } = input;
  if (file === undefined) return { ...input, checkpoints: [] };
  try {
    const text = (await readFile(file, 'utf8')).trim();
    return { ...input, checkpoints: checkpointsIn(text) };
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error.message}`, { cause: error });
  }
};

const isExport = (text) => text.startsWith('{"id":') || text.startsWith('{"checkpoint":');

const checkpointsIn = (text) => {
  if (!isExport(text)) return [JSON.parse(text)].flat();
  const { checkpoint } = JSON.parse(text.slice(text.lastIndexOf('\n') + 1));
  if (!checkpoint) throw new Error('the export ends without a checkpoint');
  return [checkpoint];
};

const describe = ({ code, seq, id }) => {
  const where = [seq === undefined ? '' : `place ${seq}`, id === undefined ? '' : `entry ${id}`];
  return `${[code, ...where.filter(Boolean)].join('  ')}\n`;
};

/** Follows the chain from its first entry to its last. */
const verify = async (services, input) => {
  const found = await services('audit').verify(input.checkpoints);
  const { ok, entries, unsealed, erased, from, to, problems, problemCount, milliseconds } = found;
  if (input.json) return { ok, text: json(found) };
  const counts = [
    `${entries} entries`,
    ...(from === null ? [] : [`places ${from} to ${to}`]),
    ...(unsealed > 0 ? [`${unsealed} not sealed yet`] : []),
    ...(erased > 0 ? [`${erased} payloads erased`] : []),
  ].join(', ');
  const verdict = ok ? 'The audit log is whole' : `The audit log has ${problemCount} problem(s)`;
  const against =
    input.checkpoints.length > 0 ? `, against ${input.checkpoints.length} checkpoint(s)` : '';
  return {
    ok,
    text: `${problems.map(describe).join('')}${verdict}: ${counts}${against}; ${milliseconds} ms\n`,
  };
};

/** Writes the signed end of the chain to a file, or to standard output. */
const checkpoint = async (services, input) => {
  const taken = await services('audit').take();
  if (!taken) throw new Error('The audit log is empty');
  if (!input.file) return { ok: true, text: json(taken) };
  await writeFile(input.file, json(taken));
  return { ok: true, text: `A checkpoint at place ${taken.seq} is in ${input.file}\n` };
};

module.exports = { readCheckpoints, verify, checkpoint };
