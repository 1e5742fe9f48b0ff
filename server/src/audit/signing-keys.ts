import type { AppKeys } from './app-keys';
import type { Chain } from './chain';
import {
  fingerprint,
  generateSigningKey,
  isSigned,
  readSigningKey,
  type Checkpoint,
  type SigningKey,
} from './checkpoint';
import type { LogTables } from './log-tables';

/** The keys that sign checkpoints. Private halves never leave this module unencrypted but to sign. */
export interface SigningKeys {
  /**
   * The key in use: the configured one, else one that was drawn once and kept, encrypted.
   * @throws Error if there is one that the application's keys do not open: nothing is then signed
   */
  current(): Promise<SigningKey>;
  /** Whether a checkpoint was signed by a key of this installation. */
  trusts(checkpoint: Checkpoint): Promise<boolean>;
}

interface KeyRow {
  key_id: string;
  public_key: string;
  private_key: string | null;
  proof: string;
}

const UNREADABLE =
  'The key that signs the audit log cannot be read with the keys of the application (server.app.keys). ' +
  'Bring the old key back as a further one, or configure audit.signingKey.';

/** Creates the keys. @param configured an Ed25519 private key in PEM, if the configuration gives one */
export const createSigningKeys = (
  tables: LogTables,
  chain: Chain,
  appKeys: AppKeys,
  configured: () => string | undefined
): SigningKeys => {
  let known: SigningKey | null = null;

  const rows = (): Promise<KeyRow[]> => tables.run<KeyRow[]>(tables.on('keys').orderBy('id'));

  const rowOf = ({ keyId, publicKey, privateKey }: SigningKey, keep: boolean): KeyRow => ({
    key_id: keyId,
    public_key: publicKey,
    private_key: keep ? appKeys.encrypt(privateKey, keyId) : null,
    proof: appKeys.prove(publicKey),
  });

  const store = async (key: SigningKey, keep: boolean): Promise<void> => {
    const row = { ...rowOf(key, keep), created_at: new Date() };
    await tables.run(tables.on('keys').insert(row).onConflict('key_id').ignore());
  };

  /** Once the application has a new first key, the box is closed with that one. */
  const renew = async (key: SigningKey): Promise<void> => {
    await tables.run(tables.on('keys').where({ key_id: key.keyId }).update(rowOf(key, true)));
  };

  const opened = async (row: KeyRow): Promise<SigningKey | null> => {
    const box = appKeys.decrypt(row.private_key ?? '', row.key_id);
    if (!box || fingerprint(row.public_key) !== row.key_id) return null;
    const key = { keyId: row.key_id, publicKey: row.public_key, privateKey: box.text };
    if (!box.current) await renew(key);
    return key;
  };

  const load = async (): Promise<SigningKey> => {
    const pem = configured();
    if (pem !== undefined) {
      const key = readSigningKey(pem);
      await store(key, false);
      return key;
    }
    const own = (await rows()).filter((row) => row.private_key !== null).at(-1);
    if (own) {
      const key = await opened(own);
      if (!key) throw new Error(UNREADABLE);
      return key;
    }
    const key = generateSigningKey();
    await store(key, true);
    return key;
  };

  return {
    async current() {
      // In turn, so that two nodes that start at once do not draw a key each.
      known ??= await chain.inTurn(load);
      return known;
    },
    async trusts(checkpoint) {
      if (!isSigned(checkpoint)) return false;
      const own = (await rows()).find((row) => row.key_id === checkpoint.keyId);
      return own?.public_key === checkpoint.publicKey && appKeys.proves(own.public_key, own.proof);
    },
  };
};
