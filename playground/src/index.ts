import type { Core } from '@strapi/strapi';
import { seed } from './seed';

export default {
  register() {},

  /** `npm run demo` and `npm run seed` ask for the demo data; a plain start leaves the data alone. */
  async bootstrap({ strapi }: { strapi: Core.Strapi }) {
    if (process.env.PLAYGROUND_SEED === 'true') await seed({ strapi });
  },
};
