'use strict';

const { Readable } = require('node:stream');
const { setTimeout: wait } = require('node:timers/promises');
const { factories } = require('@strapi/strapi');

const UID = 'api::account.account';

module.exports = factories.createCoreController(UID, ({ strapi }) => ({
  /** A body that asks the database only while it is sent, after this handler has returned. */
  stream(ctx) {
    const read = async function* read() {
      await wait(20);
      const data = await strapi.db.query(UID).findMany({ populate: ['contacts'] });
      yield JSON.stringify({ data });
    };
    ctx.type = 'application/json';
    ctx.body = Readable.from(read());
  },
}));
