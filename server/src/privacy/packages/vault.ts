import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import type { Keyring } from '../proof/keyring';
import { open, seal } from '../proof/sealed';
import { createChunks, decrypt, encrypt, pieces } from './chunks';
import { PACKAGE_UID } from './models';

/** A stored package, as the desk shows it. */
export interface StoredPackage {
  readonly id: number;
  readonly requestId: number;
  readonly reference: string;
  readonly state: 'building' | 'built' | 'ready' | 'purged';
  readonly entries: number;
  readonly downloads: number;
  readonly maxDownloads: number;
  readonly expiresAt: string | null;
}

interface Row {
  id: number;
  requestId: number;
  reference: string;
  state: StoredPackage['state'];
  sealedKey: string | null;
  digest: string | null;
  entries: number;
  downloads: number;
  maxDownloads: number;
  expiresAt: string | Date | null;
}

/** How long and how often a package can be fetched. */
export interface VaultSettings {
  readonly days: number;
  readonly downloads: number;
}

/** Keeps packages encrypted, and hands each out to whoever has its token, for a time. */
export interface Vault {
  /** Encrypts and stores a package; an earlier one of the request is replaced. */
  store(
    request: { id: number; reference: string },
    body: AsyncIterable<Buffer>,
    entries: () => number
  ): Promise<void>;
  /** Whether what is stored can be decrypted and is what was written. */
  isIntact(requestId: number): Promise<boolean>;
  /** Binds the key to a new token of 256 bits, and returns it: it is not stored anywhere. */
  release(requestId: number): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  /**
   * The bytes of a package, for one download. Null for a wrong token, one too late or too often, and
   * for a package that was altered: nobody can tell which.
   */
  fetch(
    token: string
  ): Promise<{ readonly name: string; readonly body: AsyncIterable<Buffer> } | null>;
  of(requestId: number): Promise<StoredPackage | null>;
  discard(requestId: number): Promise<void>;
  /** Deletes the bytes of what can no longer be fetched. */
  purge(now: Date): Promise<number>;
}

const CONTEXT = 'package key';
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
const keyOf = (token: string): Buffer =>
  createHmac('sha256', token).update('custodian package').digest();

/** What hands packages out. */
const createHandOut = (
  { strapi }: { strapi: Core.Strapi },
  keyring: Keyring,
  settings: () => VaultSettings,
  newest: (requestId: number) => Promise<Row | null>
): Pick<Vault, 'release' | 'fetch'> => {
  const query = () => strapi.db.query(PACKAGE_UID);
  const chunks = createChunks({ strapi });
  return {
    async release(requestId) {
      const row = await newest(requestId);
      if (row?.state !== 'built' || row.sealedKey === null)
        throw new Error('There is no package to release');
      const token = randomBytes(32).toString('base64url');
      const expiresAt = new Date(Date.now() + settings().days * 86_400_000);
      const data = {
        state: 'ready',
        tokenHash: hashOf(token),
        // Whoever has the database and the application's keys still needs the token.
        sealedKey: seal(keyOf(token), row.sealedKey, CONTEXT),
        expiresAt,
      };
      await query().update({ where: { id: row.id }, data });
      return { token, expiresAt };
    },
    async fetch(token) {
      const tokenHash = hashOf(token);
      const row = (await query().findOne({ where: { tokenHash, state: 'ready' } })) as Row | null;
      if (!row?.sealedKey || new Date(row.expiresAt ?? 0) <= new Date()) return null;
      if ((await chunks.digest(row.id)) !== row.digest) return null;
      const { id, downloads, maxDownloads } = row;
      if (downloads >= maxDownloads) return null;
      // One statement decides: of two that ask at once for the last download one gets it.
      const { count } = await query().updateMany({
        where: { id, downloads, state: 'ready' },
        data: { downloads: downloads + 1 },
      });
      if (count !== 1) return null;
      const sealedKey = open(keyOf(token), row.sealedKey, CONTEXT) as string;
      const key = Buffer.from(keyring.open(sealedKey, CONTEXT) as string, 'base64');
      async function* body(): AsyncGenerator<Buffer> {
        for await (const { seq, bytes } of chunks.read(id)) yield decrypt(key, bytes, seq);
      }
      return { name: `${row.reference}.zip`, body: body() };
    },
  };
};

