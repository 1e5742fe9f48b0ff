#!/usr/bin/env node
/** Fills the database with the demo data and ends. Needs the build: `npm run build` comes first. */
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const appDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const distDir = path.join(appDir, 'dist');
if (!existsSync(path.join(distDir, 'src', 'index.js'))) {
  console.error('The playground is not built yet: run `npm run build` in it first.');
  process.exit(1);
}

process.chdir(appDir);
process.env.PLAYGROUND_SEED = 'true';

const { createStrapi } = createRequire(import.meta.url)('@strapi/strapi');
const strapi = await createStrapi({ appDir, distDir }).load();
await strapi.destroy();
