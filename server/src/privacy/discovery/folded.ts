/**
 * Text as it is compared: compatibility forms, accents and case do not count. Every character knows
 * where it came from, so that what is found can be cut out of the original.
 */
export interface Folded {
  readonly original: string;
  readonly text: string;
  /**
   * Offset in the original of each character of `text`, and the original's length at the end; null
   * where both have the same.
   */
  readonly offsets: readonly number[] | null;
}

/** A part of a text, `from` included and `to` not, in UTF-16 units of the original. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const MARKS = /\p{M}/gu;

/** Accents, case and compatibility forms removed. */
export const fold = (text: string): string =>
  text.normalize('NFKD').replace(MARKS, '').toLowerCase();

const ASCII = /^\p{ASCII}*$/u;

/** Folds a text character by character; plain ASCII, which most long texts are, at once. */
export const foldText = (original: string): Folded => {
  if (ASCII.test(original)) return { original, text: original.toLowerCase(), offsets: null };
  let text = '';
  const offsets: number[] = [];
  let at = 0;
  for (const character of original) {
    const folded = fold(character);
    for (let unit = 0; unit < folded.length; unit += 1) offsets.push(at);
    text += folded;
    at += character.length;
  }
  offsets.push(original.length);
  return { original, text, offsets };
};

/** A span of folded text in terms of the original; combining marks behind it belong to it. */
export const originalSpan = ({ offsets, original }: Folded, from: number, to: number): Span => ({
  from: offsets ? (offsets[from] ?? original.length) : from,
  to: offsets ? (offsets[to] ?? original.length) : to,
});

/** Joins spans that overlap or touch; sorted by their start. */
export const mergeSpans = (spans: readonly Span[]): Span[] => {
  const merged: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = merged.at(-1);
    if (last && span.from <= last.to)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else merged.push(span);
  }
  return merged;
};

/** The text with every span replaced. */
export const replaceSpans = (text: string, spans: readonly Span[], replacement: string): string => {
  let result = '';
  let at = 0;
  for (const { from, to } of mergeSpans(spans)) {
    result += text.slice(at, from) + replacement;
    at = to;
  }
  return result + text.slice(at);
};