/** What encrypts packages, piece by piece, as they are made. */
const createStore =
  (
    { strapi }: { strapi: Core.Strapi },
    keyring: Keyring,
    settings: () => VaultSettings
  ): Vault['store'] =>
  async ({ id: requestId, reference }, body, entries) => {
    const query = strapi.db.query(PACKAGE_UID);
    const chunks = createChunks({ strapi });
    const key = randomBytes(32);
    const row = (await query.create({
      data: {
        requestId,
        reference,
        state: 'building',
        sealedKey: keyring.seal(key.toString('base64'), CONTEXT),
        entries: 0,
        downloads: 0,
        maxDownloads: settings().downloads,
        createdAt: new Date(),
      },
    })) as Row;
    const hash = createHash('sha256');
    let seq = 0;
    for await (const piece of pieces(body)) {
      const bytes = encrypt(key, piece, seq);
      hash.update(bytes);
      await chunks.add(row.id, seq, bytes);
      seq += 1;
    }
    const data = { state: 'built', digest: hash.digest('hex'), entries: entries() };
    await query.update({ where: { id: row.id }, data });
  };

/** What deletes the bytes of packages whose time is over. */
const createPurge =
  ({ strapi }: { strapi: Core.Strapi }): Vault['purge'] =>
  async (now) => {
    const query = strapi.db.query(PACKAGE_UID);
    const chunks = createChunks({ strapi });
    const where = { state: 'ready', expiresAt: { $lte: now } };
    const rows = (await query.findMany({ where, limit: 100 })) as Row[];
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await strapi.db.transaction(async () => {
      await chunks.remove(ids);
      await query.updateMany({
        where: { id: { $in: ids } },
        data: { state: 'purged', sealedKey: null, tokenHash: null },
      });
    });
    return ids.length;
  };

/** Creates the vault; calls expect system scope. */
export const createVault = (
  { strapi }: { strapi: Core.Strapi },
  keyring: Keyring,
  settings: () => VaultSettings
): Vault => {
  const query = () => strapi.db.query(PACKAGE_UID);
  const chunks = createChunks({ strapi });

  const store = createStore({ strapi }, keyring, settings);

  const newest = async (requestId: number): Promise<Row | null> => {
    const where = { requestId, state: { $in: ['built', 'ready'] } };
    const rows = await query().findMany({ where, orderBy: { id: 'desc' }, limit: 1 });
    return (rows as Row[])[0] ?? null;
  };

  const discard = async (requestId: number): Promise<void> => {
    await strapi.db.transaction(async () => {
      const rows = (await query().findMany({ where: { requestId } })) as Row[];
      await chunks.remove(rows.map(({ id }) => id));
      await query().deleteMany({ where: { requestId } });
    });
  };

  return {
    ...createHandOut({ strapi }, keyring, settings, newest),
    purge: createPurge({ strapi }),
    discard,
    async store(request, body, entries) {
      await discard(request.id);
      await store(request, body, entries);
    },
    async isIntact(requestId) {
      const row = await newest(requestId);
      return row !== null && (await chunks.digest(row.id)) === row.digest;
    },
    async of(requestId) {
      const row = await newest(requestId);
      if (!row) return null;
      const { id, reference, state, entries, downloads, maxDownloads, expiresAt } = row;
      const until = expiresAt === null ? null : new Date(expiresAt).toISOString();
      return {
        id,
        requestId,
        reference,
        state,
        entries,
        downloads,
        maxDownloads,
        expiresAt: until,
      };
    },
  };
};
