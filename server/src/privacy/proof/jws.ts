import { sign, verify, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../plan/canonical';

const encode = (value: unknown): string => Buffer.from(canonicalJson(value)).toString('base64url');

const decode = (part: string): unknown =>
  JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;

/** Signs claims as a compact JWS (RFC 7515) with Ed25519 (`alg: EdDSA`). */
export const signJws = (claims: object, key: KeyObject, keyId: string, type: string): string => {
  const input = `${encode({ alg: 'EdDSA', kid: keyId, typ: type })}.${encode(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
};

/** The claims of a compact JWS. @throws if the signature or the algorithm is not right */
export const verifyJws = (token: string, key: KeyObject): Record<string, unknown> => {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  const { alg } = decode(header) as { alg?: unknown };
  const valid =
    more.length === 0 &&
    alg === 'EdDSA' &&
    verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
  if (!valid) throw new Error('The signature is not valid');
  return decode(payload) as Record<string, unknown>;
};
