import type { Core } from '@strapi/strapi';
import { getContainer } from './container';

/** Ends background work before the database closes. */
export const destroy = ({ strapi }: { strapi: Core.Strapi }): void => {
  const { stop, audit } = getContainer(strapi);
  audit.stop();
  stop();
};
