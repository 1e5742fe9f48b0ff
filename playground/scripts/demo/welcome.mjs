import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { playgroundDir } from './paths.mjs';

const answers = (url) =>
  new Promise((resolve) => {
    get(url, (response) => {
      response.resume();
      resolve(response.statusCode === 204);
    }).once('error', () => resolve(false));
  });

/** Resolves with true as soon as Strapi answers. */
export const waitUntilReady = async (url) => {
  while (!(await answers(`${url}/_health`))) await wait(250);
  return true;
};

const table = (rows) => {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`)
    .join('\n');
};

const CONTACTS =
  '/api/contacts?fields[0]=firstName&fields[1]=lastName' +
  '&populate[account][fields][0]=country&pagination[pageSize]=3';

/** A command that lists contacts, as a user or, without one, as the public. */
export const curlLine = (url, login) => {
  const list = `curl -sg '${url}${CONTACTS}'`;
  if (!login) return list;
  const token =
    `curl -s ${url}/api/auth/local -d identifier=${login.email} -d password=${login.password}` +
    ` | node -pe 'JSON.parse(require("fs").readFileSync(0)).jwt'`;
  return `${list} -H "Authorization: Bearer $(${token})"`;
};

/** Says where the CRM is, who can log in, and what to try. */
export const printWelcome = (url) => {
  const logins = JSON.parse(readFileSync(path.join(playgroundDir, 'logins.json'), 'utf8'));
  const userOf = (name) =>
    logins.find(({ kind, email }) => kind === 'user' && email.startsWith(`${name}@`));
  const rows = logins.map(({ role, kind, email, password }) => [
    email,
    password,
    kind === 'admin' ? 'admin panel' : 'REST',
    role,
  ]);

  console.log(`
The CRM is up: ${url}/admin (panel) and ${url}/api (REST). Ctrl-C stops it.

${table([['EMAIL', 'PASSWORD', 'WHERE', 'WHO'], ...rows])}

Try (the total is in meta.pagination):

  # a representative of the Nordics: Nordic contacts only
  ${curlLine(url, userOf('rep.nordics'))}

  # the manager of EMEA: more
  ${curlLine(url, userOf('manager.emea'))}

  # the public: nothing
  ${curlLine(url)}
`);
};
