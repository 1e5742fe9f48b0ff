import { createHash } from 'node:crypto';

/**
 * JSON with one spelling for one value (RFC 8785 for what is used here: strings, integers, booleans,
 * null, arrays, objects): keys sorted by UTF-16 units, no white space, `undefined` left out.
 * @throws for numbers that are not safe integers, which have several spellings
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string')
    return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`${value} has no canonical form`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object') {
    const object = value as Readonly<Record<string, unknown>>;
    let text = '';
    // Code units, not locale: the default comparison of `sort`.
    for (const key of Object.keys(object).sort())
      if (object[key] !== undefined)
        text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(object[key])}`;
    return `{${text}}`;
  }
  throw new Error(`A ${typeof value} has no canonical form`);
};

/** SHA-256 of text, as lower-case hexadecimal. */
export const sha256 = (text: string | Buffer): string =>
  createHash('sha256').update(text).digest('hex');

/** Digest over a sequence, without holding it: SHA-256 of the items' canonical JSON, one a line. */
export interface RunningDigest {
  add(item: unknown): void;
  /** Lower-case hexadecimal; the digest takes nothing more after that. */
  end(): string;
}

/** Starts a digest. */
export const createRunningDigest = (): RunningDigest => {
  const hash = createHash('sha256');
  return {
    add(item) {
      hash.update(canonicalJson(item)).update('\n');
    },
    end: () => hash.digest('hex'),
  };
};
