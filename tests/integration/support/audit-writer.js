'use strict';

/**
 * One Strapi process that writes to the audit log as fast as it can, or verifies it. Started by
 * `audit-crash.ts`; everything it says is a line of JSON.
 */
require('../../../benchmarks/register.js');

const { writeSync } = require('node:fs');
const { join } = require('node:path');
const { createStrapi } = require('@strapi/strapi');

const [, , name, writers, entries] = process.argv;
const APP = join(__dirname, '..', '..', 'app');

// Synchronous: what is said before a kill has been said.
const say = (message) => writeSync(1, `${JSON.stringify(message)}\n`);

const eventOf = (documentId) => ({
  type: 'access.denied',
  contentType: 'api::contact.contact',
  documentId,
  details: { by: name, note: 'x'.repeat(50) },
});

/** Alone, in a transaction, or in one that is undone: in the proportions of a busy application. */
const write = async (strapi, audit, documentId, turn) => {
  if (turn % 3 === 0) return audit.record(eventOf(documentId));
  const isUndone = turn % 10 === 1;
  const undone = new Error('undone');
  await strapi.db
    .transaction(async () => {
      await audit.record(eventOf(isUndone ? `undone-${documentId}` : documentId));
      if (isUndone) throw undone;
    })
    .catch((error) => {
      if (error !== undone) throw error;
    });
  if (isUndone) await audit.record(eventOf(documentId));
};

const main = async () => {
  const strapi = await createStrapi({ appDir: APP, distDir: APP }).load();
  const audit = strapi.plugin('custodian').service('audit');
  say({ ready: name });
  if (name === 'verify') {
    const found = await audit.verify();
    const rows = await strapi.db
      .getConnection('custodian_audit_entries')
      .where({ type: 'access.denied' })
      .select('document_id', 'seq');
    say({ found, documents: rows.map((row) => row.document_id) });
    process.exit(0);
  }
  let next = 0;
  const writer = async () => {
    for (;;) {
      next += 1;
      const turn = next;
      if (turn > Number(entries)) return;
      const documentId = `${name}-${turn}`;
      await write(strapi, audit, documentId, turn);
      say({ ack: documentId });
    }
  };
  await Promise.all(Array.from({ length: Number(writers) }, writer));
  await audit.seal();
  say({ done: name });
  process.exit(0);
};

main().catch((error) => {
  say({ failed: String(error?.stack ?? error) });
  process.exit(1);
});
