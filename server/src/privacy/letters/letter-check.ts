import { z } from '@strapi/utils';
import { invalid } from '../../access/principals';
import { parse } from '../../platform/http/request';
import type { Letter, MailTemplate } from '../mail/words';

/** What every letter may name. */
const COMMON = ['reference', 'kind', 'receivedOn', 'dueOn', 'controller', 'complaint'];

interface Places {
  /** What the template may name besides what all may. */
  readonly more: readonly string[];
  /** What it must name: without it the letter is of no use, or not what the law demands. */
  readonly needed: readonly string[];
}

/** The places of each template. What Art. 12(3), 12(4) and 18(3) GDPR demand cannot be left out. */
export const PLACES: Readonly<Record<MailTemplate, Places>> = {
  verify: { more: ['hours'], needed: ['link'] },
  verified: { more: ['name'], needed: ['token'] },
  'identity-needed': { more: ['name'], needed: ['reason'] },
  extended: { more: ['name'], needed: ['reason', 'dueOn', 'complaint'] },
  rejected: { more: ['name', 'ground'], needed: ['reason', 'complaint'] },
  completed: { more: ['name'], needed: ['outcome'] },
  'completed-partially': { more: ['name'], needed: ['outcome', 'complaint'] },
  withdrawn: { more: ['name'], needed: [] },
  restricted: { more: ['name'], needed: [] },
  'restriction-lifted': { more: ['name'], needed: ['reason'] },
  reminder: { more: ['days'], needed: ['reference'] },
  overdue: { more: [], needed: ['reference'] },
};

/** All that a template may name. */
export const placesOf = (template: MailTemplate): string[] => {
  const { more, needed } = PLACES[template];
  return [...new Set([...COMMON, ...more, ...needed])].sort();
};

const MOST_SUBJECT = 200;
const MOST_TEXT = 20_000;
const NOT_IN_TEXT = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

const letterInput = z.strictObject({
  subject: z.string().regex(/\S/).max(MOST_SUBJECT),
  text: z.string().regex(/\S/).max(MOST_TEXT),
});

const PLACE = /\{\{(\w+)\}\}/g;
/** What a mail program could take for markup. Letters are text; the plugin makes the HTML. */
const MARKUP = /<\s*[/!?a-z]/i;
const ENTITY = /&(#\d+|#x[\da-f]+|[a-z]\w*);/i;

const placesIn = (text: string): string[] =>
  [...text.matchAll(PLACE)].map(([, place = '']) => place);

const checkPart = (template: MailTemplate, part: keyof Letter, text: string): void => {
  const known = placesOf(template);
  const unknown = placesIn(text).find((place) => !known.includes(place));
  if (unknown !== undefined)
    throw invalid(`There is no place '${unknown}' in this letter`, 'UNKNOWN_PLACE', [part]);
  if (/[{}]{2}/.test(text.replace(PLACE, '')))
    throw invalid('Places are written {{name}}', 'MALFORMED_PLACE', [part]);
  if (MARKUP.test(text) || ENTITY.test(text))
    throw invalid('Letters are plain text, without markup', 'MARKUP', [part]);
  const plain = part === 'text' ? text.replace(/\r?\n|\t/g, '') : text;
  if (NOT_IN_TEXT.test(plain))
    throw invalid('Characters that nobody sees do not belong here', 'CONTROL_CHARACTER', [part]);
};

/** Reads a letter that somebody wrote for a template. Pure. @throws ValidationError with the path */
export const readLetter = (template: MailTemplate, input: unknown): Letter => {
  const letter = parse(letterInput, input);
  checkPart(template, 'subject', letter.subject);
  checkPart(template, 'text', letter.text);
  const there = placesIn(letter.text);
  const missing = PLACES[template].needed.find((place) => !there.includes(place));
  // A secret in the subject is read by whoever looks over a shoulder.
  const secret = ['link', 'token'].find((place) => placesIn(letter.subject).includes(place));
  if (missing !== undefined)
    throw invalid(`The letter must say {{${missing}}}`, 'MISSING_PLACE', ['text']);
  if (secret !== undefined)
    throw invalid(`{{${secret}}} is secret`, 'SECRET_IN_SUBJECT', ['subject']);
  return letter;
};
