import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const playgroundDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const rootDir = path.dirname(playgroundDir);
export const strapiBin = path.join(rootDir, 'node_modules/@strapi/strapi/bin/strapi.js');
