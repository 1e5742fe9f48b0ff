import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { PACKAGE_CHUNK_UID } from './models';

const CHUNK = 192 * 1_024;
const NONCE = 12;

/** Cuts a stream into pieces of one size. */
export async function* pieces(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0);
  for await (const part of body) {
    held = Buffer.concat([held, part]);
    for (; held.length >= CHUNK; held = held.subarray(CHUNK)) yield held.subarray(0, CHUNK);
  }
  if (held.length > 0) yield held;
}

/** Each piece is encrypted by itself: what is handed out has been authenticated before. */
export const encrypt = (key: Buffer, piece: Buffer, seq: number): Buffer => {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(String(seq)));
  const body = Buffer.concat([cipher.update(piece), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
};

export const decrypt = (key: Buffer, bytes: Buffer, seq: number): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), {
    authTagLength: 16,
  });
  decipher.setAAD(Buffer.from(String(seq))).setAuthTag(bytes.subarray(NONCE, NONCE + 16));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE + 16)), decipher.final()]);
};

/** The pieces of packages in the database. */
export const createChunks = ({ strapi }: { strapi: Core.Strapi }) => {
  const query = () => strapi.db.query(PACKAGE_CHUNK_UID);
  async function* read(packageId: number): AsyncGenerator<{ seq: number; bytes: Buffer }> {
    for (let seq = 0; ; seq += 1) {
      const where = { packageId, seq };
      const row = (await query().findOne({ where })) as { body: string } | null;
      if (!row) return;
      yield { seq, bytes: Buffer.from(row.body, 'base64') };
    }
  }

  return {
    read,
    /** SHA-256 over all pieces as they are stored. */
    async digest(packageId: number): Promise<string> {
      const hash = createHash('sha256');
      for await (const { bytes } of read(packageId)) hash.update(bytes);
      return hash.digest('hex');
    },
    async add(packageId: number, seq: number, bytes: Buffer): Promise<void> {
      await query().create({ data: { packageId, seq, body: bytes.toString('base64') } });
    },
    async remove(packageIds: readonly number[]): Promise<void> {
      if (packageIds.length > 0)
        await query().deleteMany({ where: { packageId: { $in: [...packageIds] } } });
    },
  };
};
