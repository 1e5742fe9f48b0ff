import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { loadTranslations } from '../../../admin/src/translations';
import { REASON_TEXTS } from '../../../server/src/access/explain/reasons';

const SOURCES = join(__dirname, '../../../admin/src');
const LOCALES = ['en', 'nl', 'sv', 'fr', 'pl'];

const textsOf = (locale: string) =>
  JSON.parse(readFileSync(join(SOURCES, 'translations', `${locale}.json`), 'utf8')) as Record<
    string,
    string
  >;

const english = textsOf('en');

/** All that the panel's sources say, without the translations themselves. */
const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join(SOURCES, name), 'utf8'))
  .join('\n');

const literals = new Set([...sources.matchAll(/'([\w.-]+)'/g)].map(([, text]) => text as string));

/** Names that are put together: `depth.${depth}` uses every key that begins and ends like it. */
const patterns = [...sources.matchAll(/`((?:[\w-]*\.)*)\$\{[^}]+\}(\.[\w-]+)?`/g)]
  .map(([, start = '', end = '']) => ({ start, end }))
  .filter(({ start, end }) => start + end !== '');

/** Texts that Strapi itself shows. */
const SHOWN_ELSEWHERE = ['plugin.description'];

const isUsed = (key: string): boolean =>
  literals.has(key) ||
  SHOWN_ELSEWHERE.includes(key) ||
  patterns.some(({ start, end }) => key.startsWith(start) && key.endsWith(end));

/** The names that a text wants filled in. */
const parametersOf = (elements: readonly MessageFormatElement[]): string[] =>
  elements.flatMap((element) => {
    switch (element.type) {
      case TYPE.argument:
      case TYPE.number:
      case TYPE.date:
        return [element.value];
      case TYPE.plural:
      case TYPE.select:
        return [
          element.value,
          ...Object.values(element.options).flatMap(({ value }) => parametersOf(value)),
        ];
      default:
        return [];
    }
  });

const parameters = (text: string): string[] => [...new Set(parametersOf(parse(text)))].sort();

describe('texts of the panel', () => {
  it('has no key that nothing uses', () => {
    expect(Object.keys(english).filter((key) => !isUsed(key))).toEqual([]);
  });

  it('would notice a key that nothing uses', () => {
    expect(isUsed('groups.nobodyAsksForThis')).toBe(false);
  });

  it('has every key that is asked for by name', () => {
    const asked = [...sources.matchAll(/\b(?:t|textOf)\(\s*'([^']+)'/g)].map(([, key]) => key!);
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !(key in english))).toEqual([]);
  });

  it('fills in every parameter of a text, by its name', () => {
    const calls = [...sources.matchAll(/\bt\(\s*'([^']+)'(?:,\s*(\{[^{}]*\}|[^)]))?/g)];
    const wrong = calls.flatMap(([call, key = '', values]) => {
      // Values that are handed on as a whole are for the compiler to know.
      if (values !== undefined && !values.startsWith('{')) return [];
      const given = (values ?? '')
        .replace(/[{}]/g, '')
        .split(',')
        .map((part) => part.split(':')[0]!.trim())
        .filter((name) => name !== '');
      const missing = parameters(english[key]!).filter((name) => !given.includes(name));
      return missing.length > 0 ? [`${call}: ${missing.join(', ')}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it('says every reason of a decision as the server does', () => {
    for (const [kind, text] of Object.entries(REASON_TEXTS))
      expect(english[`explain.${kind}`]).toBe(text);
  });

  describe.each(LOCALES.slice(1))('in %s', (locale) => {
    const texts = textsOf(locale);

    it('has the keys of English, in the same order', () => {
      expect(Object.keys(texts)).toEqual(Object.keys(english));
    });

    it.each(Object.keys(english))('%s has the same parameters, and says something', (key) => {
      expect(parameters(texts[key]!)).toEqual(parameters(english[key]!));
      expect(texts[key]).toMatch(/\S/);
    });
  });

  it('are loaded under the plugin’s name, and for no other language', async () => {
    const [polish, danish] = await loadTranslations(['pl', 'da']);
    expect(polish?.data['custodian.groups.title']).toBe('Grupy');
    expect(danish).toEqual({ locale: 'da', data: {} });
  });
});
