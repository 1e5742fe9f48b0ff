import type { Core } from '@strapi/strapi';
import { getContainer } from './container';

/** Ends background work before the database closes. */
export const destroy = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  await getContainer(strapi).stop();
};
