import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';

import ts from 'typescript';

const CODE = /\.(js|cjs|mjs)$/;

/** `@scope/name/deep` -> `@scope/name`, `name/deep` -> `name`. */
const packageName = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** All modules that a file of JavaScript names in import, export, import() and require(). */
const importsOf = (file) =>
  ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map((f) => f.fileName);

const resolvesInside = (file, specifier) => {
  const target = path.resolve(path.dirname(file), specifier);
  const candidates = ['', '.js', '.mjs', '.json', '/index.js', '/index.mjs', '/package.json'];
  return candidates.some((ending) => existsSync(target + ending) && !target.endsWith('/'));
};

/**
 * What is wrong with the imports of an unpacked package, one sentence each: packages that its
 * package.json does not declare, and files that were not packed. Looks at the text, so that code
 * which a boot does not reach counts too.
 */
export const findImportErrors = (folder) => {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const declared = new Set([
    manifest.name,
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
  ]);
  const files = readdirSync(folder, { recursive: true })
    .filter((file) => CODE.test(file))
    .map((file) => path.join(folder, file));

  return files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => {
      const where = path.relative(folder, file);
      if (specifier.startsWith('.')) {
        return resolvesInside(file, specifier) ? [] : [`${where}: ${specifier} is not packed`];
      }
      if (isBuiltin(specifier) || declared.has(packageName(specifier))) return [];
      return [`${where}: ${packageName(specifier)} is not declared in package.json`];
    })
  );
};

/** The files that package.json promises (`exports`, `bin`) and that the package does not hold. */
export const findMissingFiles = (folder) => {
  const { exports, bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const leaves = (value) =>
    typeof value === 'string'
      ? [value]
      : Object.entries(value)
          // `source` is for the build, in the repository only.
          .filter(([condition]) => condition !== 'source')
          .flatMap(([, inner]) => leaves(inner));
  return [
    ...leaves(exports),
    ...leaves(bin ?? {}),
    './strapi-server.js',
    './LICENSE',
    './README.md',
  ]
    .filter((file, index, all) => all.indexOf(file) === index)
    .filter((file) => !existsSync(path.join(folder, file)));
};
