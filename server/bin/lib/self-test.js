'use strict';

const { json, table } = require('./output');

const rowOf = ({ canary, contentType, ok, problem }) => [
  ok ? 'ok' : 'FAILED',
  canary,
  contentType ?? '-',
  problem ?? '',
];

/** Tries every hook with the policy in force. A hook that fails while loading stops that already. */
const selfTest = async (services, input) => {
  const results = await services('selfTest').run();
  const failed = results.filter(({ ok }) => !ok).length;
  const ok = failed === 0;
  if (input.json) return { ok, text: json({ ok, results }) };
  const summary = ok ? `All ${results.length} hooks hold\n` : `${failed} hooks do not hold\n`;
  return {
    ok,
    text: `${table(['Result', 'Hook', 'Content type', 'Problem'], results.map(rowOf))}\n${summary}`,
  };
};

module.exports = { selfTest };
