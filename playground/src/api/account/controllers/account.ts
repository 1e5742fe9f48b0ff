import { factories } from '@strapi/strapi';
import type { Context } from 'koa';

const UID = 'api::account.account';

interface CountryRow {
  country: string | null;
  accounts: number | string;
}

/**
 * Custom code needs nothing special to be governed: what it asks through Strapi's or knex's query
 * builder is answered from the caller's view. (SQL written by hand would be refused.)
 */
export default factories.createCoreController(UID, ({ strapi }) => ({
  async perCountry(ctx: Context) {
    const { tableName } = strapi.db.metadata.get(UID);
    const rows = (await strapi.db
      .connection(tableName)
      .select('country')
      .countDistinct({ accounts: 'document_id' })
      .groupBy('country')
      .orderBy('country')) as CountryRow[];
    ctx.body = {
      data: rows.map(({ country, accounts }) => ({ country, accounts: Number(accounts) })),
    };
  },
}));
