import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';

/** Keys of the privacy domain, derived from one secret of the application. */
export interface PrivacyKeys {
  /** Keyed digest of a normalised identifier: a stable name for it that nobody can read. */
  readonly identifier: Buffer;
  /** For values that must be read again, such as what a resumed run looks for. */
  readonly sealing: Buffer;
  /** Signs certificates (Ed25519). */
  readonly signing: KeyObject;
  readonly verifying: KeyObject;
  /** RFC 7638 thumbprint of the public key. */
  readonly keyId: string;
}

const LENGTH = 32;
/** PKCS #8 around a raw Ed25519 seed (RFC 8410): the 32 bytes that follow are the key. */
const ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

const derive = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `custodian/privacy/${purpose}`, LENGTH));

/** A public key as JSON Web Key (RFC 8037). */
export const publicJwk = (key: KeyObject, keyId: string) => ({
  ...key.export({ format: 'jwk' }),
  kid: keyId,
  alg: 'EdDSA',
  use: 'sig',
});

const thumbprint = (key: KeyObject): string => {
  const { crv, kty, x } = key.export({ format: 'jwk' });
  // Members in lexical order, as the RFC wants them.
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
};

/**
 * Derives the keys with HKDF-SHA-256, one for each purpose, so that nothing has to be stored.
 * @param secret what must be the same on all nodes, and after a restored backup
 */
export const deriveKeys = (secret: string): PrivacyKeys => {
  const seed = derive(secret, 'signing');
  const der = Buffer.concat([ED25519_PREFIX, seed]);
  const signing = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const verifying = createPublicKey(signing);
  return {
    identifier: derive(secret, 'identifier'),
    sealing: derive(secret, 'sealing'),
    signing,
    verifying,
    keyId: thumbprint(verifying),
  };
};
