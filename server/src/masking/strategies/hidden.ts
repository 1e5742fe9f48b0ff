import { z } from '@strapi/utils';
import type { MaskStrategy } from './strategy';

/** The attribute is not there at all. Fits every attribute. */
export const hidden: MaskStrategy = {
  name: 'hidden',
  options: z.strictObject({}),
  fits: () => true,
  absent: true,
  sql: () => null,
  mask: () => null,
};
