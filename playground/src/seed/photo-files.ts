import fs from 'node:fs/promises';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import type { PhotoRecord } from './generate/types';

/** Writes the picture files that are not in the public folder. */
export const writePhotoFiles = async (
  strapi: Core.Strapi,
  photos: PhotoRecord[]
): Promise<void> => {
  const folder = path.join(strapi.dirs.static.public, 'uploads');
  await fs.mkdir(folder, { recursive: true });
  const present = new Set(await fs.readdir(folder));
  const missing = photos.filter(({ file }) => !present.has(file));
  await Promise.all(missing.map(({ file, svg }) => fs.writeFile(path.join(folder, file), svg)));
};
