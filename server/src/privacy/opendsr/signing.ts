import { canonicalJson } from '../plan/canonical';
import type { Keyring } from '../proof/keyring';

/** A message with its signature. */
export interface Signed {
  /** JSON, byte by byte what was signed. */
  readonly body: string;
  readonly headers: Record<string, string>;
}

/**
 * Signs a message with the plugin's Ed25519 key: the header is a JWS with detached content (RFC 7515,
 * appendix F), whose payload is the body. It is verified with the keys at `privacy-keys`.
 */
export const signed = (keyring: Pick<Keyring, 'sign'>, domain: string, message: object): Signed => {
  const [header, , signature] = keyring.sign(message, 'custodian-opendsr+jws').split('.');
  return {
    body: canonicalJson(message),
    headers: {
      'X-OpenDSR-Processor-Domain': domain,
      'X-OpenDSR-Signature': `${header ?? ''}..${signature ?? ''}`,
    },
  };
};
