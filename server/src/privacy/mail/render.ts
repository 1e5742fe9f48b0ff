import { COMPLAINT } from './complaint';
import { en } from './texts/en';
import { fr } from './texts/fr';
import { nl } from './texts/nl';
import { pl } from './texts/pl';
import { sv } from './texts/sv';
import { MAIL_LOCALES, type Letter, type MailLocale, type MailTemplate, type Words } from './words';

const WORDS: Readonly<Record<MailLocale, Words>> = { en, nl, sv, fr, pl };

/** What a project writes instead of the plugin's own letters: locale → template. */
export type LetterOverrides = Readonly<
  Record<string, Readonly<Partial<Record<MailTemplate, Letter>>> | undefined>
>;

/** A letter ready to be sent. */
export interface RenderedLetter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The language of letters for a BCP 47 tag: its own, or English. */
export const mailLocale = (tag: string): MailLocale => {
  const language = tag.toLowerCase().split(/[-_]/)[0];
  return MAIL_LOCALES.find((locale) => locale === language) ?? 'en';
};

/** The words of a language. */
export const wordsFor = (tag: string): Words => WORDS[mailLocale(tag)];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, whatever it contains. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

const LONGEST_LINE = 200;
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/** A value of one line: no line breaks, so no headers and no paragraphs of its own. */
export const oneLine = (text: string): string =>
  text.replace(CONTROL, ' ').replace(/\s+/g, ' ').trim().slice(0, LONGEST_LINE);

const PLACE = /\{\{(\w+)\}\}/g;

/** Fills a template. Values are put in as they are and never read as templates themselves. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(
    PLACE,
    (_, name: string) => (Object.hasOwn(values, name) ? values[name] : '') ?? ''
  );

/** Places whose value was empty leave nothing behind: no double space, no comma after nobody. */
const tidy = (text: string): string =>
  text
    .replace(/ +,/g, ',')
    .replace(/ {2,}/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

const LINK = /^https?:\/\/\S+$/;

const paragraph = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const safe = escapeHtml(line);
      return LINK.test(line) ? `<a href="${safe}">${safe}</a>` : safe;
    })
    .join('<br>');

const toHtml = (text: string): string =>
  text
    .split('\n\n')
    .map((part) => `<p>${paragraph(part)}</p>`)
    .join('\n');

/** What every letter may name. */
export interface LetterInput {
  readonly template: MailTemplate;
  readonly locale: string;
  readonly values: Readonly<Record<string, string>>;
  readonly overrides: LetterOverrides;
  /** The supervisory authority, if the controller named one. */
  readonly authority: string | undefined;
}

/**
 * Writes a letter. A project's own letters come first, in the requester's language tag or its
 * language. Pure.
 */
export const renderLetter = ({
  template,
  locale,
  values,
  overrides,
  authority,
}: LetterInput): RenderedLetter => {
  const language = mailLocale(locale);
  const own = overrides[locale]?.[template] ?? overrides[locale.split(/[-_]/)[0] ?? '']?.[template];
  const letter = own ?? WORDS[language].letters[template];
  const complaint = fill(COMPLAINT[language], { authority: authority ? ` (${authority})` : '' });
  const all = { complaint, ...values };
  const text = tidy(fill(letter.text, all));
  return { subject: oneLine(fill(letter.subject, all)), text, html: toHtml(text) };
};
