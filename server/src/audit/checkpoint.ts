import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { z } from '@strapi/utils';
import { canonicalJson } from './canonical-json';

/** How far a log went at a moment. `anchor`: everything up to here was removed by retention. */
export interface Position {
  readonly kind: 'head' | 'anchor';
  /** Which log: a number drawn when it began. */
  readonly log: string;
  /** The place of the last entry it covers; 0 before the first. */
  readonly seq: number;
  /** The hash at that place, which covers all before it. */
  readonly hash: string;
  readonly at: string;
}

/** A position, signed. Kept outside of the database it proves that a log was cut or rewritten. */
export interface Checkpoint extends Position {
  readonly version: 1;
  /** The signing key's fingerprint, and the key itself: base64 of its SPKI form. */
  readonly keyId: string;
  readonly publicKey: string;
  /** Ed25519 over the canonical JSON of all other members, in base64. */
  readonly signature: string;
}

/** An Ed25519 key pair; both halves in base64 of their standard DER forms. */
export interface SigningKey {
  readonly keyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

const HEX_64 = /^[0-9a-f]{64}$/;
const BASE_64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** A checkpoint as it comes from outside. */
export const checkpointSchema: z.ZodType<Checkpoint> = z.strictObject({
  version: z.literal(1),
  kind: z.enum(['head', 'anchor']),
  log: z.string().regex(/^[0-9a-f]{32}$/),
  seq: z.number().int().min(0),
  hash: z.string().regex(HEX_64),
  at: z.iso.datetime(),
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  publicKey: z.string().max(200).regex(BASE_64),
  signature: z.string().max(200).regex(BASE_64),
});

const publicKeyOf = (spki: string) =>
  createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });

/** A key's fingerprint. */
export const fingerprint = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);

const exported = (key: ReturnType<typeof createPrivateKey>): SigningKey => {
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
  const privateKey = key.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  return { keyId: fingerprint(publicKey), publicKey, privateKey };
};

/** Draws a new key. */
export const generateSigningKey = (): SigningKey =>
  exported(generateKeyPairSync('ed25519').privateKey);

/** Reads a key that the configuration gives. @throws Error for anything but an Ed25519 key in PEM */
export const readSigningKey = (pem: string): SigningKey => {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The signing key must be of Ed25519');
  return exported(key);
};

const bytesOf = (unsigned: Omit<Checkpoint, 'signature'>): Buffer =>
  Buffer.from(canonicalJson(unsigned));

/** Signs a position. */
export const signPosition = (position: Position, key: SigningKey): Checkpoint => {
  const { keyId, publicKey, privateKey } = key;
  const unsigned = { version: 1 as const, ...position, keyId, publicKey };
  const der = { key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' } as const;
  const signature = sign(null, bytesOf(unsigned), createPrivateKey(der)).toString('base64');
  return { ...unsigned, signature };
};

/** Whether a checkpoint was signed by the key it names. Whether that key is ours is another question. */
export const isSigned = (checkpoint: Checkpoint): boolean => {
  const { signature, ...unsigned } = checkpoint;
  try {
    return (
      fingerprint(checkpoint.publicKey) === checkpoint.keyId &&
      verify(
        null,
        bytesOf(unsigned),
        publicKeyOf(checkpoint.publicKey),
        Buffer.from(signature, 'base64')
      )
    );
  } catch {
    return false;
  }
};
