import { existsSync } from 'node:fs';
import path from 'node:path';
import { fingerprint, isCurrent, markCurrent } from './fingerprint.mjs';
import { playgroundDir, rootDir, strapiBin } from './paths.mjs';
import { npm, run } from './run.mjs';

const inRoot = (...names) => names.map((name) => path.join(rootDir, name));
const inPlayground = (...names) => names.map((name) => path.join(playgroundDir, name));

/** Does the step unless its outputs are there and were made from the same inputs. */
const once = async (name, { inputs, depends = [], outputs, title }, step) => {
  const digest = fingerprint(inputs, ...depends);
  if (outputs.every((file) => existsSync(file)) && isCurrent(name, digest)) return;
  console.log(title);
  await step();
  markCurrent(name, digest);
};

/** Builds the plugin, server and admin. */
export const buildPlugin = () =>
  once(
    'plugin',
    {
      title: 'Building the plugin …',
      inputs: inRoot('server', 'admin', 'package.json', 'package-lock.json'),
      outputs: inRoot('dist/server/index.js', 'dist/admin/index.js'),
    },
    () => npm(['run', 'build'])
  );

/** Compiles the playground and builds its admin panel, with the plugin's pages or without. */
export const buildPlayground = ({ withPlugin }) =>
  once(
    'playground',
    {
      title: 'Building the playground and its admin panel (this takes a minute or two) …',
      inputs: [
        ...inPlayground('config', 'src', 'types', 'tsconfig.json', 'package.json'),
        ...inRoot('package-lock.json', ...(withPlugin ? ['admin', 'package.json'] : [])),
      ],
      depends: [String(withPlugin)],
      outputs: inPlayground('dist/src/index.js', 'dist/build/index.html'),
    },
    () =>
      run(process.execPath, [strapiBin, 'build'], {
        cwd: playgroundDir,
        env: { STRAPI_TELEMETRY_DISABLED: 'true', ...process.env, NODE_ENV: 'production' },
      })
  );
