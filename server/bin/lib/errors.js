'use strict';

/** The command was called wrongly, as opposed to refused. */
class UsageError extends Error {}

const isIssue = (issue) => typeof issue === 'object' && issue !== null && Array.isArray(issue.path);

/** `groups.1.parent: Unknown group 'europe' (UNKNOWN_GROUP)`; the whole document has no path. */
const issueLine = ({ path, message, code }) => {
  const where = path.length > 0 ? `${path.join('.')}: ` : '';
  return `${where}${message}${code ? ` (${code})` : ''}`;
};

/** One line for every thing that is wrong, with its path where it has one. */
const issueLines = (issues) => issues.map((issue) => `${issueLine(issue)}\n`).join('');

/** An error as a reader at a terminal needs it: no stack, all the paths. */
const describeError = (error) => {
  if (!(error instanceof Error)) return `${error}\n`;
  const { errors: issues, path, code } = error.details ?? {};
  if (Array.isArray(issues) && issues.length > 0 && issues.every(isIssue)) {
    return `${issueLines(issues)}${error.message}\n`;
  }
  return Array.isArray(path)
    ? issueLines([{ path, code, message: error.message }])
    : `${error.message}\n`;
};

module.exports = { UsageError, describeError, issueLines };
