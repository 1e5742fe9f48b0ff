import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

/** A statement that can be told which transaction it belongs to. */
interface Statement {
  transacting(transaction: Knex.Transaction): unknown;
}

/**
 * Puts a statement made with `strapi.db.connection` into the transaction that is open, if one is: on
 * its own connection it would not see what the transaction has written, and on SQLite, which has one
 * connection, it would wait for ever. Strapi's own query builders do the same by themselves.
 */
export const joinTransaction = async (
  { strapi }: { strapi: Core.Strapi },
  statement: Statement
): Promise<void> => {
  if (!strapi.db.inTransaction()) return;
  const open = await strapi.db.transaction();
  statement.transacting(open.get());
};
