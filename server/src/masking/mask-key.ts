import { createHmac, randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import type { Client, Dialect } from '../platform/dialect';
import { id, sql, type Sql } from '../platform/sql';
import { MASK_KEY_UID, MASKING_TABLES } from './models';
import type { MaskKey } from './strategies/strategy';

const PURPOSE = 'pseudonym';
const BLOCK = 64;

/** HMAC-SHA256 as 64 hexadecimal digits; the secret as hexadecimal digits, too. */
export const hmac = (secret: string, text: string): string =>
  createHmac('sha256', Buffer.from(secret, 'hex')).update(text, 'utf8').digest('hex');

/** SQLite has no hashes of its own; `enforcement/strapi-sqlite-functions.ts` adds this one. */
export const HMAC_FUNCTION = { name: 'custodian_hmac_sha256', compute: hmac };

/** The secret as HMAC mixes it in (RFC 2104), so that SQL only has to hash twice. */
const padOf = (secret: Buffer, filler: number): string => {
  const pad = Buffer.alloc(BLOCK, filler);
  secret.forEach((byte, position) => {
    pad[position] = byte ^ filler;
  });
  return pad.toString('hex');
};

/** A new secret as its row in the table. */
export const createKeyRow = (secret = randomBytes(32)) => ({
  purpose: PURPOSE,
  secret: secret.toString('hex'),
  innerPad: padOf(secret, 0x36),
  outerPad: padOf(secret, 0x5c),
});

/** A column of the key's row. It does not depend on the row that is masked: looked up once a statement. */
const stored = (dialect: Dialect, column: string): Sql =>
  sql`(select ${id(column)} from ${dialect.table(MASKING_TABLES.keys)} where ${id('purpose')} = ${PURPOSE})`;

const HMAC: Readonly<Record<Client, (text: Sql, part: (column: string) => Sql) => Sql>> = {
  sqlite: (text, part) =>
    sql`${{ ...sql``, text: HMAC_FUNCTION.name }}(${part('secret')}, ${text})`,
  postgres: (text, part) =>
    sql`encode(sha256(decode(${part('outer_pad')}, 'hex') || sha256(decode(${part('inner_pad')}, 'hex') || convert_to(${text}, 'UTF8'))), 'hex')`,
  mysql: (text, part) =>
    sql`sha2(concat(unhex(${part('outer_pad')}), unhex(sha2(concat(unhex(${part('inner_pad')}), cast(convert(${text} using utf8mb4) as binary)), 256))), 256)`,
};

/** The key of an installation, once it has been loaded. */
export interface LoadedMaskKey extends MaskKey {
  /** Reads the key, and makes one on the first start. Call once the schema is in sync. */
  load(): Promise<void>;
}

/**
 * The key lies in the database, next to the values that it hides: whoever reads this table reads
 * those as well. Views refer to it there, so that it is in no statement, no binding, no error
 * message and no configuration file, and is the same on every node.
 */
export const createMaskKey = (
  { strapi }: { strapi: Core.Strapi },
  dialect: Dialect
): LoadedMaskKey => {
  let secret: string | null = null;
  const read = async (): Promise<string | null> => {
    const row = (await strapi.db.query(MASK_KEY_UID).findOne({ where: { purpose: PURPOSE } })) as {
      secret: string;
    } | null;
    return row?.secret ?? null;
  };
  return {
    async load() {
      secret = await read();
      if (secret !== null) return;
      try {
        await strapi.db.query(MASK_KEY_UID).create({ data: createKeyRow() });
      } catch (error) {
        // Another node may have been first; its key is the one.
        if ((await read()) === null) throw error;
      }
      secret = await read();
    },
    sql: (text) => HMAC[dialect.client](text, (column) => stored(dialect, column)),
    digest(text) {
      if (secret === null) throw new Error('The key for pseudonyms has not been loaded');
      return hmac(secret, text);
    },
  };
};
