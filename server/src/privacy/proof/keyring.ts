import { createHmac } from 'node:crypto';
import { deriveKeys, publicJwk, type PrivacyKeys } from './keys';
import { open, seal } from './sealed';
import { signJws, verifyJws } from './jws';

/**
 * The secrets of the privacy domain, derived from the application's keys (`server.app.keys`). The first
 * writes and signs; what the others wrote can still be read, so that keys can be changed.
 */
export interface Keyring {
  /** Stable names of a normalised identifier, the current one first. Nobody can go back from them. */
  namesOf(kind: string, normalised: string): readonly string[];
  seal(value: unknown, context: string): string;
  /** @throws if no key opens it, or it was sealed for something else */
  open(sealed: string, context: string): unknown;
  /** A compact JWS (EdDSA). */
  sign(claims: object, type: string): string;
  /** The claims of a JWS that one of the keys signed. @throws */
  verify(token: string): Record<string, unknown>;
  /** The public keys as a JSON Web Key Set, to verify with offline. */
  publicKeys(): { readonly keys: readonly object[] };
}

/** Creates the ring; keys are derived when first needed. @throws then if the application has none */
export const createKeyring = (secrets: () => readonly string[]): Keyring => {
  let derived: readonly PrivacyKeys[] | null = null;
  const all = (): readonly PrivacyKeys[] => (derived ??= secrets().map(deriveKeys));
  const current = (): PrivacyKeys => {
    const [first] = all();
    if (!first)
      throw new Error('Privacy requests need the keys of the application (server.app.keys)');
    return first;
  };
  /** The first that does not throw. */
  const firstOf = <T>(attempt: (keys: PrivacyKeys) => T): T => {
    let failure: unknown = new Error('The application has no keys (server.app.keys)');
    for (const keys of all())
      try {
        return attempt(keys);
      } catch (error) {
        failure = error;
      }
    throw failure;
  };

  return {
    namesOf: (kind, normalised) => {
      current();
      return all().map(({ identifier }) =>
        createHmac('sha256', identifier).update(`${kind}\n${normalised}`).digest('hex')
      );
    },
    seal: (value, context) => seal(current().sealing, value, context),
    open: (sealed, context) => firstOf(({ sealing }) => open(sealing, sealed, context)),
    sign: (claims, type) => signJws(claims, current().signing, current().keyId, type),
    verify: (token) => firstOf(({ verifying }) => verifyJws(token, verifying)),
    publicKeys: () => ({
      keys: all().map(({ verifying, keyId }) => publicJwk(verifying, keyId)),
    }),
  };
};
