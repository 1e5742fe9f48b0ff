import { foldText, replaceSpans, type Span } from './folded';
import { surest, type Confidence, type Needle } from './needles';

/** What was found in one text. */
export interface Mention {
  readonly confidence: Confidence;
  /** Kinds of what was found, sorted. */
  readonly kinds: readonly string[];
  readonly spans: readonly Span[];
}

/** What a text says about somebody; null for nothing. */
export const findMentions = (text: string, needles: readonly Needle[]): Mention | null => {
  const folded = foldText(text);
  const found = needles
    .map((needle) => ({ needle, spans: needle.find(folded) }))
    .filter(({ spans }) => spans.length > 0);
  if (found.length === 0) return null;
  return {
    confidence: surest(found.map(({ needle }) => needle.confidence)),
    kinds: [...new Set(found.map(({ needle }) => needle.kind))].sort(),
    spans: found.flatMap(({ spans }) => spans),
  };
};

/** What replaces a mention inside a text that stays. */
export const ERASED_SPAN = '[erased person]';

/** A text without its mentions. */
export const redactText = (text: string, needles: readonly Needle[]): string => {
  const mention = findMentions(text, needles);
  return mention ? replaceSpans(text, mention.spans, ERASED_SPAN) : text;
};

/** A JSON value without mentions, in strings and in keys; all else stays as it is. */
export const redactJson = (value: unknown, needles: readonly Needle[]): unknown => {
  if (typeof value === 'string') return redactText(value, needles);
  if (typeof value === 'number') {
    const text = String(value);
    return redactText(text, needles) === text ? value : ERASED_SPAN;
  }
  if (Array.isArray(value)) return value.map((item) => redactJson(item, needles));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redactText(key, needles),
      redactJson(item, needles),
    ])
  );
};

/** A stored value as text: JSON columns come parsed from some databases, as text from others. */
export const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  return JSON.stringify(value);
};
