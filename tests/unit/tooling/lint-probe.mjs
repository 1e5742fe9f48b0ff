/**
 * Lints snippets that exist only in memory with the rules of this repository: standard input is
 * `[{ file, code }]`, standard output `[[{ rule, message }]]` in the same order. `file` says where in
 * the server the snippet would stand. A process of its own, because jest cannot load eslint's ES
 * modules. Rules that need types are left out: they want the file on disk.
 */
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { ESLint } from 'eslint';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const WITHOUT_TYPES = /^(boundaries|size)\/|^(max-|no-restricted-)|no-restricted-imports$/;

const eslint = new ESLint({
  // The caller's folder stands for the repository, so that snippets can import files it made there.
  cwd: process.cwd(),
  overrideConfigFile: path.join(repository, 'eslint.config.mjs'),
  overrideConfig: [
    { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } },
  ],
  ruleFilter: ({ ruleId }) => WITHOUT_TYPES.test(ruleId),
});

const lint = async ({ file, code }) => {
  const [result] = await eslint.lintText(code, { filePath: path.resolve(file) });
  return result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message }));
};

const snippets = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(await Promise.all(snippets.map(lint))));
