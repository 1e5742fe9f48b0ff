import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from './canonical-json';

/** Everything about an entry that is in the chain for good. */
export interface EntryFacts {
  /** ISO 8601 in UTC, with milliseconds. */
  readonly at: string;
  readonly type: string;
  readonly causedBy: string;
  readonly contentType: string | null;
  readonly documentId: string | null;
  /** Stands for the payload, and says nothing about it once its salt is gone. */
  readonly commitment: string;
}

/** An entry as it is inserted, before it has its place in the chain. */
export interface NewEntry extends EntryFacts {
  readonly digest: string;
  readonly mac: string;
}

/** What may be erased: the payload, and the key of the commitment to it. */
export interface Payload {
  readonly commitment: string;
  readonly salt: string;
  readonly payload: string;
}

const FORMAT = 1;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hmac = (key: string | Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('hex');

/** Keyed, with a key of its own per entry: without the salt no guess at the payload can be tested. */
export const commitmentOf = (salt: string, payload: string): string => hmac(salt, payload);

/** The digest of an entry's facts; their order and number are part of the format. */
export const digestOf = (facts: EntryFacts): string => {
  const { at, type, causedBy, contentType, documentId, commitment } = facts;
  return sha256(JSON.stringify([FORMAT, at, type, causedBy, contentType, documentId, commitment]));
};

/** Where a chain begins: no two logs have the same first hash. */
export const genesisOf = (logId: string): string => sha256(`custodian audit\n${logId}`);

/** The hash at a place of the chain; it covers all that is before. */
export const linkHash = (previous: string, seq: number, id: number, digest: string): string =>
  sha256(`${previous}\n${seq}\n${id}\n${digest}`);

/** Until an entry is in the chain, this keeps whoever has the database alone from writing one. */
export const macOf = (key: Buffer, digest: string): string => hmac(key, digest);

/** Whether a digest was authenticated by one of the keys. */
export const hasMac = (keys: readonly Buffer[], digest: string, mac: string): boolean =>
  keys.some((key) => {
    const [expected, given] = [Buffer.from(macOf(key, digest)), Buffer.from(mac)];
    return expected.length === given.length && timingSafeEqual(expected, given);
  });

/** Makes an entry and its payload. @param details any JSON; what it holds of people can be erased */
export const makeEntry = (
  facts: Omit<EntryFacts, 'commitment'>,
  details: unknown,
  key: Buffer
): { readonly entry: NewEntry; readonly payload: Payload } => {
  const salt = randomBytes(32).toString('hex');
  const payload = canonicalJson(details ?? {});
  const commitment = commitmentOf(salt, payload);
  const digest = digestOf({ ...facts, commitment });
  return {
    entry: { ...facts, commitment, digest, mac: macOf(key, digest) },
    payload: { commitment, salt, payload },
  };
};
