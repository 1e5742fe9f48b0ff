'use strict';

const write = (stream, writeTo) => (text) =>
  new Promise((resolve) => {
    writeTo.call(stream, text, resolve);
  });

/**
 * Keeps standard output for answers, so that they can be piped: from here on, whatever else the
 * project writes there (its log, `console.log` in its bootstrap) goes to standard error.
 */
const redirectLogs = () => {
  const { stdout, stderr } = process;
  const print = write(stdout, stdout.write);
  const complain = write(stderr, stderr.write);
  stdout.write = stderr.write.bind(stderr);
  return { print, complain };
};

const pad = (cell, width, isNumber) =>
  isNumber ? String(cell).padStart(width) : cell.padEnd(width);

/** Columns under their headings, numbers to the right. */
const table = (headings, rows) => {
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...rows.map((row) => String(row[at]).length))
  );
  const isNumber = headings.map((_heading, at) => rows.every((row) => typeof row[at] === 'number'));
  return [headings, ...rows]
    .map((row) => row.map((cell, at) => pad(cell, widths[at], isNumber[at])).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
};

/** JSON for machines, as any other command prints it. */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

module.exports = { redirectLogs, table, json };
