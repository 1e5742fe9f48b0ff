import { fold, originalSpan, type Folded, type Span } from './folded';

/** How sure a hit is: an identifier is one person's, a relation is declared, a name is anybody's. */
export const CONFIDENCES = ['identifier', 'relation', 'name'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Something that a person is known by, as it was given. */
export interface Identifier {
  readonly kind: string;
  readonly value: string;
}

/** What SQL looks for before a text is compared here: a coarse test that misses nothing. */
export type Probe =
  | { readonly kind: 'contains'; readonly text: string }
  /** After the characters that stand between digits and groups are taken out. */
  | { readonly kind: 'stripped'; readonly text: string }
  | { readonly kind: 'any' };

/** One thing to look for in texts. */
export interface Needle {
  /** Kind of the identifier, or `name`. */
  readonly kind: string;
  readonly confidence: Confidence;
  readonly probe: Probe;
  /** How the name of a stored file says it, where that is another text: Strapi leaves letters and digits. */
  readonly slug?: string;
  find(text: Folded): Span[];
}

const SHORTEST_PROBE = 3;
const SHORTEST_NUMBER = 7;
const SHORTEST_REFERENCE = 4;
const SHORTEST_NAME = 3;
/** A country code has up to three digits; the rest is how a number is written at home. */
const COUNTRY_CODE = 3;

const WORD = /[\p{L}\p{N}]/u;
const isWord = (character: string | undefined): boolean =>
  character !== undefined && WORD.test(character);

/** The longest run of plain characters: SQL's `lower` and every form of accents leave it alone. */
const containsProbe = (value: string): Probe => {
  const runs =
    value
      .normalize('NFC')
      .toLowerCase()
      .match(/[a-z0-9._+-]+/g) ?? [];
  const text = runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
  return text.length < SHORTEST_PROBE ? { kind: 'any' } : { kind: 'contains', text };
};

type Accepts = (text: string, from: number, to: number) => boolean;

const occurrences = (folded: Folded, needle: string, accepts: Accepts): Span[] => {
  const { text } = folded;
  const spans: Span[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const end = at + needle.length;
    if (accepts(text, at, end)) spans.push(originalSpan(folded, at, end));
  }
  return spans;
};

/** Another address that ends or begins with this one is somebody else's. */
const wholeAddress: Accepts = (text, from, to) => {
  const [before, after, next] = [text[from - 1] ?? '', text[to] ?? '', text[to + 1]];
  if (/[a-z0-9._+-]/.test(before) || isWord(before)) return false;
  return !isWord(after) && after !== '-' && !(after === '.' && isWord(next));
};

const wholeWord: Accepts = (text, from, to) => !isWord(text[from - 1]) && !isWord(text[to]);

/** What is left of a folded text in the name of a stored file (`@strapi/upload` services/file.js). */
export const slugOf = (folded: string): string => folded.replace(/[^\p{L}\p{N}]+/gu, '_');

const emailNeedle = (value: string): Needle => {
  const address = fold(value.trim());
  const forms = [address, address.replace('@', '%40')];
  return {
    kind: 'email',
    confidence: 'identifier',
    probe: containsProbe(value.trim()),
    slug: slugOf(address),
    find: (text) => forms.flatMap((form) => occurrences(text, form, wholeAddress)),
  };
};

const SEPARATOR = /[\s().,/\u00a0\u2010-\u2015-]/;
const DIGIT = /\d/;

/** Walks back from the tail of a number over what may stand before it; -1 if it is another number. */
const startOfNumber = (text: string, from: number, head: string): number => {
  let at = from;
  let left = head.length;
  for (let look = from - 1; look >= 0; look -= 1) {
    const character = text[look] ?? '';
    if (character === '+') return look;
    if (SEPARATOR.test(character)) continue;
    if (!DIGIT.test(character)) break;
    const expected = left > 0 ? head[left - 1] : '0';
    // A trunk zero may stand where the country code would.
    if (character !== expected && character !== '0') {
      // Behind a gap another number may have ended; without one, these digits are part of this.
      return look === at - 1 ? -1 : at;
    }
    left = character === expected && left > 0 ? left - 1 : 0;
    at = look;
  }
  return at;
};

const phoneNeedle = (value: string): Needle | null => {
  const digits = value.replace(/\D/g, '').replace(/^00/, '');
  if (digits.length < SHORTEST_NUMBER) return null;
  const split = digits.length - Math.max(SHORTEST_NUMBER, digits.length - COUNTRY_CODE);
  const [head, tail] = [digits.slice(0, split), digits.slice(split)];
  const gap = '[\\s().,/\\u00a0\\u2010-\\u2015-]{0,3}';
  const pattern = new RegExp(`${Array.from(tail).join(gap)}(?!\\d)`, 'g');
  return {
    kind: 'phone',
    confidence: 'identifier',
    probe: { kind: 'stripped', text: tail },
    find: (text) =>
      [...text.text.matchAll(pattern)].flatMap((match) => {
        const start = startOfNumber(text.text, match.index, head);
        if (start < 0) return [];
        return [originalSpan(text, start, match.index + match[0].length)];
      }),
  };
};

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Between the groups of a customer number, however it was typed. */
const GROUP_GAP = '[\\s\\-_/.]{0,2}';

const referenceNeedle = (kind: string, value: string): Needle | null => {
  const reference = fold(value).replace(/[\s\-_/.]+/g, '');
  if (reference.length < SHORTEST_REFERENCE) return null;
  const pattern = new RegExp(Array.from(reference, escape).join(GROUP_GAP), 'gu');
  const plain = /^[a-z0-9]+$/.test(reference);
  return {
    kind,
    // Without a digit it reads like a word, which others may use too.
    confidence: /\d/.test(reference) ? 'identifier' : 'name',
    probe: plain ? { kind: 'stripped', text: reference } : { kind: 'any' },
    find: (text) =>
      [...text.text.matchAll(pattern)]
        .map((match) => [match.index, match.index + match[0].length] as const)
        .filter(([from, to]) => wholeWord(text.text, from, to))
        .map(([from, to]) => originalSpan(text, from, to)),
  };
};

const nameNeedle = (value: string): Needle | null => {
  const words = fold(value)
    .split(/[\s,]+/)
    .filter(Boolean);
  if (words.join('').length < SHORTEST_NAME) return null;
  const orders = words.length > 1 ? [words, [words.at(-1) ?? '', ...words.slice(0, -1)]] : [words];
  const pattern = new RegExp(
    orders.map((order) => order.map(escape).join('[\\s,.]+')).join('|'),
    'gu'
  );
  return {
    kind: 'name',
    confidence: 'name',
    probe: containsProbe(value),
    find: (text) =>
      [...text.text.matchAll(pattern)]
        .map((match) => [match.index, match.index + match[0].length] as const)
        .filter(([from, to]) => wholeWord(text.text, from, to))
        .map(([from, to]) => originalSpan(text, from, to)),
  };
};

const needleOf = ({ kind, value }: Identifier): Needle | null => {
  if (value.trim() === '') return null;
  if (kind === 'phone') return phoneNeedle(value);
  if (kind === 'name') return nameNeedle(value);
  if (kind === 'email' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return emailNeedle(value);
  return referenceNeedle(kind, value);
};

/**
 * What to look for, from what a person is known by. Values that are too short to mean one person
 * are left out: a name of two letters is in every text.
 */
export const createNeedles = (identifiers: readonly Identifier[]): Needle[] => {
  const known = new Set<string>();
  return identifiers.flatMap((identifier) => {
    const key = `${identifier.kind}:${fold(identifier.value.trim())}`;
    const needle = known.has(key) ? null : needleOf(identifier);
    known.add(key);
    return needle ? [needle] : [];
  });
};

/** The surest of several. */
export const surest = (found: readonly Confidence[]): Confidence =>
  CONFIDENCES.find((one) => found.includes(one)) ?? 'name';
