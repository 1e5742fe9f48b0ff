import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What a key derived from the application's keys is for; no two uses share one. */
export type Purpose = 'entry' | 'private-key' | 'key-proof';

const CIPHER = 'aes-256-gcm';
const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/** Secrets derived from `server.app.keys`. The first key writes; all of them read. */
export interface AppKeys {
  /** 32 bytes per application key, first the one that writes. */
  all(purpose: Purpose): readonly Buffer[];
  /** Encrypts and authenticates; `context` must be the same when it is opened. */
  encrypt(text: string, context: string): string;
  /** What was encrypted, and whether the first key did it; null if no key fits or it was changed. */
  decrypt(
    box: string,
    context: string
  ): { readonly text: string; readonly current: boolean } | null;
  /** Proof that whoever wrote a text held the application's keys. */
  prove(text: string): string;
  proves(text: string, proof: string): boolean;
}

const open = (key: Buffer, box: Buffer, context: string): string | null => {
  try {
    const decipher = createDecipheriv(CIPHER, key, box.subarray(0, IV_LENGTH));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(box.subarray(IV_LENGTH, IV_LENGTH + TAG_LENGTH));
    const text = decipher.update(box.subarray(IV_LENGTH + TAG_LENGTH));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
};

/** Derives the secrets when first asked. @throws if the application has no keys */
export const createAppKeys = (read: () => readonly string[]): AppKeys => {
  const derived = new Map<Purpose, readonly Buffer[]>();
  const all = (purpose: Purpose): readonly Buffer[] => {
    const known = derived.get(purpose);
    if (known) return known;
    const keys = read();
    if (keys.length === 0)
      throw new Error('The audit log needs the keys of the application (server.app.keys)');
    const made = keys.map((key) =>
      Buffer.from(hkdfSync('sha256', key, '', `custodian audit ${purpose}`, 32))
    );
    derived.set(purpose, made);
    return made;
  };
  const first = (purpose: Purpose): Buffer => all(purpose)[0] as Buffer;
  const mac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('hex');

  return {
    all,
    encrypt(text, context) {
      const iv = randomBytes(IV_LENGTH);
      const cipher = createCipheriv(CIPHER, first('private-key'), iv);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    },
    decrypt(box, context) {
      const bytes = Buffer.from(box, 'base64');
      for (const [index, key] of all('private-key').entries()) {
        const text = open(key, bytes, context);
        if (text !== null) return { text, current: index === 0 };
      }
      return null;
    },
    prove: (text) => mac(first('key-proof'), text),
    proves: (text, proof) => all('key-proof').some((key) => mac(key, text) === proof),
  };
};
