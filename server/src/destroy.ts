import type { Core } from '@strapi/strapi';
import { getContainer } from './container';

/** Ends background work before the database closes. */
export const destroy = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  const { stop, audit } = getContainer(strapi);
  audit.stop();
  await stop();
};
